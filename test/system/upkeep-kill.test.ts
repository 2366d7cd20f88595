// transfer, merge and sweep as real commands, killed (SIGKILL) in the middle: one of the two places is always whole, and
// the same command, or the one of the new place, brings it to its end.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { writeExample } from '../support/example-library.ts'
import { installed } from '../support/installed.ts'
import { changingCalls, killedAt, openingsOf, type Kill } from '../support/killed-command.ts'
import { runCmdp } from '../support/run-cmdp.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-upkeep-kill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Every so many calls of one name, so that the cases fit into two minutes; in memory every call is cut. */
const stride = 13

type Job = {
  readonly name: string
  readonly make: (root: string) => void
  readonly args: (root: string) => readonly string[]
  /** Drives of the library before and after, the primary first. */
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly packages: number
}

const place = (root: string, [primary = 'D', ...others]: readonly string[]): readonly string[] => [
  '--library',
  join(root, primary, 'SCCMContentLib'),
  ...others.flatMap((drive) => ['--drive', `${drive}:=${join(root, drive)}`]),
]
const example = (root: string): void => {
  writeExample(root)
  mkdirSync(join(root, 'F'))
}
const move = (root: string, drives: readonly string[], ...more: readonly string[]): readonly string[] => [
  'library',
  ...more,
  ...place(root, drives),
  '--apply',
  '--delete-source',
  '--workers',
  '1',
]

const jobs: readonly Job[] = [
  {
    name: 'transfer',
    make: example,
    args: (root) => move(root, ['D', 'E', 'F'], 'transfer', '--from', 'D:', '--to', 'F:'),
    before: ['D', 'E'],
    after: ['F', 'E'],
    packages: 2,
  },
  {
    name: 'merge',
    make: example,
    args: (root) => move(root, ['D', 'E'], 'merge', '--into', 'D:'),
    before: ['D', 'E'],
    after: ['D'],
    packages: 2,
  },
  {
    name: 'sweep',
    make: (root) => {
      example(root)
      rmSync(join(root, 'D', 'SCCMContentLib', 'PkgLib', 'ABC0000A.INI'))
    },
    args: (root) => [
      'library',
      'sweep',
      ...place(root, ['D', 'E']),
      '--plan',
      join(root, 'sweep.json'),
      '--apply',
      '--workers',
      '1',
    ],
    before: ['D', 'E'],
    after: ['D', 'E'],
    packages: 1,
  },
]

/** `2 packages, nothing fatal` of a library; what is wrong otherwise. */
async function stateOf(root: string, drives: readonly string[]): Promise<string> {
  const { stdout, stderr } = await runCmdp(['library', 'scan', '--json', '--level', '2', ...place(root, drives)])
  if (stdout === '') return stderr
  const { counts, findings } = JSON.parse(stdout) as {
    counts: { packages: number }
    findings: { rule: string; severity: string; packagesAffected: string[] }[]
  }
  const grave = findings.filter(({ severity, packagesAffected }) => severity === 'fatal' && packagesAffected.length > 0)
  return `${counts.packages} packages, ${grave.map(({ rule }) => rule).join(' ') || 'nothing fatal'}`
}

/** The library of a job, and the plan of a sweep that a person has reviewed. */
async function copyOf(job: Job, root: string): Promise<void> {
  cpSync(join(folder, job.name), root, { recursive: true })
  if (job.name === 'sweep')
    await runCmdp([
      'library',
      'sweep',
      ...place(root, job.before),
      '--plan',
      join(root, 'sweep.json'),
      '--older-than',
      '0',
      '--json',
    ])
}

async function killAndLook(
  strace: string,
  job: Job,
  kill: Kill,
): Promise<{ killed: boolean; wrong: readonly string[] }> {
  const root = join(folder, `${job.name}-${kill.call}-${kill.at}`)
  await copyOf(job, root)
  const killed = await killedAt(strace, job.args(root), kill)
  const right = `${job.packages} packages, nothing fatal`
  const wrong: string[] = []
  const [old, now] = [await stateOf(root, job.before), await stateOf(root, job.after)]
  if (old !== right && now !== right) wrong.push(`neither place is whole: ${old}; ${now}`)
  const switched =
    job.before[0] !== job.after[0] && now === right && !existsSync(join(root, 'F', 'SCCMContentLib', 'cmdp-move.txt'))
  if (!switched) {
    const { code, stdout, stderr } = await runCmdp(job.args(root))
    // Killed after its last step, a merge has left nothing to recover and nothing to do, which the next one says.
    const idle = job.name === 'merge' && stdout.includes('nothing to merge') && !stderr.includes('had been cut off')
    if ((code !== 0 && !idle) || (await stateOf(root, job.after)) !== right)
      wrong.push(`the next run did not finish it: ${stdout}${stderr}`)
  }
  rmSync(root, { recursive: true })
  return { killed, wrong: wrong.map((one) => `${job.name}, ${kill.call} ${kill.at}: ${one}`) }
}

/** Two of its `openat` that make a file or open a folder for flushing. */
async function someOpenings(strace: string, job: Job): Promise<readonly Kill[]> {
  const trial = join(folder, `${job.name}-trial`)
  await copyOf(job, trial)
  const all = await openingsOf(strace, job.args(trial), trial)
  rmSync(trial, { recursive: true })
  return [all[all.length >> 2], all[(all.length * 3) >> 2]].map((at) => ({ call: 'openat', at: at ?? 1 }))
}

test('killed in the middle, a move or a sweep loses nothing and the next run finishes it', async () => {
  const strace = installed('strace')
  if (strace === undefined) return
  await runCmdp(['--version']) // builds what the cases run
  let cases = 0
  const wrong: string[] = []
  for (const job of jobs) {
    job.make(join(folder, job.name))
    writeFileSync(join(folder, job.name, 'made'), '')
    for (const one of await Promise.all(
      (await someOpenings(strace, job)).map((kill) => killAndLook(strace, job, kill)),
    )) {
      cases++
      wrong.push(...one.wrong)
    }
    for (const call of changingCalls) {
      let ended = false
      for (let at = 2; !ended; at += 2 * stride) {
        const kills = [at, at + stride].map((number) => ({ call, at: number }))
        for (const one of await Promise.all(kills.map((kill) => killAndLook(strace, job, kill)))) {
          ended ||= !one.killed
          cases++
          wrong.push(...one.wrong)
        }
      }
    }
  }
  process.stdout.write(`${cases} kills of transfer, merge and sweep, ${wrong.length} bad\n`)
  expect(wrong).toEqual([])
  expect(cases).toBeGreaterThan(15)
}, 900_000)
