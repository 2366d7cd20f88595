// What --source names: a plain folder, read and hashed, or another library, of which one content is taken.
import { statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { currentContents, viewOf } from '../../../engine/checks/view.ts'
import { createSigner } from '../../../engine/rdc/sign.ts'
import { diskFolder, type FolderReader } from '../../../engine/library/disk-folder.ts'
import { diskStore, type DriveRoot } from '../../../engine/library/disk-store.ts'
import { libraryFolder, parts } from '../../../engine/library/layout.ts'
import type { PlaceOnDisk } from '../../../engine/operations/change-worker.ts'
import { readSource, type ContentSource, type SpoolPlace } from '../../../engine/operations/contents/content-source.ts'
import { librarySource } from '../../../engine/operations/contents/library-source.ts'
import type { Reader } from '../../../engine/operations/steps/write-whole.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import { AgentError, readError } from '../../errors.ts'
import { progressOn } from '../../terminal/progress.ts'
import type { Session } from '../library-session.ts'
import { requireApart } from '../outside-library.ts'
import { workerCrew } from '../worker-crew.ts'
import { turns, type Writing } from './change-run.ts'

export type SourcePlace = {
  readonly reader: Reader
  readonly onDisk: PlaceOnDisk
  /**
   * @param wanted  package or content to take from a library; a plain folder is taken as it is
   * @param ahead  who writes, and what may be written while it is read; undefined when nothing is going to be written
   */
  readonly read: (wanted: string, ahead?: Ahead) => Promise<ContentSource>
}

export type Ahead = Pick<Writing, 'tools'> & { readonly spool: SpoolPlace }

/**
 * @param paths  one folder, or the drives of one library, the primary first
 * @throws AgentError when there is no such folder, or it has something in common with the library that is changed
 */
export function sourceAt(session: Session, paths: readonly string[]): SourcePlace {
  const [folder = '', ...others] = paths.map((path) => resolve(path))
  for (const one of [folder, ...others])
    if (!isFolder(one)) throw new AgentError('notAFolder', { path: one, kind: 'something else' })
  const library = libraryAt(folder, parts)
  const { roots } = session.place
  if (library !== undefined) {
    const libraries = [library, ...others.map(drivePartAt)]
    for (const one of libraries) requireApart(roots, '--source', one)
    return fromLibrary(session, libraries)
  }
  if (others.length > 0)
    throw new AgentError('badUsage', {
      problem: `--source is given once for each drive of a library, its primary first; ${folder} is no library`,
    })
  requireApart(roots, '--source', folder)
  const reader = diskFolder(folder)
  return {
    reader,
    onDisk: { kind: 'folder', path: folder },
    read: (_, ahead) => fromFolder(session, reader, ahead),
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    throw readError(path, error)
  }
}

const has = (folder: string, name: string): boolean =>
  statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() === true

/** A library is named by its own folder or by the one it lies in. */
function libraryAt(folder: string, wanted: readonly string[]): string | undefined {
  return [folder, join(folder, libraryFolder)].find((place) => wanted.every((part) => has(place, part)))
}

/** What a further drive holds of a library: stored files. */
function drivePartAt(folder: string): string {
  const place = libraryAt(folder, ['FileLib'])
  if (place !== undefined) return place
  throw new AgentError('badUsage', { problem: `${folder} holds no FileLib and so is no drive of a library` })
}

async function fromFolder(session: Session, reader: FolderReader, ahead?: Ahead): Promise<ContentSource> {
  const bar = progressOn(process.stderr, 'Hashing', !session.options.json)
  const onProgress = (files: number, bytes: number): void => bar.show(files, files, `${bytes} bytes`)
  const { signal } = session
  const { spool, tools } = ahead ?? {}
  const turn = turns(session.clock)
  const source = await readSource(reader, {
    signer: () => createSigner(),
    spool,
    hands: tools?.hands,
    turn,
    signal,
    onProgress,
  })
  bar.end()
  if (session.signal.aborted) throw new AgentError('interrupted', { work: 'reading the source' })
  return source
}

/** What is missing may lie where nobody looked: said once. */
const withLimit = ([first, ...others]: ContentSource['refusals']): ContentSource['refusals'] =>
  first === undefined ? [] : [{ ...first, detail: first.detail + oneDrive }, ...others]

const oneDrive =
  ' (of a library that is a source, only the drives that --source names are read: once for each drive, the primary first)'

/** Names for the drives of a source; what theirs are at home does not matter here. */
const driveName = (at: number): string => (at === 0 ? 'S:' : `S${at + 1}:`)

/** What does not lie on the drives that were named is told as missing. @param libraries  one for each drive */
function fromLibrary(session: Session, libraries: readonly string[]): SourcePlace {
  const roots = libraries.map((library, at): DriveRoot => {
    const root = basename(library) === libraryFolder ? dirname(library) : undefined
    return { drive: driveName(at), library, root }
  })
  const store = diskStore(roots)
  return {
    reader: store,
    onDisk: { kind: 'library', roots },
    async read(wanted) {
      const crew = workerCrew(roots, 1)
      try {
        const { index } = await scanLibrary(crew, { level: 1, now: session.clock.now(), signal: session.signal })
        const view = viewOf(index)
        const entry = index.survey.packages.find(({ packageId }) => packageId === wanted.toUpperCase())
        const [content = wanted, ...more] = entry === undefined ? [] : currentContents(entry)
        if (more.length > 0) {
          const detail = `in the source library ${wanted} has several contents, name one: ${[content, ...more].join(', ')}`
          return { root: { files: [], folders: [] }, refusals: [{ reason: 'ambiguous', detail }] }
        }
        const source = librarySource(view, store, content)
        return { ...source, refusals: withLimit(source.refusals) }
      } finally {
        await crew.close()
      }
    },
  }
}
