// Adding 10,000 small files to a content library, against reading and copying them with the tools everybody has.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { viewOf } from '../../engine/checks/view.ts'
import { diskFolder } from '../../engine/library/disk-folder.ts'
import type { DriveRoot } from '../../engine/library/disk-store.ts'
import { applyPlan } from '../../engine/operations/apply.ts'
import { workerHands, type WorkerHands } from '../../agent/library/change/worker-hands.ts'
import { planAdd } from '../../engine/operations/contents/add-content.ts'
import { readSource } from '../../engine/operations/contents/content-source.ts'
import { factsOf } from '../../engine/operations/contents/library-facts.ts'
import { spoolPlace } from '../../engine/operations/contents/spool-place.ts'
import { emptySpool } from '../../engine/operations/spool.ts'
import { createSigner } from '../../engine/rdc/sign.ts'
import { inlineCrew } from '../../engine/scan/crew.ts'
import { scanLibrary } from '../../engine/scan/scan.ts'
import { diskWriter } from '../../engine/write/disk-writer.ts'
import type { WritableStore } from '../../engine/write/writable-store.ts'
import { compare, report, type Line } from './compare.ts'

// In memory where there is a file system for it, as the targets were seen; what is durable on a real disk.
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
const [worker = '', place = memory, countText = '10000', roundsText = '5'] = process.argv.slice(2)
const count = Number(countText)
const rounds = Number(roundsText)
const base = mkdtempSync(join(place, 'cmdp-ingest-'))
const disk = mkdtempSync(join(tmpdir(), 'cmdp-ingest-'))
const source = join(base, 'source')

/** 1 to 64 KiB each, in 100 folders; bytes that no file system shares. */
function makeSource(): void {
  let state = 1
  for (let at = 0; at < count; at++) {
    const folder = join(source, `folder ${at % 100}`)
    if (at < 100) mkdirSync(folder, { recursive: true })
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    const bytes = Buffer.alloc(1024 + (state % (63 * 1024)), at)
    bytes.writeUInt32LE(at, 0)
    writeFileSync(join(folder, `file ${at}.bin`), bytes)
  }
}

let number = 0
let target = base
const fresh = (name: string): string => {
  const folder = join(target, `${name}-${++number}`)
  mkdirSync(folder)
  return folder
}

const withoutFlush = (store: WritableStore): WritableStore => ({
  ...store,
  flushFile: () => undefined,
  flushFolder: () => undefined,
  flushDrive: () => true,
})

type Way = {
  readonly change: (store: WritableStore) => WritableStore
  readonly signed: boolean
  /** 1: all of it in the calling thread. */
  readonly threads: number
}

const rootsAt = (folder: string): readonly DriveRoot[] => {
  const root = join(folder, 'library')
  return [{ drive: 'D:', library: join(root, 'SCCMContentLib'), root }]
}

/** As warm as the calling thread is after the first round: they live as long as the rounds. */
function threadsAt(folder: string, size: number): WorkerHands | undefined {
  const { signal } = new AbortController()
  const places = { source: { kind: 'folder', path: source } } as const
  return size < 2 ? undefined : workerHands({ roots: rootsAt(folder), places, size, signal }, worker)
}

/** The whole way: read and hash the source, plan, write, name. */
async function ingest({ change, signed }: Way, hands: WorkerHands | undefined): Promise<void> {
  const roots = rootsAt(target)
  const [{ library } = { library: '' }] = roots
  for (const part of ['PkgLib', 'DataLib', 'FileLib']) mkdirSync(join(library, part), { recursive: true })
  mkdirSync(join(library, 'cmdp-operation'))
  const store = change(diskWriter(roots))
  const reader = diskFolder(source)
  const turn = (): Promise<void> => Promise.resolve()
  const { index } = await scanLibrary(inlineCrew(store), { level: 1, now: 0 })
  const facts = factsOf(viewOf(index), store, 0)
  const spool = spoolPlace(facts, store, 'new')
  const read = await readSource(reader, { signer: signed ? () => createSigner() : undefined, spool, hands, turn })
  const plan = planAdd(facts, { packageId: 'ABC00001', contentId: undefined, version: undefined }, read)
  const applied = await applyPlan(store, plan, { places: { source: reader, library: store }, pause: turn, hands })
  emptySpool(store)
  if (applied.outcome !== 'applied') throw new Error(JSON.stringify([plan.refusals, applied.problems]))
}

function opensslAndCopy(): void {
  const out = fresh('copy')
  execFileSync('sh', [
    '-c',
    'find "$1" -type f -print0 | xargs -0 openssl dgst -sha256 >/dev/null && cp -r "$1" "$2"',
    'sh',
    source,
    out,
  ])
}

const hasOstree = spawnSync('ostree', ['--version']).status === 0

function ostreeCommit(): void {
  const repository = fresh('ostree')
  execFileSync('ostree', ['init', '--mode=bare-user', `--repo=${repository}`])
  execFileSync('ostree', ['commit', `--repo=${repository}`, '--branch=main', source], { stdio: 'ignore' })
}

const same = (store: WritableStore): WritableStore => store
const clean = (): void => {
  for (const name of readdirSync(base))
    if (name !== 'source') rmSync(join(base, name), { recursive: true, force: true })
  // Making files right after deleting many is slow on ext4: there the last library only makes room.
  const last = join(disk, 'library')
  if (existsSync(last)) renameSync(last, `${last}-${++number}`)
  execFileSync('sync', ['-f', target])
}

makeSource()
const lines: Line[] = []
const against = async (
  name: string,
  budget: number | undefined,
  yardstick: () => unknown,
  way: Partial<Way>,
): Promise<void> => {
  const whole = { change: withoutFlush, signed: false, threads: 1, ...way }
  const hands = threadsAt(target, whole.threads)
  // One round that is not measured: nothing is compiled or cached in the first.
  for (const work of [yardstick, () => ingest(whole, hands)]) {
    clean()
    await work()
  }
  lines.push(await compare(name, budget, rounds, yardstick, () => ingest(whole, hands), clean))
  await hands?.close()
}
try {
  await against('I1 add, not flushed / (openssl dgst + cp -r)', 0.6, opensslAndCopy, {})
  await against('I3 the same with 2 threads', 0.9, opensslAndCopy, { threads: 2 })
  await against('   the same with signatures', undefined, opensslAndCopy, { threads: 2, signed: true })
  target = disk
  if (hasOstree) {
    await against('I2 add, durable / ostree commit', 1, ostreeCommit, { change: same })
    await against('   the same with 2 threads', undefined, ostreeCommit, { change: same, threads: 2 })
  } else process.stdout.write('did not run: ostree is not installed\n')
} finally {
  for (const folder of [base, disk]) rmSync(folder, { recursive: true, force: true })
}
process.exitCode = report(lines)
