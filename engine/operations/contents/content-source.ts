// The files an operation is given: what they are called, how long they are, and their hashes. Read once from a plain
// folder, or known already when they come from another library.
import type { FileHash } from '../../ids.ts'
import type { FolderReader } from '../../library/disk-folder.ts'
import type { TreeFolder } from '../../library/tree-hash.ts'
import type { Signer } from '../../rdc/signer.ts'
import { StoreError, type WritableStore } from '../../write/writable-store.ts'
import type { PlanRefusal } from '../plan.ts'
import { makeSpool, newWritten, type Held } from '../spool.ts'
import { inlineHands, type Hands } from '../steps/hands.ts'
import type { Origin } from '../steps/step.ts'
import { lookAtSource, pathBelow, pathsIn, type Found } from './source-listing.ts'
import type { FileReading } from './source-file.ts'

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
  /** Store path where its bytes were written while they were read. */
  readonly spooled?: string | undefined
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
  /** Where bytes are written ahead; undefined when nothing is going to be written. */
  readonly spool?: SpoolPlace | undefined
  /** Several threads, which know the folder as `source`; without them everything is read here. */
  readonly hands?: Hands | undefined
  /** Lets timers and signals through. */
  readonly turn: () => Promise<unknown> | undefined
  readonly signal?: AbortSignal | undefined
  /** Files and bytes read so far, of the whole source. */
  readonly onProgress?: ((files: number, bytes: number) => void) | undefined
}

export type SpoolPlace = {
  readonly store: WritableStore
  /** Bytes that may be written ahead to the primary drive. */
  readonly room: number
  readonly held: Held | undefined
}

/** More faults than this are not told one by one. */
const mostRefusals = 50

/** A message for each file would cost more than a small file; many large ones must not wait for one thread. */
const filesPerTask = 32

/** Reads and hashes a whole folder. */
export async function readSource(folder: FolderReader, tools: SourceTools): Promise<ContentSource> {
  const refusals: PlanRefusal[] = []
  const found = lookAtSource(folder, '', refusals)
  const read = (await readAll(folder, pathsIn(found), tools)).values()
  const root = folderFrom(found, read, refusals)
  return { root, refusals: refusals.slice(0, mostRefusals) }
}

/** @returns what reading each path found; undefined where it was not read, because of an interruption */
async function readAll(
  folder: FolderReader,
  paths: readonly string[],
  tools: SourceTools,
): Promise<readonly (FileReading | undefined)[]> {
  const { spool, signer, turn, signal } = tools
  const isStopped = (): boolean => signal?.aborted === true
  const shared = tools.hands !== undefined && paths.length >= tools.hands.fewest ? tools.hands : undefined
  const hands =
    shared ?? inlineHands({ store: spool?.store, places: {}, folders: { source: folder }, signer, turn, isStopped })
  const folders = spool === undefined || paths.length === 0 ? [] : spoolFolders(spool.store, hands.size)
  const written = newWritten(folders.length === 0 ? 0 : paths.length)
  const all = new Array<FileReading | undefined>(paths.length).fill(undefined)
  let room = spool?.room ?? 0
  let [files, bytes, next] = [0, 0, 0]
  const work = async (_: unknown, at: number): Promise<void> => {
    while (next < paths.length && !isStopped()) {
      const first = next
      const some = paths.slice(first, (next += filesPerTask))
      // What the others may be taking meanwhile is theirs.
      const share = room / hands.size
      const place = folders[at % folders.length]
      const order = place === undefined ? undefined : { folder: place, room: share, held: spool?.held, written }
      const answer = await hands.run({
        kind: 'read',
        place: 'source',
        paths: some,
        signed: signer !== undefined,
        spool: order,
      })
      if (answer.kind !== 'read') throw new TypeError(`${answer.kind} is no answer to read`)
      answer.files.forEach((file, number) => {
        all[first + number] = file
        files++
        if ('reason' in file) return
        bytes += file.size
        if (file.spooled !== undefined) room -= file.size
      })
      tools.onProgress?.(files, bytes)
      await turn()
    }
  }
  await Promise.all(Array.from({ length: hands.size }, work))
  return folders.length === 0 ? all : withTwins(all)
}

/** Of files with the same bytes one was written ahead, by whoever came to it first: all of them have it. */
function withTwins(all: readonly (FileReading | undefined)[]): readonly (FileReading | undefined)[] {
  const isAlone = (file: FileReading | undefined): boolean =>
    file !== undefined && 'hash' in file && file.spooled === undefined
  if (!all.some(isAlone)) return all
  const spooled = new Map(
    all.flatMap((file) =>
      file !== undefined && 'hash' in file && file.spooled !== undefined ? [[file.hash, file.spooled]] : [],
    ),
  )
  return all.map((file) => (file !== undefined && 'hash' in file ? { ...file, spooled: spooled.get(file.hash) } : file))
}

/** Without them nothing is written ahead: the operation itself will meet the fault, and tell. */
function spoolFolders(store: WritableStore, count: number): readonly string[] {
  try {
    return makeSpool(store, count)
  } catch (error) {
    if (error instanceof StoreError) return []
    throw error
  }
}

/** @param read  in the order of `pathsIn` */
function folderFrom(
  { path, files, folders }: Found,
  read: Iterator<FileReading | undefined>,
  refusals: PlanRefusal[],
): SourceFolder {
  const whole: SourceFile[] = []
  for (const name of files) {
    const at = pathBelow(path, name)
    const file = read.next().value ?? interrupted(at)
    if ('reason' in file) refusals.push(file)
    else whole.push({ name, ...file, from: { place: 'source', path: at } })
  }
  return {
    files: whole,
    folders: folders.map(({ name, below }) => ({ name, below: folderFrom(below, read, refusals) })),
  }
}

const interrupted = (path: string): PlanRefusal => ({
  reason: 'sourceUnreadable',
  detail: 'the file cannot be read (interrupted)',
  path,
})

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
