// The state after the worst: killed between any two instructions, the disk full, the files flipped and cut.
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openState, type StateStore } from '../../../agent/state/state-store.ts'
import { startProgram } from '../../support/child-program.ts'
import { manualClock } from '../../support/manual-clock.ts'
import { seededRandom } from '../../support/random.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const clock = manualClock(Date.UTC(2026, 0, 5, 8))

/** A process of its own is waited for, however busy the machine is. */
const patience = { timeout: 100_000, interval: 1 }

/** The one batch whose records the store holds. Fails when it holds records of several. */
async function batchIn(store: StateStore): Promise<number> {
  const batches = (await store.read('part')).map(({ value }) => (value as { batch: number }).batch)
  const [last] = await store.read('count')
  expect(new Set(batches)).toEqual(new Set(last === undefined ? [] : [last.value]))
  return Number(last?.value ?? 0)
}

test('killed 12 times while it commits: always one whole batch, and never less than what was said to be durable', async () => {
  const folder = temporaryFolder()
  const random = seededRandom(1)
  for (let times = 0; times < 12; times++) {
    const child = await startProgram('state-writer', { CMDP_TEST_STATE: folder })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
    await vi.waitFor(() => expect(said).toContain('\n'), patience)
    await new Promise((resolve) => setTimeout(resolve, random.below(60)))
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGKILL')
    await ended
    const durable = Number(said.trimEnd().split('\n').at(-1))
    const store = await openState(folder, clock)
    expect(store.setAside).toBeUndefined()
    expect(await batchIn(store)).toBeGreaterThanOrEqual(durable)
    await store.close()
  }
}, 240_000)

test('killed during its very first start, wherever that is: no state was there yet, and none is said to be damaged', async () => {
  const made = temporaryFolder()
  await (await openState(made, clock)).close()
  const random = seededRandom(3)
  const leftovers = readdirSync(join(made, 'data'))
  expect(leftovers).toContain('CURRENT')
  const from = random.below(leftovers.length)
  const inSomeOrder = [...leftovers.slice(from), ...leftovers.slice(0, from)]
  for (let count = 0; count <= leftovers.length; count++) {
    // What was begun holds some of its files, the last of them cut anywhere.
    const folder = temporaryFolder()
    cpSync(made, folder, { recursive: true })
    renameSync(join(folder, 'data'), join(folder, 'data-begun'))
    const kept = inSomeOrder.slice(0, count)
    for (const name of leftovers) if (!kept.includes(name)) rmSync(join(folder, 'data-begun', name))
    const last = kept.at(-1)
    if (last !== undefined) truncateSync(join(folder, 'data-begun', last), random.below(20))
    const store = await openState(folder, clock)
    expect([store.setAside, await batchIn(store)]).toEqual([undefined, 0])
    await store.commit([{ part: 'count', key: 'last', value: 1 }])
    await store.close()
    expect(readdirSync(folder).sort()).toEqual(['data', 'owner'])
  }
  for (let times = 0; times < 6; times++) {
    const folder = join(temporaryFolder(), 'state')
    const child = await startProgram('state-writer', { CMDP_TEST_STATE: folder })
    const ended = new Promise((resolve) => child.once('close', resolve))
    // They come in this order, and `data-begun` stays a moment only: it may be over before we look.
    const stages = ['owner', 'data-begun', 'data'].slice(times % 3)
    await vi.waitFor(() => expect(readdirSync(folder).some((name) => stages.includes(name))).toBe(true), patience)
    child.kill('SIGKILL')
    await ended
    const store = await openState(folder, clock)
    expect(store.setAside, `killed when ${stages.join(' or ')} was there`).toBeUndefined()
    await store.close()
  }
}, 240_000)

test('a disk that is full, and then is not: the old state is kept, and the next commit succeeds', async () => {
  const folder = temporaryFolder()
  const child = await startProgram('state-writer', { CMDP_TEST_STATE: folder })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line))
  const told = (what: RegExp) =>
    vi.waitFor(() => expect(said.filter((line) => what.test(line)).length).toBeGreaterThan(2), patience)
  await told(/^\d+$/)
  execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=4096:']) // A file may not grow beyond 4 KiB now.
  await told(/^failed: Could not write .*File too large/)
  const durable = Number(said.filter((line) => /^\d+$/.test(line)).at(-1))
  said = []
  execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:'])
  await told(/^\d+$/)
  expect(Number(said.find((line) => /^\d+$/.test(line)))).toBe(durable + 1)
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGKILL')
  await ended
  const store = await openState(folder, clock)
  expect(await batchIn(store)).toBeGreaterThan(durable)
  await store.close()
}, 240_000)

/** A folder with a journal and tables, from 40 batches of which the last must be kept in whole or not at all. */
async function written(): Promise<string> {
  const folder = join(temporaryFolder(), 'state')
  for (let run = 0; run < 2; run++) {
    const store = await openState(folder, clock)
    for (let batch = run * 20 + 1; batch <= run * 20 + 20; batch++) {
      const changes = Array.from({ length: 10 }, (_, key) => ({ part: 'part', key: String(key), value: { batch } }))
      await store.commit([...changes, { part: 'count', key: 'last', value: batch }])
    }
    await store.close()
  }
  return folder
}

type Damage = (path: string) => void

function damages(random = seededRandom(2)): readonly (readonly [string, Damage])[] {
  const flip = (path: string): void => {
    const bytes = readFileSync(path)
    if (bytes.length === 0) return
    const at = random.below(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
    writeFileSync(path, bytes)
  }
  return [
    ['removed', (path) => rmSync(path)],
    ['emptied', (path) => truncateSync(path, 0)],
    ['full of zeros', (path) => writeFileSync(path, Buffer.alloc(statSync(path).size))],
    ...Array.from({ length: 6 }, (_, n): [string, Damage] => [
      `cut to ${n + 1}/7`,
      (path) => truncateSync(path, Math.floor((statSync(path).size * (n + 1)) / 7)),
    ]),
    ...Array.from({ length: 12 }, (_, n): [string, Damage] => [`flipped (${n})`, flip]),
  ]
}

test('whatever is done to its files, it is one of the batches, or it is set aside and told', async () => {
  const whole = await written()
  const names = ['data', 'owner'].flatMap((part) => readdirSync(join(whole, part)).map((name) => join(part, name)))
  let setAside = 0
  for (const [what, damage] of damages()) {
    for (const name of names) {
      const folder = join(temporaryFolder(), 'state')
      cpSync(whole, folder, { recursive: true })
      damage(join(folder, name))
      const store = await openState(folder, clock)
      const batch = await batchIn(store)
      if (store.setAside !== undefined) setAside++
      expect(batch > 0 || store.setAside !== undefined, `${name} ${what}: forgot everything without a word`).toBe(true)
      if (store.setAside !== undefined) expect(batch).toBe(0)
      await store.commit([{ part: 'count', key: 'last', value: 1 }])
      await store.close()
    }
  }
  expect(setAside, 'the damage did something').toBeGreaterThan(30)
}, 240_000)
