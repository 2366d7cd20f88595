// A content of a library -> the bytes of a content file, read from its drives as they are asked for. Every stored file is
// hashed on its way out: what is damaged here must not heal anything elsewhere.
import { createHash } from 'node:crypto'
import { contentKey, parseContentId, parseFileHash, parsePackageId, type FileHash } from '../ids.ts'
import { isRefusal, type LibraryStore } from '../library/store.ts'
import { isInPlace, partPath, rowsOf, type LibraryView } from '../checks/view.ts'
import { fileRows } from '../inspect/links.ts'
import { none } from '../scan/column.ts'
import type { ContentEntry } from '../scan/entries.ts'
import { contentOf } from '../scan/library-index.ts'
import { contentFileHead } from './content-file.ts'
import { faultOf, type Manifest, type PackedFile, type PackedFolder, type PackedStoredFile } from './manifest.ts'

export type Packing = {
  readonly manifest: Manifest
  /** Bytes of the whole content file. */
  readonly size: number
  /** The bytes in order; valid until the next piece. @throws StoredFileDamaged */
  readonly bytes: () => Generator<Uint8Array>
}

export type PackRefusal = { readonly cannotPack: string }

/** A stored file whose bytes turned out not to be what its name says; another copy may be sound. */
export class StoredFileDamaged extends Error {
  override readonly name = 'StoredFileDamaged'
  /** Row of the damaged copy in the stored table. */
  readonly row: number
  constructor(row: number, hash: string, reason: string) {
    super(`stored file ${hash} ${reason}`)
    this.row = row
  }
}

/** A signature larger than this is none; 64 MiB sign a file of some 7 GB in chunks of 2 KiB. */
const largestSignature = 64 * 1024 * 1024

/** @param avoid  rows of the stored table that are known to be damaged */
export function packContent(
  view: LibraryView,
  store: LibraryStore,
  id: string,
  avoid: ReadonlySet<number> = new Set(),
): Packing | PackRefusal {
  const content = contentOf(view.index, id)
  const contentId = parseContentId(content?.name ?? id)
  if (content === undefined || contentId === undefined) return { cannotPack: `the library holds no content ${id}` }
  const { treeHash } = content
  if (content.folder === undefined || content.ini === undefined || treeHash === undefined)
    return { cannotPack: `${contentId} is incomplete in DataLib` }
  const places = placesOf(view, content, avoid)
  if ('cannotPack' in places) return places
  const packages = ownersOf(view, contentId)
  const stored = [...places.rows].map(([hash, row]) => storedFile(view, store, hash, row))
  const manifest: Manifest = {
    contentId,
    packages,
    hashAlgorithm: treeHash.length === 40 ? 32772 : 32780,
    treeHash: treeHash as FileHash,
    folders: foldersOf(view, content),
    stored,
    files: filesOf(view, content, [...places.rows.keys()]),
  }
  const fault = faultOf(manifest)
  if (fault !== undefined) return { cannotPack: `${contentId}: ${fault}` }
  const { head, size } = contentFileHead(manifest)
  return { manifest, size, bytes: () => pieces(view, store, head, [...places.rows.values()], stored) }
}

const ownersOf = (view: LibraryView, id: string): Manifest['packages'] =>
  (view.owners.get(contentKey(id)) ?? []).flatMap((owner) => {
    const packageId = parsePackageId(owner)
    const entry = view.index.survey.packages.find((one) => one.packageId === owner)
    return packageId === undefined ? [] : [{ packageId, version: entry?.record?.version }]
  })

type Places = { readonly rows: ReadonlyMap<number, number> }

/** Number of each hash the content needs -> a row that holds its bytes. */
function placesOf(view: LibraryView, content: ContentEntry, avoid: ReadonlySet<number>): Places | PackRefusal {
  const { files, hashes, stored } = view.index.tables
  const rows = new Map<number, number>()
  for (const file of fileRows(content)) {
    const hash = files.hash.at(file)
    if (hash === none) return { cannotPack: `the entry of ${files.name.at(file)} cannot be read` }
    if (rows.has(hash)) continue
    const size = Number(files.size.at(file))
    const place = [...rowsOf(view.stored, hash)].find(
      (row) => isInPlace(view.index, row) && stored.size.at(row) === size && !avoid.has(row),
    )
    if (place === undefined)
      return { cannotPack: `stored file ${hashes.text(hash)} is missing or damaged on every drive` }
    rows.set(hash, place)
  }
  return { rows }
}

function storedFile(view: LibraryView, store: LibraryStore, hash: number, row: number): PackedStoredFile {
  const signature = readSignature(view, store, row)
  return {
    hash: parseFileHash(view.index.tables.hashes.text(hash)) ?? ('' as FileHash),
    size: view.index.tables.stored.size.at(row),
    signatureSize: signature.length,
    signatureHash: sha256(signature),
  }
}

/** The signature beside a stored file; nothing when there is none that can be read. */
function readSignature(view: LibraryView, store: LibraryStore, row: number): Buffer {
  const bytes = store.read(partPath(view.index, row, 'sig'), largestSignature)
  return isRefusal(bytes) ? Buffer.alloc(0) : Buffer.from(bytes)
}

const sha256 = (bytes: Uint8Array): FileHash =>
  createHash('sha256').update(bytes).digest('hex').toUpperCase() as FileHash

/** Rows of a content's folders but its own, which comes first: number of a folder = row - first - 1. */
const folderNumber = (content: ContentEntry, row: number): number | undefined =>
  row === content.firstFolder ? undefined : row - content.firstFolder - 1

function foldersOf({ index }: LibraryView, content: ContentEntry): readonly PackedFolder[] {
  const { parent, name } = index.tables.folders
  return Array.from({ length: Math.max(0, content.folderCount - 1) }, (_, at) => {
    const row = content.firstFolder + 1 + at
    return { parent: folderNumber(content, parent.at(row)), name: name.at(row) }
  })
}

function filesOf({ index }: LibraryView, content: ContentEntry, hashes: readonly number[]): readonly PackedFile[] {
  const { files } = index.tables
  const numbers = new Map(hashes.map((hash, at) => [hash, at]))
  return fileRows(content).map((file) => ({
    folder: folderNumber(content, files.folder.at(file)),
    name: files.name.at(file),
    attributes: files.attributes.at(file),
    timeModified: files.timeModified.at(file),
    stored: numbers.get(files.hash.at(file)) ?? 0,
  }))
}

function* pieces(
  view: LibraryView,
  store: LibraryStore,
  head: Buffer,
  rows: readonly number[],
  stored: readonly PackedStoredFile[],
): Generator<Uint8Array> {
  yield head
  const block = Buffer.allocUnsafeSlow(1024 * 1024)
  for (const [at, row] of rows.entries()) {
    const one = stored[at]
    if (one === undefined) return
    yield* storedBytes(view, store, row, one, block)
    const signature = readSignature(view, store, row)
    if (sha256(signature) !== one.signatureHash) throw new StoredFileDamaged(row, one.hash, 'got another signature')
    yield signature
  }
}

function* storedBytes(
  view: LibraryView,
  store: LibraryStore,
  row: number,
  { hash, size }: PackedStoredFile,
  block: Buffer,
): Generator<Uint8Array> {
  const file = store.open(partPath(view.index, row, 'data'))
  if (isRefusal(file)) throw new StoredFileDamaged(row, hash, `cannot be read (${file.reason})`)
  const digest = createHash(hash.length === 40 ? 'sha1' : 'sha256')
  let left = size
  try {
    for (;;) {
      const length = file.read(block)
      if (isRefusal(length)) throw new StoredFileDamaged(row, hash, `cannot be read (${length.reason})`)
      if (length === 0) break
      left -= length
      if (left < 0) break
      digest.update(block.subarray(0, length))
      yield block.subarray(0, length)
    }
  } finally {
    file.close()
  }
  if (left !== 0 || digest.digest('hex').toUpperCase() !== hash)
    throw new StoredFileDamaged(row, hash, 'is damaged: its bytes do not have its hash')
}
