// A program: our HTTP server with metrics behind it, on a free port of 127.0.0.1, which it prints as its first line.
// Reads commands from standard input, one JSON object a line, and answers each with the line `done`:
//   {"steps":[…]}  counted and committed      {"failing":[…runs]}  present from now on      {"flood":10000}  invented packages
import { createInterface } from 'node:readline'
import { systemClock } from '../../agent/clock.ts'
import type { Run, Step } from '../../engine/distribution/run.ts'
import { createMetrics, serveHttp, type Present } from '../../exporters/index.ts'
import { aFailure, aRun } from './distribution-steps.ts'

type Command = { readonly steps?: readonly Step[]; readonly failing?: readonly Run[]; readonly flood?: number }

let present: Present = { runs: [], failingPackages: [] }
const metrics = createMetrics({
  limits: { perFamily: 500, total: 10_000 },
  present: () => present,
  clock: systemClock,
  known: { logs: ['distmgr', 'pkgxfermgr'], distributionPoints: ['PS1DP1.CONTOSO.COM'], signals: ['traces'] },
})
metrics.agent.build({ version: '0.1.0', revision: 'test', nodeVersion: process.version, rulesVersion: '1' })

const server = await serveHttp({
  agent: {
    render: metrics.render,
    notReady: () => undefined,
    distributions: () => [],
    distribution: () => undefined,
    library: () => undefined,
    reload: () => Promise.resolve(undefined),
  },
  telemetryPath: '/metrics',
  enableLifecycle: false,
  ownNames: [],
  version: '0.1.0',
  host: 'PS1SITE.CONTOSO.COM',
  listen: ['127.0.0.1:0'],
  clock: systemClock,
  failed: (error) => console.error(error),
})
console.log(server.addresses[0])

const example = { traceId: '53066faf87dcf1ea6e177c9b6b639009', spanId: '9bda963fe4dbff7c' }

for await (const line of createInterface({ input: process.stdin })) {
  const { steps = [], failing, flood = 0 } = JSON.parse(line) as Command
  for (const step of steps) metrics.apply(step, example)
  if (failing !== undefined) present = { runs: failing.map(asPresent), failingPackages: [] }
  for (let index = 0; index < flood; index += 1) floodWith(index)
  if (flood > 0)
    present = { runs: Array.from({ length: flood }, (_none, index) => asPresent(invented(index))), failingPackages: [] }
  metrics.stage()
  metrics.committed()
  console.log('done')
}
await server.close()

function floodWith(index: number): void {
  const run = invented(index)
  metrics.apply({ kind: 'began', run })
  metrics.apply({
    kind: 'attemptFailed',
    run,
    stage: 'transfer',
    code: `0x${index.toString(16).toUpperCase().padStart(8, '0')}`,
  })
}

function invented(index: number): Run {
  return aRun({ packageId: `X${index}`, dp: `DP${index}.EVIL"\n\\`, outcome: 'failure', failure: aFailure() })
}

function asPresent(run: Run): { run: Run; open: boolean; stalled: undefined } {
  return { run, open: false, stalled: undefined }
}
