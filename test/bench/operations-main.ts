// Adding 10,000 small files to a content library, against reading and copying them with the tools everybody has.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { viewOf } from '../../engine/checks/view.ts'
import { diskFolder } from '../../engine/library/disk-folder.ts'
import { applyPlan } from '../../engine/operations/apply.ts'
import { planAdd } from '../../engine/operations/contents/add-content.ts'
import { readSource } from '../../engine/operations/contents/content-source.ts'
import { factsOf } from '../../engine/operations/contents/library-facts.ts'
import { createSigner } from '../../engine/rdc/sign.ts'
import { inlineCrew } from '../../engine/scan/crew.ts'
import { scanLibrary } from '../../engine/scan/scan.ts'
import { diskWriter } from '../../engine/write/disk-writer.ts'
import type { WritableStore } from '../../engine/write/writable-store.ts'
import { compare, type Line } from './compare.ts'

// In memory where there is a file system for it, as the targets were seen; what is durable on a real disk.
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
const [place = memory, countText = '10000', roundsText = '5'] = process.argv.slice(2)
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

/** The whole way: read and hash the source, plan, write, name. */
async function ingest(change: (store: WritableStore) => WritableStore, signed: boolean): Promise<void> {
  const root = fresh('library')
  const library = join(root, 'SCCMContentLib')
  for (const part of ['PkgLib', 'DataLib', 'FileLib']) mkdirSync(join(library, part), { recursive: true })
  mkdirSync(join(library, 'cmdp-operation'))
  const store = change(diskWriter([{ drive: 'D:', library, root }]))
  const reader = diskFolder(source)
  const turn = (): Promise<void> => Promise.resolve()
  const read = await readSource(reader, {
    signer: signed ? () => createSigner() : undefined,
    keepBytes: 512 * 1024 * 1024,
    turn,
  })
  const { index } = await scanLibrary(inlineCrew(store), { level: 1, now: 0 })
  const plan = planAdd(
    factsOf(viewOf(index), store, 0),
    { packageId: 'ABC00001', contentId: undefined, version: undefined },
    read,
  )
  const applied = await applyPlan(store, plan, { places: { source: reader }, pause: turn })
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
  execFileSync('sync', ['-f', base])
}

makeSource()
const lines: Line[] = []
try {
  lines.push(
    await compare(
      'I1 add, not flushed / (openssl dgst + cp -r)',
      0.6,
      rounds,
      opensslAndCopy,
      () => ingest(withoutFlush, false),
      clean,
    ),
  )
  lines.push(
    await compare(
      '   the same with signatures',
      undefined,
      rounds,
      opensslAndCopy,
      () => ingest(withoutFlush, true),
      clean,
    ),
  )
  target = disk
  if (hasOstree)
    lines.push(
      await compare('I2 add, durable / ostree commit', 1, rounds, ostreeCommit, () => ingest(same, false), clean),
    )
  else process.stdout.write('did not run: ostree is not installed\n')
} finally {
  for (const folder of [base, disk]) rmSync(folder, { recursive: true, force: true })
}
for (const { name, value, target: budget, good, detail } of lines) {
  const wanted = budget === undefined ? '' : `target ${budget.toFixed(2)}, ${good ? 'met' : 'MISSED'}`
  process.stdout.write(`${name.padEnd(50)} ${value.toFixed(2)}x  ${wanted}  ${detail}\n`)
}
process.exitCode = lines.every(({ good }) => good) ? 0 : 1
