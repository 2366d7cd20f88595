// Brings an index up to date: lists again only what the times of folders show as changed. A folder's time changes when
// an entry comes, goes or is renamed into place, which is how content is added and removed. A users list is rewritten in
// place, so the lists of all stored files that a changed content needs, or needed, are read again too. What is edited in
// place by other hands is found by the periodic full scan.
import { contentKey } from '../ids.ts'
import { bucketOf, join } from '../library/layout.ts'
import { folderPath } from '../checks/view.ts'
import type { Crew, Task } from './crew.ts'
import { runAll } from './crew.ts'
import { none } from './column.ts'
import { contentOf, dropContent, liveContents, type LibraryIndex } from './library-index.ts'
import { bucketTasks, contentTasks, readTasks, survey, type ScanOptions } from './scan.ts'
import type { ContentNames } from './scan-content.ts'

/** A time so shortly before the scan may hide a later change within the same tick of the file system; milliseconds. */
const tick = 2_000

const pathsPerTask = 500

export type Update = {
  /** Contents and buckets that were read again, came or went. */
  readonly changed: number
  readonly complete: boolean
}

/** @param again  paths to read again in any case: contents and buckets of findings that are looked at twice */
export async function updateIndex(
  crew: Crew,
  index: LibraryIndex,
  options: Pick<ScanOptions, 'now' | 'signal' | 'onProgress'>,
  again: Iterable<string> = [],
): Promise<Update> {
  const before = index.survey
  const after = await survey(crew)
  const forced = new Set(again)
  const moved = await changedPaths(crew, watchedPaths(index))
  const contents = changedContents(index, after.contents, moved, forced)
  const touched = new Set<number>()
  for (const name of [...contents.gone, ...contents.read.map(({ name }) => name)]) collectHashes(index, name, touched)
  index.survey = after
  for (const name of contents.gone) forget(index, name)
  for (const { name } of contents.read) forget(index, name)
  const first = await readTasks(crew, index, [...contentTasks(after, contents.read, index.level)], options)
  for (const { name } of contents.read) collectHashes(index, name, touched)
  const prefixes = new Set([...touched].map((hash) => bucketOf(index.tables.hashes.text(hash))))
  const tasks: Task[] = []
  let buckets = 0
  for (const [drive, { buckets: names, parts }] of after.drives.entries()) {
    const known = knownBuckets(
      index,
      before.drives.findIndex((one) => one.drive === after.drives[drive]?.drive),
    )
    const path = parts.FileLib?.path ?? ''
    const read = names.filter((name) => {
      const at = join(path, name)
      return !known.has(name) || moved.has(at) || forced.has(at) || prefixes.has(name.toUpperCase())
    })
    const here = new Set(names)
    const reread = new Set(read)
    const drop = [...known].filter(([name]) => !here.has(name) || reread.has(name))
    for (const [name, number] of drop) forgetBucket(index, join(path, name), number)
    buckets += read.length + drop.length
    tasks.push(...bucketTasks(after, drive, read, index.level))
  }
  const second = await readTasks(crew, index, tasks, options)
  index.scannedAt = options.now
  return { changed: contents.read.length + contents.gone.length + buckets, complete: first && second }
}

/** Every folder and content INI with the time it had; those that changed within the tick count as changed. */
function watchedPaths(index: LibraryIndex): { path: string; time: number }[] {
  const watched: { path: string; time: number }[] = []
  const fresh = index.scannedAt - tick
  const watch = (path: string, time: number): void => void watched.push({ path, time: time >= fresh ? -1 : time })
  const dataLib = index.survey.drives[0]?.parts.DataLib?.path ?? ''
  for (const { firstFolder, folderCount, ini, iniModified } of liveContents(index)) {
    for (let row = firstFolder; row < firstFolder + folderCount; row++) {
      watch(folderPath(index, row), index.tables.folders.modified.at(row))
    }
    if (ini !== undefined) watch(join(dataLib, ini), iniModified)
  }
  const { drive, name, modified, count } = index.tables.buckets
  for (let bucket = 0; bucket < count.length; bucket++) {
    const fileLib = index.survey.drives[drive.at(bucket)]?.parts.FileLib?.path
    if (count.at(bucket) !== none && fileLib !== undefined) watch(join(fileLib, name.at(bucket)), modified.at(bucket))
  }
  return watched
}

async function changedPaths(crew: Crew, watched: readonly { path: string; time: number }[]): Promise<Set<string>> {
  const moved = new Set<string>()
  const tasks: Task[] = []
  for (let at = 0; at < watched.length; at += pathsPerTask) {
    const some = watched.slice(at, at + pathsPerTask)
    tasks.push({
      kind: 'changed',
      paths: some.map(({ path }) => path),
      times: Float64Array.from(some, ({ time }) => time),
    })
  }
  await runAll(crew, tasks, (answer) => {
    if (answer.kind === 'changed') for (const path of answer.paths) moved.add(path)
  })
  return moved
}

function changedContents(
  index: LibraryIndex,
  names: readonly ContentNames[],
  moved: ReadonlySet<string>,
  forced: ReadonlySet<string>,
): { read: ContentNames[]; gone: string[] } {
  const movedContents = new Set([...moved, ...forced].map(contentOfPath))
  const here = new Set(names.map(({ name }) => contentKey(name)))
  const read = names.filter((content) => {
    const known = contentOf(index, content.name)
    if (known === undefined || known.folder !== content.folder || known.ini !== content.ini) return true
    return movedContents.has(contentKey(content.name))
  })
  return {
    read,
    gone: [...liveContents(index)].filter(({ name }) => !here.has(contentKey(name))).map(({ name }) => name),
  }
}

/** `D:/SCCMContentLib/DataLib/ABC00001.2/docs` -> key of ABC00001.2; '' for other paths. */
function contentOfPath(path: string): string {
  const [, , part, name = ''] = path.split('/')
  if (part?.toUpperCase() !== 'DATALIB') return ''
  const key = contentKey(name)
  return path.split('/').length === 4 && key.endsWith('.INI') ? key.slice(0, -4) : key
}

function collectHashes(index: LibraryIndex, name: string, into: Set<number>): void {
  const content = contentOf(index, name)
  if (content === undefined) return
  for (let file = content.firstFile; file < content.firstFile + content.fileCount; file++) {
    const hash = index.tables.files.hash.at(file)
    if (hash !== none) into.add(hash)
  }
}

function forget(index: LibraryIndex, name: string): void {
  const key = contentKey(name)
  dropContent(index, name)
  dropRemarks(index, (remark) => remark.content !== undefined && contentKey(remark.content) === key)
}

function forgetBucket(index: LibraryIndex, path: string, number: number): void {
  index.tables.buckets.count.set(number, none)
  dropRemarks(index, (remark) => remark.path === path || remark.path.startsWith(`${path}/`))
}

function dropRemarks(
  index: LibraryIndex,
  isGone: (remark: LibraryIndex['tables']['remarks'][number]) => boolean,
): void {
  const { remarks } = index.tables
  if (remarks.length === 0) return
  const kept = remarks.filter((remark) => !isGone(remark))
  if (kept.length < remarks.length) remarks.splice(0, remarks.length, ...kept)
}

/** Live buckets of one drive by name. */
function knownBuckets({ tables }: LibraryIndex, drive: number): Map<string, number> {
  const known = new Map<string, number>()
  const { drive: drives, name, count } = tables.buckets
  for (let bucket = 0; bucket < count.length; bucket++) {
    if (drives.at(bucket) === drive && count.at(bucket) !== none) known.set(name.at(bucket), bucket)
  }
  return known
}
