// Two real writers at the same time and ten readers beside them, on one library whose packages share files.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startProgram } from '../support/child-program.ts'
import { differences, type LibraryModel } from '../support/library-model.ts'
import { modelAfter, randomFiles, randomOperation } from '../support/random-operations.ts'
import { seededRandom } from '../support/random.ts'
import { commandFor, makeLibrary, readerOf, writeSource } from '../support/real-library.ts'
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

async function startReader(library: string): Promise<() => Promise<{ looks: number; stayed: readonly string[] }>> {
  const child = await startProgram('library-watcher')
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stdin.write(`${library}\n`)
  return () =>
    new Promise((resolve) => {
      child.on('close', () => resolve(JSON.parse(said) as { looks: number; stayed: string[] }))
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

test(
  '50 times two writers and ten readers: nobody loses a user, the second one is told who is first',
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
      const ended = await Promise.all(
        operations.map((operation, at) => {
          const source = join(folder, `source-${seed}-${at}`)
          if ('files' in operation) writeSource(source, operation.files)
          return run(commandFor(operation, library, source))
        }),
      )
      ended.forEach(({ code, stdout }, at) => {
        const operation = operations[at]!
        const busy = /the library is being changed by process \d+ on \S+ since \d/.test(stdout)
        if (code === 0) told.applied++
        else if (busy && code === 1) told.refused++
        else if (modelAfter(model, operation) !== undefined) wrong.push(`seed ${seed}: ${code} ${stdout}`)
        if (code === 0) model = modelAfter(model, operation) ?? model
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
    expect(told.refused).toBeGreaterThan(0)
  },
)

/** Names, bytes and times of everything below a folder. */
function hashOfTree(place: string): string {
  const digest = createHash('sha256')
  for (const name of (readdirSync(place, { recursive: true }) as string[]).sort()) {
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
