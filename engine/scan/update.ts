// Brings an index up to date: lists again only what the times of folders show as changed. A folder's time changes when
// an entry comes, goes or is renamed into place, which is how content is added and removed. A users list is rewritten in
// place, so the lists of all stored files that a changed content needs, or needed, are read again too. What other hands
// edit in place is found by the times of the files themselves.
import { contentKey } from '../ids.ts'
import { bucketOf, join } from '../library/layout.ts'
import { folderPath } from '../checks/view.ts'
import type { Crew, Task } from './crew.ts'
import { runAll } from './crew.ts'
import { none } from './column.ts'
import { editedInPlace, type InPlace } from './edited-in-place.ts'
import { applyChange, knownBuckets } from './index-change.ts'
import { contentOf, liveContents, withoutLists, type LibraryIndex } from './library-index.ts'
import { bucketTasks, contentTasks, readTasks, survey, type ScanOptions } from './scan.ts'
import type { ContentNames } from './scan-content.ts'
import type { Survey } from './survey.ts'

/** A time so shortly before the scan may hide a later change within the same tick of the file system; milliseconds. */
const tick = 2_000

const pathsPerTask = 500

export type Update = {
  /** Contents and buckets that were read again, came or went. */
  readonly changed: number
  readonly complete: boolean
}

export type UpdateOptions = Pick<ScanOptions, 'now' | 'signal' | 'onProgress'> & {
  /** Which files are looked at one by one; all unless told otherwise. */
  readonly inPlace?: InPlace
}

/** @param again  paths to read again in any case: contents and buckets of findings that are looked at twice */
export async function updateIndex(
  crew: Crew,
  index: LibraryIndex,
  options: UpdateOptions,
  again: Iterable<string> = [],
): Promise<Update> {
  const after = await survey(crew)
  const { inPlace = 'all', signal } = options
  const forced = new Set([...again, ...(await editedInPlace(crew, index, inPlace, signal))])
  const moved = await changedPaths(crew, watchedPaths(index))
  const contents = changedContents(index, after.contents, moved, forced)
  const touched = new Set<number>()
  for (const name of [...contents.gone, ...contents.read.map(({ name }) => name)]) collectHashes(index, name, touched)
  const dropped = [...contents.gone, ...contents.read.map(({ name }) => name)]
  if (dropped.length > 0) applyChange(index, { kind: 'drop', contents: dropped, drive: 0, buckets: [] })
  const first = await readTasks(crew, index, [...contentTasks(after, contents.read, index.level)], options)
  for (const { name } of contents.read) collectHashes(index, name, touched)
  const prefixes = new Set([...touched].map((hash) => bucketOf(index.tables.hashes.text(hash))))
  const tasks: Task[] = []
  let buckets = 0
  for (const [drive, { buckets: names, parts }] of after.drives.entries()) {
    const known = knownBuckets(index, drive)
    const path = parts.FileLib?.path ?? ''
    const read = names.filter((name) => {
      const at = join(path, name)
      return !known.has(name) || moved.has(at) || forced.has(at) || prefixes.has(name.toUpperCase())
    })
    const here = new Set(names)
    const reread = new Set(read)
    const drop = [...known].filter(([name]) => !here.has(name) || reread.has(name))
    if (drop.length > 0) {
      const gone = parts.FileLib === undefined
      applyChange(index, { kind: 'drop', contents: [], drive, buckets: drop.map(([name]) => name), gone })
    }
    buckets += read.length + drop.length
    tasks.push(...bucketTasks(after, drive, read, index.level))
  }
  const second = await readTasks(crew, index, tasks, options)
  const changed = contents.read.length + contents.gone.length + buckets
  const complete = first && second
  takeSurvey(index, after, { now: options.now, changed: changed > 0, looked: complete && inPlace === 'all' })
  return { changed, complete }
}

/** A survey that says nothing new is not worth a line in the journal. */
function takeSurvey(
  index: LibraryIndex,
  found: Survey,
  { now, changed, looked }: { readonly now: number; readonly changed: boolean; readonly looked: boolean },
): void {
  const lookedAt = looked ? now : index.lookedAt
  const survey = withoutLists(found)
  const known = new Map(index.survey.packages.map((entry) => [entry.packageId, JSON.stringify(entry)]))
  const packages = survey.packages.filter((entry) => known.get(entry.packageId) !== JSON.stringify(entry))
  for (const { packageId } of survey.packages) known.delete(packageId)
  if (changed || packages.length > 0 || known.size > 0 || lasting(survey) !== lasting(index.survey)) {
    applyChange(index, {
      kind: 'survey',
      survey: { ...survey, packages },
      gonePackages: [...known.keys()],
      scannedAt: now,
      lookedAt,
    })
    return
  }
  index.survey = { ...survey, packages: index.survey.packages }
  index.scannedAt = now
  index.lookedAt = lookedAt
}

/** Everything but the packages, and the free space, which moves all the time. */
const lasting = ({ drives, remarks }: Survey): string =>
  JSON.stringify([remarks, drives.map((drive) => ({ ...drive, freeBytes: 0 }))])

type Watched = { readonly path: string; readonly time: number }

/** Every folder and content INI with the time it had; those that changed within the tick count as changed. */
function* watchedPaths(index: LibraryIndex): Generator<Watched> {
  const fresh = index.scannedAt - tick
  const watch = (path: string, time: number): Watched => ({ path, time: time >= fresh ? -1 : time })
  const dataLib = index.survey.drives[0]?.parts.DataLib?.path ?? ''
  for (const { firstFolder, folderCount, ini, iniModified } of liveContents(index)) {
    for (let row = firstFolder; row < firstFolder + folderCount; row++) {
      yield watch(folderPath(index, row), index.tables.folders.modified.at(row))
    }
    if (ini !== undefined) yield watch(join(dataLib, ini), iniModified)
  }
  const { drive, name, modified, count } = index.tables.buckets
  for (let bucket = 0; bucket < count.length; bucket++) {
    const fileLib = index.survey.drives[drive.at(bucket)]?.parts.FileLib?.path
    if (count.at(bucket) !== none && fileLib !== undefined)
      yield watch(join(fileLib, name.at(bucket)), modified.at(bucket))
  }
}

async function changedPaths(crew: Crew, watched: Iterable<Watched>): Promise<Set<string>> {
  const moved = new Set<string>()
  await runAll(crew, changeTasks(watched), (answer) => {
    if (answer.kind === 'changed') for (const path of answer.paths) moved.add(path)
  })
  return moved
}

/** Made as they are run: the paths of all folders at once would be as large as the index. */
function* changeTasks(watched: Iterable<Watched>): Generator<Task> {
  const taskOf = (some: readonly Watched[]): Task => ({
    kind: 'changed',
    paths: some.map(({ path }) => path),
    times: Float64Array.from(some, ({ time }) => time),
  })
  let part: Watched[] = []
  for (const one of watched) {
    part.push(one)
    if (part.length < pathsPerTask) continue
    yield taskOf(part)
    part = []
  }
  if (part.length > 0) yield taskOf(part)
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
