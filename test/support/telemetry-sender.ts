// A program: the agent's telemetry without the agent. Reads one JSON object from standard input, sends, prints what the
// metrics then say of the exports, and ends.
import { systemClock } from '../../agent/clock.ts'
import type { Run, Step } from '../../engine/distribution/run.ts'
import { createMetrics, createTraces, type EntryFacts, type OtlpSettings } from '../../exporters/index.ts'

export type Sending = {
  readonly settings: OtlpSettings
  readonly host: string
  readonly role: 'site-server' | 'dp'
  readonly steps: readonly Step[]
  readonly entries?: readonly { readonly entry: EntryFacts; readonly run?: Run }[]
  /** Every span so many times; for queues that overflow. */
  readonly repeat?: number
}

const parts: Buffer[] = []
for await (const part of process.stdin) parts.push(part as Buffer)
const { settings, host, role, steps, entries = [], repeat = 1 } = JSON.parse(Buffer.concat(parts).toString()) as Sending

const metrics = createMetrics({
  limits: { perFamily: 500, total: 10_000 },
  present: () => ({ runs: [], failingPackages: [] }),
  clock: systemClock,
  known: { logs: ['pkgxfermgr'], distributionPoints: [], signals: ['traces', 'logs', 'metrics'] },
})
const traces = await createTraces({
  settings,
  environment: process.env,
  instanceId: '6f1c1f5e-8f0e-4b53-9d3c-1f0a1d9e7a11',
  version: '0.1.0',
  host,
  site: 'PS1',
  role,
  metrics,
  clock: systemClock,
  warn: (text) => console.error(text),
})
for (let time = 0; time < repeat; time += 1) {
  for (const step of steps) metrics.apply(step, traces.apply(step))
}
for (const { entry, run } of entries) traces.log(entry, run)
metrics.stage()
metrics.committed()
await traces.flush()
const { body } = await metrics.render(undefined)
console.log(
  body
    .split('\n')
    .filter((line) => line.startsWith('cmdp_agent_export'))
    .join('\n'),
)
console.log(`OpenTelemetry loaded: ${isLoaded()}`)
await traces.close(1_000)

/** Was OpenTelemetry loaded at all? Its API leaves a global mark. */
function isLoaded(): boolean {
  return Object.getOwnPropertySymbols(globalThis).some((symbol) => String(symbol).includes('opentelemetry'))
}
