// W1 to W5: how fast a library is walked and indexed, what the index costs, how soon it is back after a restart.
// Each against a public tool, or a pass without our work, over the same files in the same run.
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, readSync, readdirSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { judge } from '../../engine/checks/judge-library.ts'
import { noFacts } from '../../engine/checks/facts.ts'
import { viewOf } from '../../engine/checks/view.ts'
import { trace } from '../../engine/inspect/trace.ts'
import { diskStore, type DriveRoot } from '../../engine/library/disk-store.ts'
import { isRefusal } from '../../engine/library/store.ts'
import { decodeIndex } from '../../engine/scan/snapshot.ts'
import { scanLibrary } from '../../engine/scan/scan.ts'
import type { LibraryIndex } from '../../engine/scan/library-index.ts'
import { saveIndex } from '../../agent/library/index-file.ts'
import { workerCrew } from '../../agent/library/worker-crew.ts'
import { generateLibrary } from './library-generator.ts'
import { compare, seconds, type Line } from './compare.ts'

type Bench = {
  readonly folder: string
  /** The library folders of the drives. */
  readonly folders: readonly string[]
  /** How many entries there are. */
  readonly list: (threads: number) => Promise<number>
  readonly walk: (threads: number, level: number) => Promise<LibraryIndex>
  readonly rounds: number
}

/** @param what  `walk` for W1 to W3, `index` for W4 and W5 (one scan instead of many), both otherwise */
export async function libraryBench(
  folder: string,
  worker: string,
  { what, references, storedFiles, rounds }: { what: string; references: number; storedFiles: number; rounds: number },
): Promise<Line[]> {
  generateLibrary(folder, { references, storedFiles })
  const roots: DriveRoot[] = ['D', 'E', 'F'].map((letter) => ({
    drive: `${letter}:`,
    library: join(folder, letter, 'SCCMContentLib'),
    root: undefined,
  }))
  const walk = async (threads: number, level: number): Promise<LibraryIndex> => {
    const crew = workerCrew(roots, threads, worker)
    try {
      return (await scanLibrary(crew, { level, now: Date.now() })).index
    } finally {
      await crew.close()
    }
  }
  const list = (threads: number): Promise<number> => listAll(roots, join(dirname(worker), 'list-worker.mjs'), threads)
  const bench = { folder, folders: roots.map(({ library }) => library), list, walk, rounds }
  return [...(what === 'index' ? [] : await walkRows(bench)), ...(what === 'walk' ? [] : await indexRows(bench))]
}

/** Folders in one message to a thread that lists. */
const foldersPerBatch = 500

/** Lists a library with everything in it through the product's store, in so many threads; resolves with the entries. */
async function listAll(roots: readonly DriveRoot[], file: string, threads: number): Promise<number> {
  const store = diskStore(roots)
  const folders = roots.flatMap(({ drive }) =>
    foldersIn(store, `${drive}/SCCMContentLib`).flatMap((part) => foldersIn(store, part)),
  )
  let entries = 0
  const work = async (): Promise<void> => {
    const worker = new Worker(file, { workerData: roots }) // a fault in it ends the benchmark
    while (folders.length > 0) {
      worker.postMessage(folders.splice(0, foldersPerBatch))
      entries += await new Promise<number>((resolve) => worker.once('message', resolve))
    }
    await worker.terminate()
  }
  await Promise.all(Array.from({ length: threads }, work))
  return entries
}

function foldersIn(store: ReturnType<typeof diskStore>, folder: string): string[] {
  const listing = store.list(folder, false)
  if (isRefusal(listing)) throw new Error(`${folder}: ${listing.reason}`)
  return listing.entries.flatMap(({ name, kind }) => (kind === 'folder' ? [`${folder}/${name}`] : []))
}

async function walkRows({ folders, list, walk, rounds }: Bench): Promise<Line[]> {
  const find = (): void => void execFileSync('find', [...folders, '-printf', ''])
  const readOnly = (): void => void folders.reduce((files, folder) => files + readInis(folder), 0)
  find() // warm
  readOnly()
  // As many threads as the commands take when nobody says.
  const usual = availableParallelism()
  const rows = [
    ['W1 names and kinds, 1 thread', 0.9, find, () => list(1), walked],
    ['W2 names and kinds, 2 threads', 1.3, find, () => list(2), walked],
    ['index of the names, 1 thread', 0.9, find, () => walk(1, 0), indexed],
    ['index of the names, 2 threads', 1.3, find, () => walk(2, 0), indexed],
    ['W3 index, 1 thread', 0.8, readOnly, () => walk(1, 1), read],
    [`W3 index, ${usual} threads`, 0.8, readOnly, () => walk(usual, 1), read],
  ] as const
  const lines: Line[] = []
  for (const [name, target, yardstick, ours, what] of rows) {
    const line = await compare(`${name}, ${what.against}`, target, rounds, yardstick, ours)
    lines.push({ ...line, detail: `${line.detail}; ${what.measured}` })
  }
  return lines
}

const walked = {
  against: 'against find',
  measured: 'every folder through the store of the product, names and kinds; no table is filled',
}
const indexed = {
  against: 'against find',
  measured: 'a whole first scan of level 0: threads started, PkgLib read, all listed and put into the index',
}
const read = {
  against: 'against walking and reading every INI',
  measured: 'a whole first scan of level 1, which also asks folders for their time and stored files for size and time',
}

async function indexRows({ folder, walk, rounds }: Bench): Promise<Line[]> {
  const before = await memory()
  const began = performance.now()
  const index = await walk(availableParallelism(), 1)
  const scan = seconds(began)
  const entries = index.tables.files.folder.length + index.tables.stored.hash.length
  const perEntry = ((await memory()) - before) / entries
  const judging = performance.now()
  const findings = judge(index, noFacts(Date.now(), 1)).findings.length
  return [
    {
      name: `W4 index of ${entries} entries, bytes per entry`,
      value: perEntry,
      target: 200,
      good: perEntry <= 200,
      detail: `first scan, ${availableParallelism()} threads: ${scan.toFixed(1)} s`,
    },
    {
      name: 'judging all of it, seconds',
      value: seconds(judging),
      target: undefined,
      good: findings === 0,
      detail: `${findings} findings`,
    },
    ...restart(folder, index, rounds),
  ]
}

/** Bytes in use when everything that can be freed is: buffers go one turn after the objects that held them. */
async function memory(): Promise<number> {
  for (let turn = 0; turn < 5; turn++) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const buffer = Buffer.allocUnsafeSlow(65_536)

/** Our own read-only pass: list, open, read, close; nothing is parsed or kept. */
function readInis(folder: string): number {
  let files = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) files += readInis(path)
    else if (entry.name.endsWith('.INI')) {
      const file = openSync(path, 'r')
      readSync(file, buffer, 0, buffer.length, null)
      closeSync(file)
      files++
    }
  }
  return files
}

function restart(folder: string, index: LibraryIndex, rounds: number): Line[] {
  const path = join(folder, 'library.idx')
  saveIndex(path, index)
  const cats: number[] = []
  const loads: number[] = []
  for (let round = 0; round < rounds + 1; round++) {
    let began = performance.now()
    execFileSync('sh', ['-c', 'cat "$0" > /dev/null', path])
    cats.push(seconds(began))
    began = performance.now()
    if (decodeIndex(readFileSync(path)).index === undefined) throw new Error('the snapshot is not readable')
    loads.push(seconds(began))
  }
  const load = Math.min(...loads)
  const bytes = readFileSync(path).length
  const limit = Math.max(0.3, Math.min(...cats) + 0.1)
  const began = performance.now()
  const decoded = decodeIndex(readFileSync(path))
  if (decoded.index === undefined) throw new Error('the snapshot is not readable')
  const found = trace(viewOf(decoded.index), 'GEN00007')
  const traced = seconds(began)
  rmSync(path)
  return [
    {
      name: 'W5 load of the kept index, seconds',
      value: load,
      target: limit,
      good: load <= limit,
      detail: `${(bytes / 1e6).toFixed(0)} MB; cat takes ${Math.min(...cats).toFixed(3)} s`,
    },
    {
      name: 'trace of a package after the start, seconds',
      value: traced,
      target: 1,
      good: traced < 1 && found.files.length > 0,
      detail: `${found.files.length} files`,
    },
  ]
}
