// The steps that bring the files of one content into the library: stored files that are not there yet, users, and the
// tree of DataLib under its unfinished name. Nothing refers to any of it before the content gets its name.
import { contentKey } from '../../ids.ts'
import { assumedLayout } from '../../assumptions.ts'
import {
  bucketOf,
  iniName,
  iniOfStored,
  join,
  libraryOn,
  parts,
  signatureOfStored,
  storedPath,
} from '../../library/layout.ts'
import { writeContentIni, writeFileIni } from '../../library/ini-records.ts'
import { treeHash } from '../../library/tree-hash.ts'
import { usersIn, withUsers } from '../../library/users-change.ts'
import { chooseDrive } from '../choose-drive.ts'
import type { PlanRefusal } from '../plan.ts'
import { parentOf } from '../steps/perform-step.ts'
import type { Origin, Step, StepStage } from '../steps/step.ts'
import { filesOf, foldersOf, treeOf, type SourceFile, type SourceFolder } from './content-source.ts'
import {
  contentsThatNeed,
  copiesOf,
  distinct,
  primaryPart,
  sizeOf,
  usersFile,
  type LibraryFacts,
  type StoredCopy,
} from './library-facts.ts'

/** Steps so far, and the folders that are there or will be. */
export type Draft = {
  readonly facts: LibraryFacts
  readonly contentId: string
  /** Write stored files that are there already once more. */
  readonly overwrite: boolean
  readonly folders: Step[]
  readonly steps: Step[]
  readonly refusals: PlanRefusal[]
  readonly known: Set<string>
  /** Those of them that this plan makes. */
  readonly made: Set<string>
  /** Drive -> FileLib, of drives that take new files. */
  readonly fileLibs: Map<string, string>
}

export const newDraft = (facts: LibraryFacts, contentId: string, overwrite: boolean): Draft => ({
  facts,
  contentId,
  overwrite,
  folders: [],
  steps: [],
  refusals: [],
  known: foldersThere(facts),
  made: new Set(),
  fileLibs: new Map(),
})

export const draftStage = (name: string, { folders, steps }: Draft): StepStage => ({
  name,
  steps: [...folders, ...steps],
})

function foldersThere({ view: { index } }: LibraryFacts): Set<string> {
  const { survey, tables } = index
  const known = new Set<string>()
  for (const { drive, present, parts: found } of survey.drives) {
    if (present) known.add(libraryOn(drive))
    for (const part of Object.values(found)) known.add(part.path)
  }
  const { count, drive, name } = tables.buckets
  for (let bucket = 0; bucket < count.length; bucket++) {
    const fileLib = survey.drives[drive.at(bucket)]?.parts.FileLib?.path
    if (fileLib !== undefined) known.add(join(fileLib, name.at(bucket)))
  }
  return known
}

export function needFolder(draft: Draft, path: string): void {
  if (draft.known.has(path)) return
  draft.known.add(path)
  draft.made.add(path)
  draft.folders.push({ action: 'make-folder', path, bytes: 0 })
}

/** An empty library folder becomes a library. */
export function needLibrary(draft: Draft): void {
  const drive = draft.facts.view.index.survey.drives[0]?.drive ?? ''
  needFolder(draft, libraryOn(drive))
  for (const part of parts) needFolder(draft, join(libraryOn(drive), part))
}

/** Each distinct stored file once, with the content as its user. */
export function storeFiles(draft: Draft, root: SourceFolder): void {
  const done = new Set<string>()
  for (const { file } of filesOf(root)) {
    if (done.has(file.hash)) continue
    done.add(file.hash)
    storeFile(draft, file)
  }
}

function storeFile(draft: Draft, file: SourceFile): void {
  const { facts } = draft
  const copies = copiesOf(facts, file.hash)
  const whole = copies.find(({ size }) => size === file.size)
  const there = whole ?? copies.find(({ size }) => size !== undefined)
  const path = there?.path ?? newPlace(draft, file)
  if (path === undefined) return
  if (whole === undefined || draft.overwrite) {
    const { hash, size } = file
    const replaces = there !== undefined
    draft.steps.push({ action: 'write-stored-file', path, bytes: size, hash, replaces, ...bytesOf(file, path) })
    signStored(draft, file, path, replaces)
  }
  // Also into the lists of copies on other drives: which of them stays is not ours to decide.
  const others = copies.filter((copy) => copy.path !== path && copy.size !== undefined)
  for (const place of [path, ...others.map((copy) => copy.path)]) addUsers(draft, file.hash, place, copies)
}

/** What was written ahead gets its name on the drive it lies on; for another drive it is the source. */
function bytesOf({ from, spooled }: SourceFile, path: string): { readonly from: Origin; readonly spooled?: string } {
  if (spooled === undefined) return { from }
  if (driveOf(spooled) === driveOf(path)) return { from, spooled }
  return { from: { place: 'library', path: spooled } }
}

const driveOf = (path: string): string => path.slice(0, path.indexOf('/'))

function newPlace(draft: Draft, { hash, size }: SourceFile): string | undefined {
  const { rooms, reserveBytes, promised } = draft.facts
  const room = rooms.find(({ drive }) => drive === promised?.get(hash)) ?? chooseDrive(rooms, size, reserveBytes)
  if (room === undefined) {
    const best = rooms.reduce((most, { freeBytes, promised }) => Math.max(most, (freeBytes ?? 0) - promised), 0)
    const detail = `no drive has room for ${size} bytes beside the reserve of ${reserveBytes} (0x80070070); the best has ${best}`
    if (!draft.refusals.some(({ reason }) => reason === 'noSpace')) draft.refusals.push({ reason: 'noSpace', detail })
    return undefined
  }
  needFolder(draft, join(fileLibOn(draft, room.drive), bucketOf(hash)))
  return storedPath(room.drive, hash, 'data')
}

/** The FileLib of a drive, which this plan makes where there is none. */
function fileLibOn(draft: Draft, drive: string): string {
  const known = draft.fileLibs.get(drive)
  if (known !== undefined) return known
  const survey = draft.facts.view.index.survey.drives.find((one) => one.drive === drive)
  const path = survey?.parts.FileLib?.path ?? join(libraryOn(drive), 'FileLib')
  for (const folder of [libraryOn(drive), path]) needFolder(draft, folder)
  draft.fileLibs.set(drive, path)
  return path
}

/** Nobody looks for the signature of a stored file that is not there yet, so that one is written where it belongs. */
function signStored(draft: Draft, { signature }: SourceFile, data: string, replacesData: boolean): void {
  if (signature === undefined) return
  const path = signatureOfStored(data)
  const replaces = (replacesData || mayBeThere(draft, data)) && sizeOf(draft.facts, path) > 0
  const direct = replacesData || replaces ? {} : ({ direct: true } as const)
  draft.steps.push({ action: 'write-file', path, bytes: signature.length, content: signature, replaces, ...direct })
}

/** In a bucket that this plan makes there is nothing yet. */
const mayBeThere = ({ made }: Draft, data: string): boolean => !made.has(parentOf(data))

/** Users that are missing beside contents that need the file are added with it: too few of them lose bytes. */
function addUsers(draft: Draft, hash: string, data: string, copies: readonly StoredCopy[]): void {
  const { facts, contentId } = draft
  const path = iniOfStored(data)
  const before = copies.some((copy) => copy.path === data) ? usersFile(facts, path) : undefined
  const others = contentsThatNeed(facts, hash)
  const needed = others.length === 0 ? [contentId] : distinct([...others, contentId])
  const listed = new Set(usersIn(before).map(contentKey))
  const users = listed.size === 0 ? needed : needed.filter((user) => !listed.has(contentKey(user)))
  if (users.length === 0) return
  const bytes = withUsers(before, users).length
  draft.steps.push({ action: 'add-users', path, bytes, users, creates: before === undefined })
}

/** The tree and the INI of the content below its unfinished name. */
export function writeTree(draft: Draft, root: SourceFolder): void {
  const folder = unfinishedPath(draft)
  needFolder(draft, folder)
  for (const path of foldersOf(root)) needFolder(draft, join(folder, path))
  for (const { path, file } of filesOf(root)) {
    const content = fileIni(file)
    const place = join(folder, iniName(path))
    draft.steps.push({
      action: 'write-file',
      path: place,
      bytes: content.length,
      content,
      replaces: false,
      direct: true,
    })
  }
  const content = contentIni(root)
  const path = iniName(folder)
  draft.steps.push({ action: 'write-file', path, bytes: content.length, content, replaces: false, direct: true })
}

export const fileIni = ({ attributes, size, timeModified, hash }: SourceFile): Buffer =>
  writeFileIni({ attributes, size: BigInt(size), timeModified, hash })

/** 32780: the Windows number of SHA-256. */
export const contentIni = (root: SourceFolder): Buffer =>
  writeContentIni({ hashAlgorithm: assumedLayout.hashAlgorithmByLength.get(64) ?? 32780, hash: treeHash(treeOf(root)) })

const unfinishedPath = ({ facts, contentId }: Draft): string =>
  join(primaryPart(facts, 'DataLib'), contentId + assumedLayout.tempSuffix)

/** The content gets its name: the folder first, since an INI without folder would be a content that lost its files. */
export function nameContent(draft: Draft): StepStage {
  const path = join(primaryPart(draft.facts, 'DataLib'), draft.contentId)
  const from = unfinishedPath(draft)
  return {
    name: 'name the content',
    steps: [
      { action: 'rename', path, bytes: 0, from },
      { action: 'rename', path: iniName(path), bytes: 0, from: iniName(from) },
    ],
  }
}
