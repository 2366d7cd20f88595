// Hashes stored files and compares them with their names. On request also the RDC signature beside each: its chunks'
// lengths say where to cut, so no chunking parameters need to be known.
import { createHash, hash as hashAtOnce, type Hash } from 'node:crypto'
import { md4 } from '../rdc/md4.ts'
import { readSignature, signatureHeader, signedLength, type SignatureChunk } from '../library/signature-file.ts'
import { isRefusal, type LibraryStore, type OpenFile, type Refusal } from '../library/store.ts'

export type HashTask = {
  readonly kind: 'hash'
  readonly files: readonly {
    /** Number the asker knows it by. */
    readonly row: number
    /** Store path of the data. */
    readonly path: string
    readonly hash: string
    /** Store path of the signature, when it is to be compared too. */
    readonly signature: string | undefined
  }[]
}

export type HashResult = {
  readonly row: number
  /** Bytes read. */
  readonly bytes: number
  /** Upper-case hex of what was read; undefined when it could not be read to its end. */
  readonly actual: string | undefined
  readonly refusal: Refusal | undefined
  /** What is wrong with the signature; undefined when it is right or was not asked for. */
  readonly signature: SignatureFault | undefined
  /** Why the signature could not be looked at, though it is there. */
  readonly signatureRefusal?: Refusal | undefined
}

export type SignatureFault = 'of an unknown form' | 'of another length' | 'of other bytes'

/** One reused buffer per thread: files that fit are hashed at once, larger ones piece by piece. */
const buffer = Buffer.allocUnsafeSlow(1024 * 1024)
const largestSignature = 64 * 1024 * 1024

export const hashStoredFiles = (store: LibraryStore, task: HashTask): readonly HashResult[] =>
  task.files.map(({ row, path, hash, signature }) => {
    const read = signature === undefined ? undefined : readChunks(store, signature)
    const [chunks, signatureRefusal] = typeof read === 'object' && isRefusal(read) ? [undefined, read] : [read]
    const file = store.open(path)
    if (isRefusal(file)) return { row, bytes: 0, actual: undefined, refusal: file, signature: undefined }
    try {
      return { row, ...hashOpen(file, hash.length === 40 ? 'sha1' : 'sha256', chunks), signatureRefusal }
    } finally {
      file.close()
    }
  })

/**
 * 'unknown' for bytes that are no signature; undefined when there is none to compare. The header is the very one that is
 * written: a reader may pass over its padding, but here a flipped bit is damage.
 */
function readChunks(store: LibraryStore, path: string): readonly SignatureChunk[] | 'unknown' | Refusal | undefined {
  const bytes = store.read(path, largestSignature)
  // One of a very large file is not compared; links are told by the scan.
  if (isRefusal(bytes)) return /^(denied|busy|unreadable)$/.test(bytes.refused) ? bytes : undefined
  if (!signatureHeader.equals(bytes.subarray(0, signatureHeader.length))) return 'unknown'
  return readSignature(Buffer.from(bytes)) ?? 'unknown'
}

type Outcome = Omit<HashResult, 'row'>

function hashOpen(
  file: OpenFile,
  algorithm: string,
  chunks: readonly SignatureChunk[] | 'unknown' | undefined,
): Outcome {
  const compare = typeof chunks === 'object' ? chunkComparer(chunks) : undefined
  const first = file.read(buffer)
  if (isRefusal(first)) return { bytes: 0, actual: undefined, refusal: first, signature: undefined }
  let bytes = first
  let actual: string
  if (first < buffer.length) {
    compare?.feed(buffer.subarray(0, first))
    actual = hashAtOnce(algorithm, buffer.subarray(0, first), 'hex').toUpperCase()
  } else {
    const hash: Hash = createHash(algorithm)
    for (let length: number | Refusal = first; length > 0; bytes += length) {
      hash.update(buffer.subarray(0, length))
      compare?.feed(buffer.subarray(0, length))
      length = file.read(buffer)
      if (isRefusal(length)) return { bytes, actual: undefined, refusal: length, signature: undefined }
    }
    actual = hash.digest('hex').toUpperCase()
  }
  const signature = chunks === 'unknown' ? 'of an unknown form' : compare?.fault(bytes)
  return { bytes, actual, refusal: undefined, signature }
}

/** Cuts the bytes fed where the chunks say and compares the MD4 of each. */
function chunkComparer(chunks: readonly SignatureChunk[]): {
  feed(bytes: Uint8Array): void
  fault(bytes: number): SignatureFault | undefined
} {
  const total = signedLength(chunks)
  let at = 0
  let pending: Uint8Array[] = []
  let have = 0
  let differs = false
  return {
    feed(bytes) {
      for (let from = 0; from < bytes.length && at < chunks.length;) {
        const chunk = chunks[at]
        if (chunk === undefined) return
        const part = bytes.subarray(from, from + chunk.length - have)
        have += part.length
        from += part.length
        if (have < chunk.length) {
          pending.push(Buffer.from(part)) // copied: the buffer is filled again before the rest comes
          continue
        }
        const whole = pending.length === 0 ? part : Buffer.concat([...pending, part])
        if (!Buffer.from(chunk.md4).equals(md4(whole))) differs = true
        at++
        have = 0
        pending = []
      }
    },
    fault: (bytes) => (bytes !== total ? 'of another length' : differs ? 'of other bytes' : undefined),
  }
}
