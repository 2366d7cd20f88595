// What it costs to read logs, against public tools on the same log in the same run (performance.md of the project's
// targets: H, L rows). Costs are processor seconds of whole processes: the machine may be busy with other things.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Line } from './compare.ts'
import { generateLog } from './generate-log.ts'
import { mtailProgram, rowExpressions } from './mtail-program.ts'
import { costOf, type Cost } from './process-cost.ts'

const MB = 1024 * 1024

/** Most memory while a log is read, whatever it holds; bytes. */
const memoryBudget = 150 * MB

export type LogBenchOptions = {
  /** Folder for the logs; a fresh one. */
  readonly folder: string
  /** Bundles of `agent/cmdp.mjs` and `ingest-main.ts`. */
  readonly cmdp: string
  readonly ingest: string
  readonly bytes: number
  readonly rounds: number
}

export function logBench({ folder, cmdp, ingest, bytes, rounds }: LogBenchOptions): Line[] {
  const log = join(folder, 'site.log')
  const { lines, known } = generateLog(log, bytes)
  const output = join(folder, 'output')
  const cmdpCost = (...args: string[]): Cost => costOf(process.execPath, [cmdp, ...args], output)
  const ingestCost = (mode: string): Cost => costOf(process.execPath, [ingest, mode, log], output)
  const ours = ingestCost('full')
  const found = JSON.parse(readFileSync(output, 'utf8')) as Record<string, number>
  const matched = Object.values(found).reduce((sum, count) => sum + count, 0)

  const results: Line[] = [
    {
      name: 'lines recognised',
      value: matched / lines,
      target: undefined,
      good: ours.code === 0 && matched === known,
      detail: `${matched} of ${lines} lines in ${(bytes / MB).toFixed(0)} MB; ${known} are known`,
    },
  ]
  if (installed('mtail')) {
    const program = join(folder, 'catalogue.mtail')
    writeFileSync(program, mtailProgram())
    const mtail = (): Cost =>
      costOf('mtail', ['--one_shot', '--one_shot_format', 'prometheus', '--progs', program, '--logs', log], output)
    results.push(
      ratio('cmdp analyze against mtail with the same catalogue', 5, rounds, mtail, () =>
        cmdpCost('analyze', '--json', log),
      ),
    )
    mtail()
    const theirs = matchesOf(readFileSync(output, 'utf8'))
    const differing = [...new Set([...Object.keys(found), ...theirs.keys()])].filter(
      (id) => found[id] !== theirs.get(id),
    )
    results.push({
      name: 'both match the same lines, row by row',
      value: differing.length,
      target: undefined,
      good: differing.length === 0,
      detail: differing.length === 0 ? `${theirs.size} rows` : `differ in ${differing.join(', ')}`,
    })
  } else results.push(absent('mtail'))
  if (installed('rg')) {
    const expressions = join(folder, 'expressions')
    writeFileSync(expressions, hottest(found, 60).join('\n'))
    const search = (): Cost => costOf('rg', ['-c', '-f', expressions, log], output)
    results.push(
      ratio('split, parse, recognise against rg with the 60 hottest rows', 0.6, rounds, search, () =>
        ingestCost('full'),
      ),
    )
  } else results.push(absent('ripgrep'))
  if (installed('python3')) {
    const iterate = (): Cost => costOf('python3', ['-c', `for line in open(${JSON.stringify(log)}): pass`], output)
    results.push(
      ratio('split and parse against line iteration in CPython', 0.8, rounds, iterate, () => ingestCost('parse')),
    )
  } else results.push(absent('python3'))
  results.push(
    ratio(
      'split, parse, recognise against readline and one expression after the other',
      5,
      rounds,
      () => ingestCost('naive'),
      () => ingestCost('full'),
    ),
  )

  const long = join(folder, 'long.log')
  writeFileSync(
    long,
    Buffer.concat([
      Buffer.alloc(100 * MB, 0x78),
      Buffer.from('  $$<A><01-05-2026 09:00:00.000-60><thread=1 (0x1)>\r\n'),
    ]),
  )
  results.push(
    memory('memory of cmdp analyze', cmdpCost('analyze', '--json', log)),
    memory('memory of cmdp analyze, one line of 100 MB', cmdpCost('analyze', '--json', long)),
    memory('memory of cmdp parse', cmdpCost('parse', log)),
  )
  return results
}

function ratio(name: string, target: number, rounds: number, yardstick: () => Cost, ours: () => Cost): Line {
  const ratios: number[] = []
  let [theirLeast, ourLeast] = [Infinity, Infinity]
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0 ? yardstick() : ours()
    const second = round % 2 === 0 ? ours() : yardstick()
    const [theirs, own] = round % 2 === 0 ? [first.cpu, second.cpu] : [second.cpu, first.cpu]
    ratios.push(theirs / own)
    theirLeast = Math.min(theirLeast, theirs)
    ourLeast = Math.min(ourLeast, own)
  }
  const value = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? 0
  const detail = `least ${theirLeast.toFixed(2)} s against ${ourLeast.toFixed(2)} s of processor time, ${rounds} rounds`
  return { name, value, target, good: value >= target, detail }
}

const memory = (name: string, { peak, code, stderr }: Cost): Line => ({
  name,
  value: peak / memoryBudget,
  target: undefined,
  good: peak > 0 && peak < memoryBudget && code < 2,
  detail: `${(peak / MB).toFixed(0)} MB of ${memoryBudget / MB} MB at most${code < 2 ? '' : `; ${stderr.slice(0, 200)}`}`,
})

const absent = (name: string): Line => ({
  name: `against ${name}`,
  value: 0,
  target: undefined,
  good: process.env['CI'] !== 'true',
  detail: `not run: ${name} is not installed`,
})

const installed = (name: string): boolean => spawnSync('which', [name]).status === 0

function hottest(found: Readonly<Record<string, number>>, count: number): string[] {
  const expressions = rowExpressions()
  const known = [...expressions.keys()].sort((one, other) => (found[other] ?? 0) - (found[one] ?? 0))
  return known.slice(0, count).map((id) => expressions.get(id) ?? '')
}

/** Rows and counts of `matched{…,signature="DM-022"} 1323`. */
function matchesOf(text: string): Map<string, number> {
  const lines = text.matchAll(/^matched\{[^}]*signature="([^"]+)"[^}]*\} (\d+)/gm)
  return new Map([...lines].map(([, id = '', count]) => [id, Number(count)]))
}
