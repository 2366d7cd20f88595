// `cmdp lab`: runs the scenario until its end or Ctrl-C, then says what there is to look at.
import { join } from 'node:path'
import { systemClock } from '../clock.ts'
import { printJson, print } from '../terminal/output.ts'
import { printable } from '../terminal/printable.ts'
import { readScenario } from './read-scenario.ts'
import { runLab, type LabRun } from './run-lab.ts'

export type LabCommand = {
  readonly scenario: string
  readonly out: string
  readonly speed: number
  readonly rolloverBytes: number
  readonly json: boolean
}

export async function labCommand({ scenario, out, speed, rolloverBytes, json }: LabCommand): Promise<void> {
  const story = await readScenario(scenario)
  const stop = new AbortController()
  const end = (): void => stop.abort()
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const name of signals) process.once(name, end)
  try {
    const run = await runLab(story, { out, speed, rolloverBytes, clock: systemClock, signal: stop.signal })
    if (json) await printJson(summary(run, out))
    else await print(`${printable(words(run, out, stop.signal.aborted).join('\n'))}\n`)
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

function words({ lines, lasted, simulation }: LabRun, out: string, interrupted: boolean): readonly string[] {
  const hours = (lasted / 3_600_000).toFixed(1)
  return [
    `${interrupted ? 'Interrupted after' : 'Ran'} ${hours} hours of virtual time: ${String(simulation.hierarchy.deliveries.count)} distributions, ${String(lines)} lines`,
    `Logs   ${join(out, 'logs')}`,
    `Truth  ${join(out, 'truth.json')}`,
    `Next   cmdp analyze ${join(out, 'logs')}`,
  ]
}
