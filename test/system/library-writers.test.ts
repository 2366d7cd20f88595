// Two real writers at the same time and ten readers beside them, on one library whose packages share files.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { thisWriter, writerLives } from '../../agent/library/change/process-start.ts'
import { diskWriter } from '../../engine/write/disk-writer.ts'
import { takeLock } from '../../engine/write/writer-lock.ts'
import { startProgram } from '../support/child-program.ts'
import { differences, type LibraryModel } from '../support/library-model.ts'
import { modelAfter, randomFiles, randomOperation } from '../support/random-operations.ts'
import { seededRandom } from '../support/random.ts'
import { commandFor, makeLibrary, readerOf, rootsIn, writeSource } from '../support/real-library.ts'
import type { Operation } from '../support/operation-world.ts'
import { runCmdp } from '../support/run-cmdp.ts'
import { repository } from '../support/sources.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-writers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Ended = { readonly code: number; readonly stdout: string }

/** The built command, so that two start at the same moment. */
const run = (args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, [join(repository, 'dist', 'cmdp.mjs'), ...args], (error, stdout) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 2, stdout })
    })
  })

type Seen = { readonly looks: number; readonly stayed: readonly string[] }

async function startReader(library: string): Promise<() => Promise<Seen>> {
  const child = await startProgram('library-watcher')
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stdin.write(`${library}\n`)
  return () =>
    new Promise((resolve) => {
      child.on('close', () => resolve(JSON.parse(said) as Seen))
      child.stdin.end()
    })
}

/** Something for each of two writers, on packages of their own; the files come from one small set. */
function twoOperations(seed: number, model: LibraryModel): readonly Operation[] {
  const random = seededRandom(seed)
  return [0, 1].map((writer) => {
    const own = [...model].filter(([id]) => Number.parseInt(id.slice(-1), 16) % 2 === writer)
    const [packageId] = own[random.below(Math.max(1, own.length))] ?? []
    const free = `ABC0${(seed % 256).toString(16).toUpperCase().padStart(2, '0')}0${writer}`
    if (packageId === undefined || own.length < 3) return { kind: 'add', packageId: free, files: randomFiles(random) }
    const operation = randomOperation(random, new Map([[packageId, model.get(packageId)!]]))
    const fits = ('what' in operation ? operation.what : operation.packageId).startsWith(packageId)
    return fits && operation.kind !== 'add' ? operation : { kind: 'remove', what: packageId }
  })
}

const isTold = ({ code, stdout }: Ended): boolean =>
  code === 1 && /the library is being changed by process \d+ on \S+ since \d/.test(stdout)

test(
  '50 times two writers and ten readers: nobody loses a user, and who was told to wait can do it afterwards',
  { timeout: 600_000 },
  async () => {
    await runCmdp(['--version']) // builds what is run here
    const library = join(folder, 'library')
    makeLibrary(library)
    const readers = await Promise.all(Array.from({ length: 10 }, () => startReader(library)))
    let model: LibraryModel = new Map()
    const wrong: string[] = []
    const told = { applied: 0, refused: 0 }
    for (let seed = 1; seed <= 50; seed++) {
      const operations = twoOperations(seed, model)
      const commands = operations.map((operation, at) => {
        const source = join(folder, `source-${seed}-${at}`)
        if ('files' in operation) writeSource(source, operation.files)
        return commandFor(operation, library, source)
      })
      const ended = await Promise.all(commands.map(run))
      // Whether they meet is chance; on a slow machine each may tell the other to wait.
      for (const at of commands.keys()) {
        if (!isTold(ended[at]!)) continue
        told.refused++
        ended[at] = await run(commands[at]!)
      }
      ended.forEach(({ code, stdout }, at) => {
        const after = modelAfter(model, operations[at]!)
        if (code === 0) told.applied++
        else if (after !== undefined) wrong.push(`seed ${seed}: ${code} ${stdout}`)
        if (code === 0) model = after ?? model
      })
      for (const one of await differences(readerOf(library), model)) wrong.push(`seed ${seed}: ${one}`)
    }
    const seen = await Promise.all(readers.map((end) => end()))
    const looks = seen.reduce((sum, reader) => sum + reader.looks, 0)
    process.stdout.write(
      `50 seeds: ${told.applied} applied, ${told.refused} told to wait, ${looks} looks of 10 readers, ${wrong.length} bad\n`,
    )
    expect(wrong).toEqual([])
    expect(seen.flatMap(({ stayed }) => stayed)).toEqual([])
    expect(told.applied).toBeGreaterThanOrEqual(50)
    expect(Math.min(...seen.map(({ looks }) => looks))).toBeGreaterThan(0)
  },
)

test('the second writer is told who is first, and changes nothing', { timeout: 300_000 }, async () => {
  const library = join(folder, 'busy')
  const source = join(folder, 'busy-source')
  makeLibrary(library)
  writeSource(source, { 'a.txt': 'a' })
  const add: Operation = { kind: 'add', packageId: 'XYZ00001', files: { 'a.txt': 'a' } }
  const me = thisWriter(Date.now())
  const lock = await takeLock(diskWriter(rootsIn(library)), me, { token: 'first', lives: writerLives, pause: sleep })
  if (lock.held !== undefined) throw new Error('nobody else writes to it')
  const before = hashOfTree(library, /cmdp-operation/)
  const second = await run(commandFor(add, library, source))
  expect(second.code).toBe(1)
  expect(second.stdout).toContain(
    `the library is being changed by process ${process.pid} on ${me.host} since ${me.since}`,
  )
  expect(hashOfTree(library, /cmdp-operation/)).toBe(before)
  lock.release()
  expect((await run(commandFor(add, library, source))).code).toBe(0)
})

/** Names, bytes and times of everything below a folder, but what `without` names. */
function hashOfTree(place: string, without?: RegExp): string {
  const digest = createHash('sha256')
  for (const name of (readdirSync(place, { recursive: true }) as string[]).sort()) {
    if (without?.test(name) === true) continue
    const path = join(place, name)
    const status = statSync(path, { bigint: true })
    digest.update(`${name} ${status.mode} ${status.mtimeNs}\n`)
    if (status.isFile()) digest.update(readFileSync(path))
  }
  return digest.digest('hex')
}

test('without --apply not a byte, a name or a time changes', { timeout: 600_000 }, async () => {
  const library = join(folder, 'library')
  const source = join(folder, 'plan-source')
  writeSource(source, { 'a.txt': 'a', 'docs/b.txt': 'something new' })
  const before = hashOfTree(folder)
  const [known = 'ABC00000'] = (readdirSync(join(library, 'D', 'SCCMContentLib', 'PkgLib')) as string[]).map((name) =>
    name.slice(0, 8),
  )
  const operations: readonly Operation[] = [
    { kind: 'add', packageId: 'XYZ00001', files: { 'a.txt': '' } },
    { kind: 'update', packageId: known, files: { 'a.txt': '' } },
    { kind: 'redistribute', what: known, files: { 'a.txt': '' } },
    { kind: 'remove', what: known },
  ]
  for (const operation of operations) {
    const args = commandFor(operation, library, source).filter((word) => word !== '--apply')
    const { stdout } = await run([...args, '--json'])
    const plan = JSON.parse(stdout) as { operation: string; steps: unknown[]; refusals: unknown[]; applied?: boolean }
    expect(plan.operation).toBe(operation.kind)
    expect(plan.steps.length + plan.refusals.length).toBeGreaterThan(0)
    expect(plan).not.toHaveProperty('applied')
    expect(hashOfTree(folder)).toBe(before)
  }
})
