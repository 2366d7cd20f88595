// The files an operation is given: what they are called, how long they are, and their hashes. Read once from a plain
// folder, or known already when they come from another library.
import { createHash, hash } from 'node:crypto'
import type { FileHash } from '../../ids.ts'
import type { FolderReader } from '../../library/disk-folder.ts'
import { iniName } from '../../library/layout.ts'
import { upperName } from '../../library/name-case.ts'
import { isRefusal, type OpenFile } from '../../library/store.ts'
import type { TreeFolder } from '../../library/tree-hash.ts'
import { windowsNameFault } from '../../library/windows-names.ts'
import type { Signer } from '../../rdc/signer.ts'
import type { PlanRefusal } from '../plan.ts'
import type { Origin } from '../steps/step.ts'

export type SourceFile = {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** FILETIME. */
  readonly timeModified: bigint
  readonly attributes: number
  readonly hash: FileHash
  readonly from: Origin
  /** What goes into `<HASH>.SIG`; undefined when no signatures are written. */
  readonly signature: Uint8Array | undefined
  /** The bytes that were hashed, as far as they may be kept: what is at hand is not read twice. */
  readonly bytes?: Uint8Array | undefined
}

export type SourceFolder = {
  readonly files: readonly SourceFile[]
  readonly folders: readonly { readonly name: string; readonly below: SourceFolder }[]
}

export type ContentSource = {
  readonly root: SourceFolder
  /** Why it cannot be taken as it is. */
  readonly refusals: readonly PlanRefusal[]
}

export type SourceTools = {
  /** Makes the signature of one file while it is read; undefined when none are written. */
  readonly signer: (() => Signer) | undefined
  /** How many bytes of small files may be kept in memory; none when nothing is going to be written. */
  readonly keepBytes: number
  /** Lets timers and signals through. */
  readonly turn: () => Promise<unknown>
  readonly signal?: AbortSignal | undefined
  /** Bytes read so far, of the whole source. */
  readonly onProgress?: ((files: number, bytes: number) => void) | undefined
}

/** Kept files lie behind each other in a few large pieces: ten thousand buffers of their own cost as much as reading. */
type Keeper = { piece: Buffer; used: number; left: number }

const pieceBytes = 16 * 1024 * 1024

/** Room for one more small file and a byte that tells whether it has grown; undefined when no more is kept. */
function roomFor(keeper: Keeper, size: number): Buffer | undefined {
  if (size > keeper.left) return undefined
  keeper.left -= size
  if (keeper.used + size + 1 > keeper.piece.length) {
    keeper.piece = Buffer.allocUnsafeSlow(pieceBytes)
    keeper.used = 0
  }
  const from = keeper.used
  keeper.used += size
  return keeper.piece.subarray(from, from + size + 1)
}

type Progress = { files: number; bytes: number; readonly keeper: Keeper }

type Found = {
  readonly path: string
  readonly folders: readonly { readonly name: string; readonly below: Found }[]
  readonly files: readonly string[]
}

/** More faults than this are not told one by one. */
const mostRefusals = 50

/** Small files are read so fast that a turn after each would cost more than the reading. */
const filesPerTurn = 64

/** Reads and hashes a whole folder. */
export async function readSource(folder: FolderReader, tools: SourceTools): Promise<ContentSource> {
  const refusals: PlanRefusal[] = []
  const found = look(folder, '', refusals)
  const keeper = { piece: Buffer.alloc(0), used: 0, left: tools.keepBytes }
  const progress = { files: 0, bytes: 0, keeper }
  const root = await hashFolder(folder, found, tools, refusals, progress)
  return { root, refusals: refusals.slice(0, mostRefusals) }
}

function look(folder: FolderReader, path: string, refusals: PlanRefusal[]): Found {
  const listing = folder.list(path)
  if (isRefusal(listing)) {
    refusals.push({ reason: 'sourceUnreadable', detail: `the folder cannot be read (${listing.reason})`, path })
    return { path, folders: [], files: [] }
  }
  const folders: Found['folders'][number][] = []
  const files: string[] = []
  const seen = new Set<string>()
  for (const { name, kind } of [...listing.entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = path === '' ? name : `${path}/${name}`
    const fault = faultOf(name, kind, seen)
    if (fault !== undefined) refusals.push({ ...fault, path: below })
    else if (kind === 'folder') folders.push({ name, below: look(folder, below, refusals) })
    else files.push(name)
  }
  refusals.push(...sharedNames(path, files, folders))
  return { path, folders, files }
}

/** In DataLib a file `y` is `y.INI`, so it cannot lie beside a folder of that name. */
function sharedNames(path: string, files: Found['files'], folders: Found['folders']): readonly PlanRefusal[] {
  const names = new Map(folders.map(({ name }) => [upperName(name), name]))
  return files.flatMap((file) => {
    const folder = names.get(upperName(iniName(file)))
    if (folder === undefined) return []
    const detail = `DataLib keeps it as ${iniName(file)}, and the folder ${folder} beside it has that name`
    return [{ reason: 'badName' as const, detail, path: path === '' ? file : `${path}/${file}` }]
  })
}

/** Why a content cannot hold an entry of this name and kind. */
function faultOf(name: string, kind: string, seen: Set<string>): Omit<PlanRefusal, 'path'> | undefined {
  const fault = windowsNameFault(kind === 'folder' ? name : iniName(name)) ?? windowsNameFault(name)
  if (fault !== undefined) return { reason: 'badName', detail: `the name ${fault}` }
  if (kind === 'link') return { reason: 'sourceUnreadable', detail: 'is a link, and links are never followed' }
  if (kind === 'other') return { reason: 'sourceUnreadable', detail: 'is neither file nor folder' }
  const key = upperName(name)
  if (seen.has(key)) return { reason: 'badName', detail: 'the name differs from another one only by case' }
  seen.add(key)
  return undefined
}

async function hashFolder(
  folder: FolderReader,
  found: Found,
  tools: SourceTools,
  refusals: PlanRefusal[],
  progress: Progress,
): Promise<SourceFolder> {
  const files: SourceFile[] = []
  for (const name of found.files) {
    const path = found.path === '' ? name : `${found.path}/${name}`
    const file = await hashFile(folder, path, name, tools, progress.keeper)
    if ('reason' in file) refusals.push(file)
    else {
      files.push(file)
      progress.bytes += file.size
    }
    tools.onProgress?.(++progress.files, progress.bytes)
    if (progress.files % filesPerTurn === 0) await tools.turn()
  }
  const folders: SourceFolder['folders'][number][] = []
  for (const { name, below } of found.folders)
    folders.push({ name, below: await hashFolder(folder, below, tools, refusals, progress) })
  return { files, folders }
}

const block = Buffer.allocUnsafeSlow(1024 * 1024)

async function hashFile(
  folder: FolderReader,
  path: string,
  name: string,
  tools: SourceTools,
  keeper: Keeper,
): Promise<SourceFile | PlanRefusal> {
  const unreadable = (reason: string): PlanRefusal => ({
    reason: 'sourceUnreadable',
    detail: `the file cannot be read (${reason})`,
    path,
  })
  if (isAborted(tools)) return unreadable('interrupted')
  const details = folder.details(path)
  if (isRefusal(details)) return unreadable(details.reason)
  const file = folder.open(path)
  if (isRefusal(file)) return unreadable(file.reason)
  try {
    const read = await (details.size < block.length
      ? readSmall(file, tools, roomFor(keeper, details.size))
      : readLarge(file, tools))
    if (typeof read === 'string') return unreadable(read)
    if (read.size !== details.size) return unreadable('it changed while it was read')
    const { hash, signature, bytes } = read
    return { name, ...details, hash, from: { place: 'source', path }, signature, bytes }
  } finally {
    file.close()
  }
}

type Hashed = Pick<SourceFile, 'size' | 'hash' | 'signature' | 'bytes'>

/** In one call; a file that fills the block has grown. @returns why not, in words */
function readSmall(file: OpenFile, { signer }: SourceTools, kept: Buffer | undefined): Hashed | string {
  const length = file.read(kept ?? block)
  if (isRefusal(length)) return length.reason
  const part = (kept ?? block).subarray(0, length)
  const signature = signer?.()
  signature?.update(part)
  return {
    size: length,
    hash: hash('sha256', part, 'hex').toUpperCase() as FileHash,
    signature: signature?.digest(),
    bytes: kept === undefined ? undefined : part,
  }
}

async function readLarge(file: OpenFile, tools: SourceTools): Promise<Hashed | string> {
  const digest = createHash('sha256')
  const signature = tools.signer?.()
  for (let size = 0; ;) {
    const length = file.read(block)
    if (isRefusal(length)) return length.reason
    digest.update(block.subarray(0, length))
    signature?.update(block.subarray(0, length))
    size += length
    if (length < block.length) {
      return {
        size,
        hash: digest.digest('hex').toUpperCase() as FileHash,
        signature: signature?.digest(),
        bytes: undefined,
      }
    }
    await tools.turn()
    if (isAborted(tools)) return 'interrupted'
  }
}

const isAborted = ({ signal }: SourceTools): boolean => signal?.aborted === true

/** The tree hash is made from names and hashes alone. */
export const treeOf = ({ files, folders }: SourceFolder): TreeFolder => ({
  files,
  folders: folders.map(({ name, below }) => ({ name, tree: treeOf(below) })),
})

/** Every file with its path below the content, `docs/img/logo.bin`. */
export function* filesOf(
  folder: SourceFolder,
  path = '',
): Generator<{ readonly path: string; readonly file: SourceFile }> {
  for (const file of folder.files) yield { path: path + file.name, file }
  for (const { name, below } of folder.folders) yield* filesOf(below, `${path}${name}/`)
}

/** Every sub-folder, each after the one it lies in. */
export function* foldersOf(folder: SourceFolder, path = ''): Generator<string> {
  for (const { name, below } of folder.folders) {
    yield path + name
    yield* foldersOf(below, `${path}${name}/`)
  }
}
