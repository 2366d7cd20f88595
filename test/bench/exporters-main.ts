// M1 and M2: a scrape at the series cap against a join of lines whose text before the value is made already, and how long
// it holds up everything else. T1: spans of real steps, sent by OTLP to a local sink, against making them alone.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { systemClock } from '../../agent/clock.ts'
import { createMetrics, createTraces } from '../../exporters/index.ts'
import { stageAttributes } from '../../exporters/traces/span-attributes.ts'
import { aRun, aStage, someTime } from '../support/distribution-steps.ts'
import { compare, report, seconds, type Line } from './compare.ts'

const rounds = Number(process.argv[2] ?? '5')

const metrics = createMetrics({
  limits: { perFamily: 2_000, total: 14_000 },
  present: () => ({ runs: [], failingPackages: [] }),
  clock: systemClock,
  known: { logs: ['distmgr', 'pkgxfermgr'], distributionPoints: [], signals: ['traces'] },
})

const lines = [...(await scrapes()), await spans()]
process.exit(report(lines))

async function scrapes(): Promise<Line[]> {
  for (let index = 0; index < 1_050; index += 1)
    metrics.apply({ kind: 'began', run: aRun({ dp: `PS1DP${index}.CONTOSO.COM` }) })
  metrics.stage()
  metrics.committed()
  const text = (await metrics.render(undefined)).body.split('\n')
  const prefixes = text.map((line) => line.slice(0, line.lastIndexOf(' ') + 1))
  const values = text.map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)))
  const samples = text.filter((line) => line !== '' && !line.startsWith('#')).length
  const repeat = 50
  const joined = (): void => {
    for (let time = 0; time < repeat; time += 1) prefixes.map((prefix, index) => prefix + values[index]).join('\n')
  }
  const rendered = async (): Promise<void> => {
    for (let time = 0; time < repeat; time += 1) await metrics.render(undefined)
  }
  joined()
  await rendered()
  const ratio = await compare(`M1 scrape of ${samples} samples / prebuilt join`, 0.5, rounds, joined, rendered)
  return [ratio, await stall(samples)]
}

/** The longest time between two turns of the event loop while scrapes go on. */
async function stall(samples: number): Promise<Line> {
  let longest = 0
  let last = performance.now()
  let going = true
  const tick = (): void => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
    if (going) setImmediate(tick)
  }
  setImmediate(tick)
  for (let time = 0; time < 100; time += 1) {
    await metrics.render(time % 2 === 0 ? undefined : 'application/openmetrics-text')
    await new Promise((resolve) => setImmediate(resolve))
  }
  going = false
  const name = `M2 longest stall by a scrape of ${samples} samples, ms`
  return { name, value: longest, target: 25, good: longest <= 25, detail: '100 scrapes, both formats' }
}

async function spans(): Promise<Line> {
  const count = 20_000
  const sink = createServer((request, response) => request.resume().on('end', () => response.end()))
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve))
  const traces = await createTraces({
    settings: {
      endpoint: `http://127.0.0.1:${(sink.address() as AddressInfo).port}`,
      traces: true,
      metrics: false,
      logs: 'none',
    },
    environment: { OTEL_BSP_MAX_QUEUE_SIZE: String(count) },
    instanceId: 'bench',
    version: '0',
    host: 'PS1SITE.CONTOSO.COM',
    site: 'PS1',
    role: 'site-server',
    metrics,
    clock: systemClock,
    warn: (text) => console.error(text),
  })
  const nowhere = new BatchSpanProcessor(
    { export: (_spans, done) => done({ code: 0 }), shutdown: () => Promise.resolve() },
    { maxQueueSize: count, maxExportBatchSize: 2_048 },
  )
  const tracer = new BasicTracerProvider({ spanProcessors: [nowhere] }).getTracer('yardstick')
  const run = aRun()
  const began = performance.now()
  const alone = async (): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      const stage = aStage({ startedAt: someTime + index })
      const attributes = { ...stageAttributes(stage, '9bda963fe4dbff7c', run) }
      tracer.startSpan('task transfer', { startTime: stage.startedAt, attributes }).end(stage.endedAt)
    }
    await nowhere.forceFlush()
  }
  const sent = async (): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      traces.apply({ kind: 'stageEnded', run, stage: aStage({ startedAt: someTime + index }) })
    }
    await traces.flush()
  }
  await alone()
  await sent()
  const line = await compare(`T1 ${count} spans made, sent by OTLP / made alone`, 0.4, rounds, alone, sent)
  await traces.close(1_000)
  sink.close()
  return { ...line, detail: `${line.detail}, ${seconds(began).toFixed(1)} s in all` }
}
