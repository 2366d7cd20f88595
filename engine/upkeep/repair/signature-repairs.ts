// I14: the signature beside a stored file. A source library has one, else it is made from the bytes, which are hashed in
// the same reading: what is signed is what the name promises.
import { createHash } from 'node:crypto'
import { signatureOfStored } from '../../library/layout.ts'
import { readSignature, signedLength } from '../../library/signature-file.ts'
import { isRefusal, type LibraryStore } from '../../library/store.ts'
import { createSigner } from '../../rdc/sign.ts'
import type { Finding } from '../../checks/findings.ts'
import { partPath } from '../../checks/view.ts'
import type { Origin } from '../../operations/steps/step.ts'
import { inSource } from './heal-source.ts'
import { exists, left, numberOf, placesOf, removeFile, smallFile, writeFile } from './repair.ts'
import type { Placed, Repair, RepairContext } from './repair.ts'

/**
 * Bytes of signatures that one plan may hold in memory, some hundred for each 32 KiB of stored files: enough for 25 GB.
 * What is beyond is left for the next repair.
 */
const mostBytes = 256 * 1024 * 1024

const block = Buffer.allocUnsafeSlow(1024 * 1024)

/** The signature of a file with this hash; undefined when it has another, or cannot be read. */
function sign(store: LibraryStore, path: string, hash: string): Buffer | undefined {
  const file = store.open(path)
  if (isRefusal(file)) return undefined
  const digest = createHash(hash.length === 40 ? 'sha1' : 'sha256')
  const signer = createSigner()
  try {
    for (;;) {
      const length = file.read(block)
      if (isRefusal(length)) return undefined
      if (length === 0) break
      digest.update(block.subarray(0, length))
      signer.update(block.subarray(0, length))
    }
    const signature = signer.digest()
    return digest.digest('hex').toUpperCase() === hash ? signature : undefined
  } finally {
    file.close()
  }
}

/**
 * The signature of a stored file, where there is none.
 *
 * @param path  store path of the stored file
 * @param from  where its bytes are now, when they are not there yet
 */
export function signatureFor(context: RepairContext, path: string, from: Origin): readonly Placed[] {
  const to = signatureOfStored(path)
  return exists(context.store, to) ? [] : signed(context, path, from)
}

function signed(context: RepairContext, path: string, from: Origin): readonly Placed[] {
  const { store, sources, signing } = context
  const bytes = fromSource(context, path, from) ?? made()
  if (bytes === undefined || bytes.length > mostBytes - signing.bytes) return []
  signing.bytes += bytes.length
  return [['records', writeFile(store, signatureOfStored(path), bytes)]]

  function made(): Buffer | undefined {
    const place = from.place === 'library' ? store : sources.find((source) => source.place === from.place)?.store
    const hash = path.slice(path.lastIndexOf('/') + 1)
    return place === undefined || signing.bytes >= mostBytes ? undefined : sign(place, from.path, hash)
  }
}

/** One that is of the right length; whether it is of the right bytes shows when the library is read to the end. */
function fromSource({ store, sources }: RepairContext, path: string, from: Origin): Buffer | undefined {
  const name = signatureOfStored(path).slice(path.lastIndexOf('/') + 1)
  const place = from.place === 'library' ? store : sources.find((source) => source.place === from.place)?.store
  const status = place?.status(from.path)
  if (status === undefined || isRefusal(status)) return undefined
  return sources
    .map((source) => smallFile(source.store, inSource(source, `FileLib/${name.slice(0, 4)}/${name}`)))
    .find((bytes) => {
      const chunks = bytes === undefined ? undefined : readSignature(bytes)
      return chunks !== undefined && signedLength(chunks) === status.size
    })
}

/** I14: a signature that is missing. */
export function addSignature({ subject, ...finding }: Finding, context: RepairContext): Repair {
  if (subject.kind === 'library')
    return left('most stored files have none: this library is kept without; redistribute writes them with the files')
  const hash = numberOf(context, { ...finding, subject })
  const row = hash === undefined ? undefined : placesOf(context, hash)[0]
  if (row === undefined) return left('nothing is known of this stored file any more')
  const path = partPath(context.view.index, row, 'data')
  const steps = signatureFor(context, path, { place: 'library', path })
  if (steps.length > 0) return { kind: 'steps', steps }
  return left(
    context.signing.bytes >= mostBytes / 2
      ? 'one repair writes 256 MB of signatures at most; run it again'
      : 'its bytes are not what its name says; heal them first',
  )
}

/** I14: a signature of other bytes misleads. The right one takes its place, or none: then the full file travels. */
export function replaceSignature(finding: Finding, context: RepairContext): Repair {
  const { view, store } = context
  const hash = numberOf(context, finding)
  const rows = hash === undefined ? [] : placesOf(context, hash)
  const steps = rows.flatMap((row): readonly Placed[] => {
    const sig = partPath(view.index, row, 'sig')
    if (!exists(store, sig)) return []
    const path = partPath(view.index, row, 'data')
    const right = signed(context, path, { place: 'library', path })
    return right.length > 0 ? right : [['leftovers', removeFile(store, sig)]]
  })
  return { kind: 'steps', steps }
}
