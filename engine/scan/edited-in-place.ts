// What was written over in place: that moves the time of the file and of no folder. A stored file is compared with the
// size and time it had; an INI, whose time no table holds, with the time of the last look at all of them. An edit that
// puts the old time back is not seen here: hashing sees it in stored files, the next full scan in INIs.
import { iniName, join } from '../library/layout.ts'
import { folderPath, isInPlace, partPath } from '../checks/view.ts'
import type { Answer, Crew, Task } from './crew.ts'
import { runAll } from './crew.ts'
import { storedParts } from './index-tables.ts'
import { liveContents, liveStored, type LibraryIndex } from './library-index.ts'

/** Which files are looked at one by one, beside the folders: none, the bytes in FileLib, or those and all INIs. */
export type InPlace = 'none' | 'stored' | 'all'

const pathsPerTask = 500

/** A time so shortly before the look may hide a later change within the same tick of the file system; milliseconds. */
const tick = 2_000

/** Store paths of buckets and of file INIs to read again. */
export async function editedInPlace(
  crew: Crew,
  index: LibraryIndex,
  inPlace: InPlace,
  signal?: AbortSignal,
): Promise<ReadonlySet<string>> {
  const again = new Set<string>()
  if (inPlace === 'none' || index.level < 1) return again
  const take = (answer: Answer): void => {
    if (answer.kind !== 'changed') return
    for (const path of answer.paths) again.add(isInFileLib(path) ? path.slice(0, path.lastIndexOf('/')) : path)
  }
  await runAll(crew, tasksFor(index, inPlace), take, signal)
  return again
}

const isInFileLib = (path: string): boolean => path.split('/', 3)[2]?.toUpperCase() === 'FILELIB'

function* tasksFor(index: LibraryIndex, inPlace: InPlace): Generator<Task> {
  const { stored } = index.tables
  for (const rows of inParts(liveStored(index), (row) => isInPlace(index, row) && isUpperCase(index, row))) {
    yield {
      kind: 'changed',
      paths: rows.map((row) => partPath(index, row, 'data')),
      times: Float64Array.from(rows, (row) => stored.modified.at(row)),
      sizes: Float64Array.from(rows, (row) => stored.size.at(row)),
    }
  }
  if (inPlace !== 'all') return
  const since = index.lookedAt - tick
  for (const rows of inParts(liveStored(index), (row) => (stored.parts.at(row) & storedParts.ini) !== 0)) {
    yield { kind: 'younger', paths: rows.map((row) => partPath(index, row, 'ini')), since }
  }
  for (const files of inParts(liveFiles(index), () => true)) {
    yield { kind: 'younger', paths: inisOf(index, files), since }
  }
}

/** A lower-case name is another file on a case-sensitive volume; such a name is a finding already (I27). */
const isUpperCase = ({ tables }: LibraryIndex, row: number): boolean =>
  (tables.stored.parts.at(row) & storedParts.lowerCase) === 0

function* liveFiles(index: LibraryIndex): Generator<number> {
  for (const { firstFile, fileCount } of liveContents(index)) {
    for (let file = firstFile; file < firstFile + fileCount; file++) yield file
  }
}

/** Files of one folder lie together: its path is made once. */
function inisOf(index: LibraryIndex, files: readonly number[]): readonly string[] {
  const { folder, name } = index.tables.files
  let last = -1
  let path = ''
  return files.map((file) => {
    if (folder.at(file) !== last) {
      last = folder.at(file)
      path = folderPath(index, last)
    }
    return join(path, iniName(name.at(file)))
  })
}

function* inParts(rows: Iterable<number>, isWanted: (row: number) => boolean): Generator<readonly number[]> {
  let part: number[] = []
  for (const row of rows) {
    if (!isWanted(row)) continue
    part.push(row)
    if (part.length < pathsPerTask) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}
