// What a packed content holds, before its bytes: who it is, its folders, its files, and the stored files they need.
// Everything that comes from a packed content is hostile: a count is believed only when the bytes for it are there, a
// name only when Windows could hold it as the name of one file (no `..`, no device, no stream), and the names and hashes
// must add up to the tree hash. (source: our own format, content-file.ts)
import { parseContentId, parsePackageId, type ContentId, type FileHash, type PackageId } from '../ids.ts'
import { upperName } from '../library/name-case.ts'
import { matchingOrder, orderIsCertain, type TreeFolder } from '../library/tree-hash.ts'
import { windowsNameFault } from '../library/windows-names.ts'
import { refuse, type ArchiveRefusal } from './byte-source.ts'
import { fieldReader, fieldWriter, type FieldReader } from './fields.ts'

export type PackedFolder = {
  /** Number of an earlier folder; undefined in the content's own folder. */
  readonly parent: number | undefined
  readonly name: string
}

export type PackedFile = {
  /** Number of its folder; undefined in the content's own folder. */
  readonly folder: number | undefined
  readonly name: string
  /** Win32 attribute mask. */
  readonly attributes: number
  /** FILETIME: 100 ns since 1601-01-01 UTC. */
  readonly timeModified: bigint
  /** Number of its stored file. */
  readonly stored: number
}

export type PackedStoredFile = {
  readonly hash: FileHash
  /** Bytes. */
  readonly size: number
  /** Bytes of its RDC signature; 0 when there is none. */
  readonly signatureSize: number
  /** SHA-256 of the signature, upper-case hex. */
  readonly signatureHash: FileHash
}

export type Manifest = {
  readonly contentId: ContentId
  /** Packages that name the content, with their stored version. */
  readonly packages: readonly { readonly packageId: PackageId; readonly version: number | undefined }[]
  readonly hashAlgorithm: number
  readonly treeHash: FileHash
  readonly folders: readonly PackedFolder[]
  readonly stored: readonly PackedStoredFile[]
  readonly files: readonly PackedFile[]
}

const noNumber = 0xffff_ffff

export function writeManifest(manifest: Manifest): Buffer {
  const to = fieldWriter()
  to.text(manifest.contentId)
  to.u16(manifest.packages.length)
  for (const { packageId, version } of manifest.packages) {
    to.text(packageId)
    to.u32(version ?? noNumber)
  }
  to.u32(manifest.hashAlgorithm)
  to.hash(manifest.treeHash)
  to.u32(manifest.folders.length)
  for (const { parent, name } of manifest.folders) {
    to.u32(parent ?? noNumber)
    to.text(name)
  }
  to.u32(manifest.stored.length)
  for (const { hash, size, signatureSize, signatureHash } of manifest.stored) {
    to.hash(hash)
    to.u64(BigInt(size))
    to.u32(signatureSize)
    to.hash(signatureHash)
  }
  to.u32(manifest.files.length)
  for (const { folder, name, attributes, timeModified, stored } of manifest.files) {
    to.u32(folder ?? noNumber)
    to.text(name)
    to.u32(attributes)
    to.u64(timeModified)
    to.u32(stored)
  }
  return to.bytes()
}

/** The manifest, or why these bytes are none that anybody should use. */
export function readManifest(bytes: Buffer): Manifest | ArchiveRefusal {
  const from = fieldReader(bytes)
  const manifest = readFields(from)
  const fault = from.fault() ?? (from.left() > 0 ? 'bytes behind its end' : undefined) ?? faultOf(manifest)
  return fault === undefined ? manifest : refuse('hostile', fault)
}

/** Fewest bytes of one row of each list: so many rows at most can be in the bytes that are left. */
const least = { package: 6, folder: 6, stored: 12, file: 18 }

function readFields(from: FieldReader): Manifest {
  const number = (): number | undefined => {
    const value = from.u32()
    return value === noNumber ? undefined : value
  }
  const contentId = from.parsed('content id', parseContentId)
  const packages = from.rows(from.u16(), least.package, () => ({
    packageId: from.parsed('package id', parsePackageId),
    version: number(),
  }))
  const hashAlgorithm = from.u32()
  const treeHash = from.hash()
  const folders = from.rows(from.u32(), least.folder, () => ({ parent: number(), name: from.text() }))
  const stored = from.rows(from.u32(), least.stored, () => ({
    hash: from.hash(),
    size: from.size(),
    signatureSize: from.u32(),
    signatureHash: from.hash(),
  }))
  const files = from.rows(from.u32(), least.file, () => ({
    folder: number(),
    name: from.text(),
    attributes: from.u32(),
    timeModified: from.u64(),
    stored: from.u32(),
  }))
  return { contentId, packages, hashAlgorithm, treeHash, folders, stored, files }
}

/** What is wrong with a manifest whose fields could be read. */
export function faultOf(manifest: Manifest): string | undefined {
  return (
    packageFault(manifest) ??
    nameFault([...manifest.folders, ...manifest.files].map(({ name }) => name)) ??
    numberFault(manifest) ??
    storedFault(manifest) ??
    twinFault(manifest) ??
    treeFault(manifest)
  )
}

const packageFault = ({ packages }: Manifest): string | undefined =>
  packages.length === 0 ? 'no package names the content' : undefined

const nameFault = (names: readonly string[]): string | undefined => {
  const bad = names.find((name) => windowsNameFault(name) !== undefined)
  return bad === undefined ? undefined : `the name ${JSON.stringify(bad.slice(0, 80))} ${windowsNameFault(bad) ?? ''}`
}

/** Deeper than any path Windows can open (32,767 characters) with names that mean something. */
const deepest = 1_000

function numberFault({ folders, files, stored }: Manifest): string | undefined {
  const depths: number[] = []
  for (const [at, { parent }] of folders.entries()) {
    if (parent !== undefined && parent >= at) return 'a folder lies in one that comes later'
    const depth = 1 + (parent === undefined ? 0 : (depths[parent] ?? 0))
    if (depth > deepest) return `folders are nested more than ${deepest} deep`
    depths.push(depth)
  }
  if (files.some(({ folder }) => folder !== undefined && folder >= folders.length)) return 'a file lies in no folder'
  return files.some((file) => file.stored >= stored.length) ? 'a file has no stored file' : undefined
}

function storedFault({ stored, files }: Manifest): string | undefined {
  const used = new Set(files.map((file) => file.stored))
  if (stored.some((_one, at) => !used.has(at))) return 'a stored file that no file needs'
  return new Set(stored.map(({ hash }) => hash)).size < stored.length ? 'a stored file twice' : undefined
}

/** Two names in one folder that differ only by case are one file on Windows. */
function twinFault({ folders, files }: Manifest): string | undefined {
  const seen = new Set<string>()
  const entries = [
    ...folders.map(({ parent, name }) => ({ folder: parent, name })),
    ...files.map(({ folder, name }) => ({ folder, name })),
  ]
  for (const { folder, name } of entries) {
    const key = `${folder ?? ''}/${upperName(name)}`
    if (seen.has(key)) return `the name ${JSON.stringify(name.slice(0, 80))} twice in one folder`
    seen.add(key)
  }
  return undefined
}

function treeFault(manifest: Manifest): string | undefined {
  const tree = treeOf(manifest)
  if (matchingOrder(tree, manifest.treeHash) !== undefined || !orderIsCertain(tree)) return undefined
  return 'names and hashes do not add up to the tree hash'
}

/** The folder tree as the tree hash reads it. */
export function treeOf({ folders, files, stored }: Manifest): TreeFolder {
  type Open = { folders: { name: string; tree: TreeFolder }[]; files: { name: string; hash: FileHash }[] }
  const root: Open = { folders: [], files: [] }
  const trees = folders.map((): Open => ({ folders: [], files: [] }))
  const at = (number: number | undefined): Open => (number === undefined ? root : (trees[number] ?? root))
  folders.forEach(({ parent, name }, number) => at(parent).folders.push({ name, tree: at(number) }))
  for (const file of files) {
    const one = stored[file.stored]
    if (one !== undefined) at(file.folder).files.push({ name: file.name, hash: one.hash })
  }
  return root
}
