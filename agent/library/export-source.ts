// Rebuilds the source files of contents in a folder of the operator. Every file is hashed while it is copied; nothing
// that is there already is overwritten, and no link in the target is followed.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { contentKey, packageContent } from '../../engine/ids.ts'
import { diskStore } from '../../engine/library/disk-store.ts'
import { toBytes } from '../../engine/library/host-names.ts'
import { isRefusal, type LibraryStore } from '../../engine/library/store.ts'
import { windowsNameFault } from '../../engine/library/windows-names.ts'
import { currentContents, isInPlace, partPath, rowsOf, viewOf, type LibraryView } from '../../engine/checks/view.ts'
import { contentTree, type FolderNode } from '../../engine/inspect/tree.ts'
import type { ContentEntry } from '../../engine/scan/entries.ts'
import { contentOf, type LibraryIndex } from '../../engine/scan/library-index.ts'
import { AgentError, badUsage, readError } from '../errors.ts'
import { printJson, printLines } from '../terminal/output.ts'
import { sizeWords } from '../terminal/rows.ts'
import type { Session } from './library-session.ts'
import { insideOf, requireOutside } from './outside-library.ts'

type Outcome = {
  readonly contentId: string
  readonly folder: string
  files: number
  bytes: number
  readonly faults: string[]
  /** Files and folders that were not written. */
  lost: number
  /** Of what was written. */
  treeHash: ContentEntry['tree']
}

const readOnly = 0x01
const hidden = 0x02
const system = 0x04

export async function runExport(session: Session, index: LibraryIndex, what: string, folder: string): Promise<0 | 1> {
  const view = viewOf(index)
  const entry = index.survey.packages.find(({ packageId }) => packageId === what.toUpperCase())
  const contents = entry === undefined ? [what] : currentContents(entry)
  if (entry === undefined && contentOf(index, what) === undefined) {
    throw badUsage(`The library holds neither package nor content ${what}`)
  }
  const target = resolve(folder)
  requireOutside(session.place.roots, 'The folder', target)
  const store = diskStore(session.place.roots)
  const outcomes = contents.map((contentId) =>
    exportContent(view, store, contentId, entry === undefined ? target : join(target, contentId), session),
  )
  const faults = contents.length === 0 ? [nothingKnown(view, what.toUpperCase())] : []
  await report(session, outcomes, faults)
  return faults.length === 0 && outcomes.every((one) => one.faults.length === 0) ? 0 : 1
}

/** The file of a package in PkgLib names no content, or cannot be read. */
function nothingKnown({ contents }: LibraryView, packageId: string): string {
  const named = contents.filter(({ name }) => packageContent(name)?.packageId === packageId).map(({ name }) => name)
  const hint = named.length === 0 ? '' : `; DataLib holds ${named.join(', ')}, which can be exported by that name`
  return `Nothing was exported: PkgLib\\${packageId}.INI names no content that can be read${hint}`
}

function exportContent(
  view: LibraryView,
  store: LibraryStore,
  contentId: string,
  folder: string,
  session: Session,
): Outcome {
  const outcome: Outcome = { contentId, folder, files: 0, bytes: 0, faults: [], lost: 0, treeHash: 'unknown' }
  const content = contentOf(view.index, contentId)
  const tree = contentTree(view, contentId)
  const fault = windowsNameFault(contentId)
  if (content === undefined || tree === undefined || fault !== undefined) {
    outcome.faults.push(`${contentId} ${fault ?? 'is missing in DataLib'}`)
    return outcome
  }
  outcome.treeHash = content.tree
  if (content.tree !== 'holds') outcome.faults.push(`the tree hash of ${contentId} ${treeWords[content.tree]}`)
  writeFolder(view, store, tree, folder, outcome, session)
  if (outcome.lost > 0 && content.tree !== 'unknown') outcome.treeHash = 'differs'
  return outcome
}

const treeWords = {
  holds: 'holds',
  differs: 'does not hold: an entry is missing, extra or changed',
  unverifiable: 'cannot be verified: the order of its names is not certain',
  unknown: 'cannot be computed: an entry or its INI is unreadable',
} as const

/** A source that holds folders named like the library must not lead into it. */
function makeFolder(folder: string, outcome: Outcome, { place }: Session): boolean {
  if (insideOf(place.roots, folder) !== undefined) {
    lose(outcome, `${folder} lies inside the library and is not written`)
    return false
  }
  try {
    mkdirSync(toBytes(folder), { recursive: true })
    if (lstatSync(toBytes(folder)).isDirectory()) return true
    lose(outcome, `${folder} is no folder`)
  } catch (error) {
    throw readError(folder, error)
  }
  return false
}

function writeFolder(
  view: LibraryView,
  store: LibraryStore,
  node: FolderNode,
  folder: string,
  outcome: Outcome,
  session: Session,
): void {
  if (!makeFolder(folder, outcome, session)) return
  for (const file of node.files) {
    if (session.signal.aborted)
      throw new AgentError('interrupted', { work: `the export; ${outcome.files} files are complete` })
    writeFile(view, store, file, folder, outcome)
  }
  for (const below of node.folders) {
    if (isSafeHere(below.name, outcome)) writeFolder(view, store, below, join(folder, below.name), outcome, session)
  }
}

function lose(outcome: Outcome, fault: string): void {
  outcome.faults.push(fault)
  outcome.lost++
}

/** Names that this system cannot hold, or would take for something else, are not written. */
function isSafeHere(name: string, outcome: Outcome): boolean {
  const fault = process.platform === 'win32' ? windowsNameFault(name) : undefined
  if (fault !== undefined) lose(outcome, `${name} ${fault}`)
  return fault === undefined
}

function writeFile(
  view: LibraryView,
  store: LibraryStore,
  file: FolderNode['files'][number],
  folder: string,
  outcome: Outcome,
): void {
  const path = join(folder, file.name)
  if (!isSafeHere(file.name, outcome)) return
  if (file.hash === null) {
    lose(outcome, `${path}: its entry is unreadable`)
    return
  }
  const number = view.index.tables.hashes.find(file.hash) ?? -1
  const places = [...rowsOf(view.stored, number)].filter((row) => isInPlace(view.index, row))
  const copied = places.length === 0 ? 'its stored file is missing' : copyFirst(view, store, places, file.hash, path)
  if (typeof copied === 'string') {
    lose(outcome, `${path}: ${copied}`)
    return
  }
  dress(path, file)
  outcome.files++
  outcome.bytes += copied
  // The bytes have the hash: it is the entry that is wrong about them.
  if (file.bytes !== copied) outcome.faults.push(`${path}: ${copied} bytes, but its entry says ${file.bytes ?? '-'}`)
}

/** Copies from the first place whose bytes have the hash: the bytes written; the reason of the last one when none has. */
function copyFirst(
  view: LibraryView,
  store: LibraryStore,
  places: readonly number[],
  hash: string,
  path: string,
): number | string {
  let copied: number | string = 'its stored file is missing'
  for (const row of places) {
    copied = copy(store, partPath(view.index, row, 'data'), hash, path)
    if (typeof copied === 'number') return copied
  }
  return copied
}

const block = Buffer.allocUnsafeSlow(1024 * 1024)

function copy(store: LibraryStore, from: string, hash: string, path: string): number | string {
  const source = store.open(from)
  if (isRefusal(source)) return `its stored file cannot be read (${source.reason})`
  const part = `${path}.cmdp-part`
  try {
    if (exists(path)) return 'is there already and is not overwritten'
    const target = openSync(
      toBytes(part),
      constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0),
    )
    let bytes = 0
    const digest = createHash(hash.length === 40 ? 'sha1' : 'sha256')
    try {
      for (;;) {
        const length = source.read(block)
        if (isRefusal(length)) return `its stored file cannot be read (${length.reason})`
        digest.update(block.subarray(0, length))
        bytes += length
        for (let at = 0; at < length;) at += writeSync(target, block, at, length - at)
        if (length < block.length) break
      }
    } finally {
      closeSync(target)
    }
    if (digest.digest('hex').toUpperCase() !== contentKey(hash))
      return 'its stored file is damaged: the bytes do not have its hash'
    renameSync(toBytes(part), toBytes(path))
    return bytes
  } catch (error) {
    throw readError(path, error)
  } finally {
    source.close()
    rmSync(toBytes(part), { force: true })
  }
}

function exists(path: string): boolean {
  return lstatSync(toBytes(path), { throwIfNoEntry: false }) !== undefined
}

/**
 * Node takes a time as seconds in a double (steps of 240 ns today), and its libuv cuts it to a microsecond except on
 * Windows: the nearest one, told with a tenth more so that nothing is cut off it.
 */
const nearest = (fraction: number): number =>
  process.platform === 'win32' ? fraction : Math.round(fraction * 1e6) / 1e6 + 1e-7

/** Time of modification and the attributes that the file system of this host can hold. */
function dress(path: string, { modified, attributes }: FolderNode['files'][number]): void {
  const time = modified === null ? undefined : new Date(modified)
  if (time !== undefined && !Number.isNaN(time.getTime())) {
    const fraction = Number(`0.${/\.(\d+)Z$/.exec(modified ?? '')?.[1] ?? '0'}`)
    utimesSync(toBytes(path), time, Math.floor(time.getTime() / 1000) + nearest(fraction))
  }
  const mask = Number.parseInt(attributes ?? '0', 16)
  if ((mask & readOnly) !== 0) chmodSync(toBytes(path), 0o444)
  if (process.platform !== 'win32' || (mask & (hidden | system)) === 0) return
  const switches = [...((mask & hidden) === 0 ? [] : ['+H']), ...((mask & system) === 0 ? [] : ['+S'])]
  execFileSync('attrib.exe', [...switches, path], { stdio: 'ignore' })
}

async function report({ options }: Session, outcomes: readonly Outcome[], faults: readonly string[]): Promise<void> {
  if (options.json) return printJson({ contents: outcomes, faults })
  await printLines(faults)
  for (const one of outcomes) {
    const what = `${one.contentId}: ${one.files} files, ${sizeWords(one.bytes)} in ${one.folder}`
    await printLines([
      `${what}, tree hash of what was written ${treeWords[one.treeHash]}`,
      ...one.faults.slice(0, mostFaults).map((fault) => `  ${fault}`),
      ...(one.faults.length > mostFaults ? [`  and ${one.faults.length - mostFaults} more (--json has all)`] : []),
    ])
  }
}

/** Lines that somebody reads. */
const mostFaults = 100
