// `library pack`: one content in one file, whole or not at all; encrypted with the key of its package when asked.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { packContent, StoredFileDamaged, type Packing } from '../../../engine/archive/pack-content.ts'
import { withKeyFor } from '../../../engine/archive/package-keys.ts'
import { sealBytes, sealedSize } from '../../../engine/archive/sealed-file.ts'
import type { PackageId } from '../../../engine/ids.ts'
import { viewOf, type LibraryView } from '../../../engine/checks/view.ts'
import { diskStore } from '../../../engine/library/disk-store.ts'
import { AgentError, badUsage } from '../../errors.ts'
import { printJson, printLines } from '../../terminal/output.ts'
import { progressOn } from '../../terminal/progress.ts'
import { sizeWords } from '../../terminal/rows.ts'
import { readLibrary, type Session } from '../library-session.ts'
import { requireOutside } from '../outside-library.ts'
import { keysIn, saveKeys, writeWhole } from './packed-file.ts'

type Parsed = Readonly<Record<string, unknown>>

/** @returns 0 packed, 1 the content is missing or damaged; then there is no file */
export async function runPack(session: Session, parsed: Parsed): Promise<0 | 1> {
  const path = resolve(String(parsed['out']))
  requireOutside(session.place.roots, '--out', path)
  if (parsed['encrypt'] !== undefined) requireOutside(session.place.roots, '--encrypt', String(parsed['encrypt']))
  if (existsSync(path)) throw badUsage(`${path} is there already and is not overwritten`)
  const view = viewOf(await readLibrary(session))
  const contentId = String(parsed['content'])
  const faults: string[] = []
  const packed = packTo(session, view, contentId, path, parsed['encrypt'], faults)
  if (session.options.json) await printJson(packedJson(packed, contentId, path, faults))
  else await printLines(packedLines(packed, contentId, path, faults))
  return packed === undefined ? 1 : 0
}

type Packed = { readonly packing: Packing; readonly size: number; readonly key: PackageId | undefined }

/** Again without each copy that turns out to be damaged, as long as another one is there. */
function packTo(
  session: Session,
  view: LibraryView,
  contentId: string,
  path: string,
  keyFile: unknown,
  faults: string[],
): Packed | undefined {
  const damaged = new Set<number>()
  for (;;) {
    const packing = packContent(view, diskStore(session.place.roots), contentId, damaged)
    if ('cannotPack' in packing) {
      faults.push(packing.cannotPack)
      return undefined
    }
    try {
      return write(session, packing, path, keyFile === undefined ? undefined : String(keyFile))
    } catch (error) {
      if (!(error instanceof StoredFileDamaged)) throw error
      faults.push(error.message)
      damaged.add(error.row)
    }
  }
}

function write(session: Session, packing: Packing, path: string, keyFile: string | undefined): Packed {
  const plain = withProgress(session, packing)
  if (keyFile === undefined) {
    writeWhole(path, plain)
    return { packing, size: packing.size, key: undefined }
  }
  const packageId = packing.manifest.packages[0]?.packageId
  if (packageId === undefined) throw new TypeError('a packed content always names its package')
  const known = keysIn(keyFile) ?? new Map()
  const { keys, key } = withKeyFor(known, packageId)
  // First the key: a copy that nobody can open is worth nothing.
  if (keys !== known) saveKeys(keyFile, keys)
  writeWhole(path, sealBytes(plain, packing.size, packageId, key))
  return { packing, size: sealedSize(packing.size), key: packageId }
}

function* withProgress(session: Session, { size, bytes }: Packing): Generator<Uint8Array> {
  const bar = progressOn(process.stderr, 'Packing', !session.options.json)
  let done = 0
  try {
    for (const piece of bytes()) {
      if (session.signal.aborted) throw new AgentError('interrupted', { work: 'packing; no file was made' })
      done += piece.length
      bar.show(done, size, `${sizeWords(done)} of ${sizeWords(size)}`)
      yield piece
    }
  } finally {
    bar.end()
  }
}

const packedJson = (
  packed: Packed | undefined,
  contentId: string,
  path: string,
  faults: readonly string[],
): object => ({
  contentId: packed?.packing.manifest.contentId ?? contentId,
  file: packed === undefined ? null : path,
  bytes: packed?.size ?? null,
  files: packed?.packing.manifest.files.length ?? null,
  storedFiles: packed?.packing.manifest.stored.length ?? null,
  encrypted: packed?.key !== undefined,
  keyOf: packed?.key ?? null,
  faults,
})

function packedLines(
  packed: Packed | undefined,
  contentId: string,
  path: string,
  faults: readonly string[],
): readonly string[] {
  const lines = faults.map((fault) => `  ${fault}`)
  if (packed === undefined) return [`${contentId} was not packed`, ...lines]
  const { manifest } = packed.packing
  const sealed = packed.key === undefined ? '' : `, encrypted with the key of ${packed.key}`
  const what = `${manifest.contentId}: ${manifest.files.length} files, ${sizeWords(packed.size)}`
  return [`${what} in ${path}${sealed}`, ...lines]
}
