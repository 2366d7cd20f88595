// `cmdp lab`: runs the scenario until its end or Ctrl-C, then says what there is to look at.
import { join } from 'node:path'
import { systemClock } from '../clock.ts'
import { printJson, print } from '../terminal/output.ts'
import { printable } from '../terminal/printable.ts'
import type { Scenario } from './scenario/load-scenario.ts'
import { readScenario } from './read-scenario.ts'
import { runLab, type LabRun } from './run-lab.ts'

export type LabCommand = {
  readonly scenario: string
  readonly out: string
  readonly speed: number
  readonly rolloverBytes: number
  /** undefined: when they are small. */
  readonly libraries: boolean | undefined
  readonly json: boolean
}

/** Bytes of libraries that are written without being asked for. */
const smallLibraries = 256 * 1024 ** 2

export async function labCommand(command: LabCommand): Promise<void> {
  const { scenario, out, speed, rolloverBytes, json } = command
  const story = await readScenario(scenario)
  const libraries = command.libraries ?? libraryBytes(story) <= smallLibraries
  const stop = new AbortController()
  const end = (): void => stop.abort()
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const name of signals) process.once(name, end)
  try {
    const run = await runLab(story, { out, speed, rolloverBytes, libraries, clock: systemClock, signal: stop.signal })
    if (json) await printJson(summary(run, out))
    else await print(`${printable(words(run, out, { interrupted: stop.signal.aborted, libraries }).join('\n'))}\n`)
  } finally {
    for (const name of signals) process.removeListener(name, end)
  }
}

const summary = ({ lines, lasted, simulation }: LabRun, out: string): object => ({
  lines,
  seconds: Math.round(lasted / 1_000),
  distributions: simulation.hierarchy.deliveries.count,
  logs: join(out, 'logs'),
  truth: join(out, 'truth.json'),
})

/** At most: every package on every DP it is sent to, its files as large as they may be. */
function libraryBytes({ plan }: Scenario): number {
  const sizes = new Map(plan.packages.map(({ id, files }) => [id, files.count * files.size.most]))
  const sent = plan.actions.filter((one) => one.do === 'distribute')
  return sent.reduce(
    (sum, one) => sum + one.to.length * one.packages.reduce((size, id) => size + (sizes.get(id) ?? 0), 0),
    0,
  )
}

function words(
  { lines, lasted, simulation }: LabRun,
  out: string,
  { interrupted, libraries }: { readonly interrupted: boolean; readonly libraries: boolean },
): readonly string[] {
  const hours = (lasted / 3_600_000).toFixed(1)
  return [
    `${interrupted ? 'Interrupted after' : 'Ran'} ${hours} hours of virtual time: ${String(simulation.hierarchy.deliveries.count)} distributions, ${String(lines)} lines`,
    `Logs       ${join(out, 'logs')}`,
    `Truth      ${join(out, 'truth.json')}`,
    libraries
      ? `Libraries  ${join(out, 'libraries')}`
      : 'Libraries  were not written: they would be large, ask with --libraries',
    `Next       cmdp analyze ${join(out, 'logs')}`,
  ]
}
