// RDC on files of every size: random edits are rebuilt exactly, in bounded memory.
import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signatureOf } from '../../engine/rdc/sign.ts'
import { costOf, type Cost } from '../bench/process-cost.ts'
import { edited, randomBytesOf } from '../support/file-edits.ts'
import { seededRandom } from '../support/random.ts'
import { repository } from '../support/sources.ts'

const MB = 1024 * 1024
const mostMemory = 150 * MB

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cmdp-rdc-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)
const rdc = (verb: string, ...args: string[]): Cost =>
  costOf(process.execPath, [join(repository, 'agent/cmdp.mjs'), 'rdc', verb, ...args], at('said'))

describe.each([
  { size: 0, edits: 1 },
  { size: 1, edits: 2 },
  { size: 65_535, edits: 3 },
  { size: 65_536, edits: 0 },
  { size: 3 * MB + 1, edits: 40 },
  { size: 32 * MB, edits: 60 },
  { size: 256 * MB, edits: 12 },
])('a file of $size bytes with $edits edits', ({ size, edits }) => {
  test('is rebuilt exactly and in little memory', { timeout: 600_000 }, () => {
    const random = seededRandom(size + 1)
    const before = randomBytesOf(random, size)
    const after = edited(random, before, edits, 50_000)
    writeFileSync(at('before'), before)
    writeFileSync(at('after'), after)

    const runs = [
      rdc('delta', at('before'), at('after'), '--out', at('delta')),
      rdc('patch', at('before'), at('delta'), '--out', at('rebuilt')),
      rdc('signature', at('after'), '--out', at('after.SIG')),
    ]
    expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ])
    expect(readFileSync(at('rebuilt')).equals(after)).toBe(true)
    expect(readFileSync(at('after.SIG')).equals(signatureOf(after))).toBe(true)
    const peaks = runs.map(({ peak }) => peak)
    const words = peaks.map((peak) => (peak / MB).toFixed(0)).join(', ')
    process.stdout.write(`${size} bytes, ${edits} edits: at most ${words} MB\n`)
    for (const peak of peaks) expect(peak).toBeLessThan(mostMemory)
  })
})

test('Ctrl-C ends the work with its exit code, and leaves nothing behind', async () => {
  const target = join(folder, 'interrupted')
  mkdirSync(target)
  const random = seededRandom(3)
  const block = randomBytesOf(random, 16 * MB)
  const seed = join(target, 'seed')
  writeFileSync(seed, '')
  for (let written = 0; written < 24; written++) appendFileSync(seed, block)

  const child = spawn(
    process.execPath,
    [join(repository, 'agent/cmdp.mjs'), 'rdc', 'delta', 'seed', 'seed', '--out', 'delta'],
    {
      cwd: target,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  // The output's own file is made right before the reading begins.
  while (child.exitCode === null && !readdirSync(target).some((name) => name.endsWith('.cmdp-part'))) await nextTurn()
  child.kill('SIGINT')
  expect(await ended).toBe(2)
  expect(said).toBe('cmdp: Interrupted: Comparing; nothing was written\n')
  expect(readdirSync(target)).toEqual(['seed'])
})

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
