import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Cost = {
  /** User and system time of the whole process, its start included; seconds. */
  readonly cpu: number
  /** Most memory a Node process had resident; bytes. 0 for other programs. */
  readonly peak: number
  readonly code: number
  readonly stderr: string
}

/** Written by a Node process as it ends: its peak in KiB. */
const peakHook = `data:text/javascript,${encodeURIComponent(
  "import { writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync(process.env.CMDP_BENCH_PEAK, String(process.resourceUsage().maxRSS)))",
)}`

/** Runs a program to its end; its standard output goes to a file. The shell's `times` tells what it cost (POSIX). */
export function costOf(program: string, args: readonly string[], output: string): Cost {
  const peakFile = join(tmpdir(), `cmdp-peak-${process.pid}`)
  writeFileSync(peakFile, '0')
  const out = openSync(output, 'w')
  const problems = openSync(`${peakFile}-problems`, 'w+')
  const timesFile = `${peakFile}-times`
  const run = spawnSync(
    'sh',
    ['-c', '"$@"; code=$?; times > "$CMDP_BENCH_TIMES"; exit $code', 'sh', program, ...args],
    {
      stdio: ['ignore', out, problems],
      env: {
        ...process.env,
        CMDP_BENCH_PEAK: peakFile,
        CMDP_BENCH_TIMES: timesFile,
        NODE_OPTIONS: `--import=${peakHook}`,
      },
    },
  )
  closeSync(out)
  closeSync(problems)
  const stderr = readFileSync(`${peakFile}-problems`, 'utf8').slice(0, 2000)
  if (run.status === null) throw new Error(`${program} was ended by ${run.signal ?? String(run.error)}: ${stderr}`)
  const [, ofChildren = ''] = readFileSync(timesFile, 'utf8').split('\n')
  const cpu = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, min, sec]) => sum + Number(min) * 60 + Number(sec),
    0,
  )
  const peak = Number(readFileSync(peakFile, 'utf8')) * 1024
  for (const path of [peakFile, timesFile, `${peakFile}-problems`]) rmSync(path, { force: true })
  return { cpu, peak, code: run.status ?? -1, stderr }
}
