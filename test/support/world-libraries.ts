// The libraries of a world's DPs in memory, filled by what DP providers do, read back by the scan, and compared with what
// the world says they hold.
import { libraryKeeper } from '../../agent/lab/library-keeper.ts'
import { bytesOf, type FileIdentity } from '../../agent/lab/file-bytes.ts'
import { noFacts } from '../../engine/checks/facts.ts'
import { judge } from '../../engine/checks/judge-library.ts'
import { viewOf } from '../../engine/checks/view.ts'
import type { FolderReader } from '../../engine/library/disk-folder.ts'
import { inlineCrew } from '../../engine/scan/crew.ts'
import { scanLibrary } from '../../engine/scan/scan.ts'
import type { Content } from '../../engine/site/model/content.ts'
import type { HierarchyPlan } from '../../engine/site/model/hierarchy-plan.ts'
import type { LibraryDeed } from '../../engine/site/model/shelves.ts'
import { hashAll } from '../../engine/verify/verify.ts'
import type { MemoryWriter } from '../../engine/write/memory-writer.ts'
import { emptyLibrary, noPause } from './operation-world.ts'

/** What a DP must hold: contents with their files' hashes, drive of each file, and the hashes whose bytes are damaged. */
type Shelf = {
  readonly contents: Map<string, ReadonlySet<string>>
  readonly drives: Map<string, string>
  readonly damaged: Set<string>
}

export function worldLibraries({ distributionPoints }: HierarchyPlan, files: ReadonlyMap<string, FileIdentity>) {
  const stores = new Map<string, MemoryWriter>()
  const shelves = new Map<string, Shelf>()
  const bytesOfHash = new Map<string, Buffer>()

  const storeOf = (dp: string): MemoryWriter => {
    const letters = distributionPoints.find(({ name }) => name === dp)?.drives.map(({ letter }) => letter) ?? []
    const store = stores.get(dp) ?? emptyLibrary(letters)
    stores.set(dp, store)
    return store
  }
  const bytesFor = (hash: string): Buffer => {
    const identity = files.get(hash)
    const bytes = bytesOfHash.get(hash) ?? (identity === undefined ? Buffer.alloc(0) : bytesOf(identity))
    bytesOfHash.set(hash, bytes)
    return bytes
  }
  const keeper = libraryKeeper(
    {
      placeOf: (dp) => ({ store: storeOf(dp), reserve: 0 }),
      sourceOf: (content) => folderOfContent(content, bytesFor),
      damage: (dp, hash) => {
        for (const [path, bytes] of storeOf(dp).everything())
          if (path.endsWith(`/${hash}`) && bytes.length > 0)
            storeOf(dp).put(path, Buffer.from(bytes).fill((bytes[0] ?? 0) ^ 0xff, 0, 1))
      },
    },
    { now: () => 0, sleep: noPause },
  )

  return {
    take(deed: LibraryDeed): void {
      const shelf = shelves.get(deed.dp) ?? { contents: new Map(), drives: new Map(), damaged: new Set<string>() }
      shelves.set(deed.dp, shelf)
      putOn(shelf, deed)
      keeper.take(deed)
    },
    async differences(): Promise<{ readonly wrong: readonly string[]; readonly contents: number }> {
      await keeper.catchUp()
      const wrong: string[] = []
      let contents = 0
      for (const [dp, shelf] of shelves) {
        contents += shelf.contents.size
        wrong.push(...(await differencesOf(storeOf(dp), shelf)).map((text) => `library of ${dp}: ${text}`))
      }
      return { wrong, contents }
    },
  }
}

function putOn({ contents, drives, damaged }: Shelf, deed: LibraryDeed): void {
  const hashes = new Set(deed.content.files.map(({ hash }) => hash))
  if (deed.do === 'remove') contents.delete(deed.content.id)
  else if (deed.do === 'corrupt') {
    const [file] = deed.content.files
    if (file !== undefined && file.bytes > 0) damaged.add(file.hash)
  } else contents.set(deed.content.id, hashes)
  // Sent once more it is whole; a stored file that nobody uses is gone.
  if (deed.do === 'redistribute') for (const hash of hashes) damaged.delete(hash)
  const used = new Set([...contents.values()].flatMap((held) => [...held]))
  for (const hash of damaged) if (!used.has(hash)) damaged.delete(hash)
  if ('drives' in deed) for (const [hash, drive] of deed.drives) drives.set(hash, drive)
}

async function differencesOf(store: MemoryWriter, { contents, drives, damaged }: Shelf): Promise<string[]> {
  const crew = inlineCrew(store)
  const { index } = await scanLibrary(crew, { level: 2, now: 0 })
  const { results } = await hashAll(crew, index, { signatures: true })
  const { findings } = judge(index, { ...noFacts(0, 2), hashed: results })
  const listed = viewOf(index).index.survey.packages.flatMap(({ record }) => record?.contents ?? [])
  const stored = [...store.everything().keys()].flatMap((path) => {
    const [, drive, hash] = /^([A-Z]:)\/.*\/FileLib\/[0-9A-F]{4}\/([0-9A-F]{64})$/.exec(path) ?? []
    return drive === undefined || hash === undefined ? [] : [`${drive} ${hash}`]
  })
  const hashes = new Set([...contents.values()].flatMap((held) => [...held]))
  const rules = findings.map(
    ({ rule, subject, detail }) => `${rule} ${subject.hash ?? ''}${rule === 'I14' ? detail : ''}`,
  )
  return [
    ...listDifference('contents', listed.map(upper), [...contents.keys()].map(upper)),
    ...listDifference(
      'stored files',
      stored,
      [...hashes].map((hash) => `${drives.get(hash) ?? '?'} ${hash}`),
    ),
    // A stored file whose bytes are wrong is I10, and what it does to contents and packages is told with it.
    ...listDifference(
      'findings',
      rules,
      [...damaged].map((hash) => `I10 ${hash}`),
    ),
  ]
}

const upper = (text: string): string => text.toUpperCase()

function listDifference(what: string, told: readonly string[], truth: readonly string[]): string[] {
  const [said, is] = [[...told].sort().join(' '), [...truth].sort().join(' ')]
  return said === is ? [] : [`${what} are ${said}; truth ${is}`]
}

/** A content as a source folder in memory. */
function folderOfContent({ files }: Content, bytesFor: (hash: string) => Buffer): FolderReader {
  const missing = { refused: 'missing', reason: 'ENOENT' } as const
  const fileOf = (path: string): Content['files'][number] | undefined => files.find(({ name }) => name === path)
  return {
    list: (folder) =>
      folder === '' ? { entries: files.map(({ name }) => ({ name, kind: 'file' as const })), modified: 0 } : missing,
    open(path) {
      const file = fileOf(path)
      if (file === undefined) return missing
      let left = bytesFor(file.hash)
      return {
        details: { size: file.bytes, timeModified: 133_444_736_000_000_000n, attributes: 0x20 },
        read(buffer) {
          const length = left.copy(buffer)
          left = left.subarray(length)
          return length
        },
        close: () => undefined,
        unchanged: () => true,
      }
    },
  }
}
