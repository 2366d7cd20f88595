import { Histogram } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { catalogue } from '../../../exporters/metrics/catalogue.ts'
import { metricsRegistry } from '../../../exporters/metrics/registry.ts'

const { logLines, durationSeconds, failing, configReloadSuccess, commits } = catalogue
const families = Object.values(catalogue)
const exemplar = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), value: 7, at: 1_000 }

function samplesOf(registry: ReturnType<typeof metricsRegistry>, name: string) {
  return registry.read((all) => structuredClone(all.find((family) => family.name === name)?.samples ?? []))
}

describe('the registry', () => {
  it('finds the inside of a prom-client histogram as it was in 15.1.3', () => {
    const histogram = new Histogram({
      name: 'x',
      help: 'x',
      labelNames: ['b', 'a'],
      buckets: [0.5, 1, 20],
      registers: [],
    })
    histogram.observe({ a: '1', b: '2' }, 7)
    const { hashMap } = histogram as unknown as { hashMap: Record<string, unknown> }
    expect(hashMap).toEqual({
      'a:1,b:2,': { labels: { a: '1', b: '2' }, bucketValues: { 0.5: 0, 1: 0, 20: 1 }, sum: 7, count: 1 },
    })
  })

  it('sets a counter to a value, however it got there', async () => {
    const registry = metricsRegistry(families)
    const labels = { log: 'distmgr', component: 'C', severity: 'info' }
    registry.write(logLines, labels, 5)
    registry.write(logLines, labels, 12)
    expect((await samplesOf(registry, logLines.name)).map(({ value }) => value)).toEqual([12])
    registry.write(commits, {}, 3)
    expect((await samplesOf(registry, commits.name)).map(({ value }) => value)).toEqual([3])
  })

  it('sets a histogram to a value, in the order of its bounds', async () => {
    const registry = metricsRegistry(families)
    const buckets = [...durationSeconds.buckets.map((_bound, index) => index), 100]
    registry.write(durationSeconds, { outcome: 'success' }, { sum: 42, buckets }, exemplar)
    const samples = await samplesOf(registry, durationSeconds.name)
    let running = 0
    const expected = buckets.map((count) => (running += count))
    const named = (suffix: string) => samples.filter(({ metricName }) => metricName?.endsWith(suffix))
    expect(named('_bucket').map(({ value }) => value)).toEqual(expected)
    expect(named('_sum')[0]?.value).toBe(42)
    expect(named('_count')[0]?.value).toBe(running)
    expect(samples.filter((sample) => sample.exemplar)).toMatchObject([
      {
        labels: { le: 15, outcome: 'success' },
        exemplar: { labelSet: { trace_id: exemplar.traceId, span_id: exemplar.spanId }, value: 7, timestamp: 1 },
      },
    ])
  })

  it('keeps the examples of other buckets when a new one comes', async () => {
    const registry = metricsRegistry(families)
    const value = { sum: 1, buckets: durationSeconds.buckets.map(() => 1) }
    registry.write(durationSeconds, { outcome: 'success' }, value, exemplar)
    registry.write(durationSeconds, { outcome: 'success' }, value, { ...exemplar, value: 1e9 })
    const shown = (await samplesOf(registry, durationSeconds.name)).filter((sample) => sample.exemplar)
    expect(shown.map(({ labels }) => labels['le'])).toEqual([15, '+Inf'])
  })

  it('shows no point in time that was never set', async () => {
    const registry = metricsRegistry(families)
    expect(await samplesOf(registry, configReloadSuccess.name)).toEqual([])
    registry.write(configReloadSuccess, {}, 5)
    expect((await samplesOf(registry, configReloadSuccess.name)).map(({ value }) => value)).toEqual([5])
  })

  it('replaces all samples of a family at once', async () => {
    const registry = metricsRegistry(families)
    registry.replace(failing, [{ labels: { package: 'A', dp: 'D' }, value: 1 }])
    registry.replace(failing, [{ labels: { package: 'B', dp: 'D' }, value: 0 }])
    expect(await samplesOf(registry, failing.name)).toMatchObject([{ labels: { package: 'B', dp: 'D' }, value: 0 }])
  })

  it('replaces the one sample of a family without labels, and shows none where there is none', async () => {
    const registry = metricsRegistry(families)
    registry.replace(configReloadSuccess, [{ labels: {}, value: 5 }])
    registry.replace(configReloadSuccess, [{ labels: {}, value: 7 }])
    expect((await samplesOf(registry, configReloadSuccess.name)).map(({ value }) => value)).toEqual([7])
    registry.replace(configReloadSuccess, [])
    expect(await samplesOf(registry, configReloadSuccess.name)).toEqual([])
  })

  it('gives one instant, also when values change while it is read', async () => {
    const registry = metricsRegistry(families)
    const labels = { log: 'distmgr', component: 'C', severity: 'info' }
    registry.write(logLines, labels, 1)
    registry.write(durationSeconds, { outcome: 'success' }, { sum: 1, buckets: [1] })
    const reading = registry.read((all) => structuredClone(all))
    registry.write(logLines, labels, 2)
    registry.write(durationSeconds, { outcome: 'success' }, { sum: 2, buckets: [2] })
    const all = await reading
    expect(all.find(({ name }) => name === logLines.name)?.samples[0]?.value).toBe(2)
    expect(all.find(({ name }) => name === durationSeconds.name)?.samples.at(-1)?.value).toBe(2)
  })

  it('tells about the process, without the gauges that prom-client names like counters', async () => {
    const names = await metricsRegistry(families).read((all) => all.map(({ name }) => name))
    expect(names).toContain('process_cpu_seconds_total')
    expect(names).toContain('nodejs_heap_size_used_bytes')
    const gauges = await metricsRegistry(families).read((all) => all.filter(({ type }) => type === 'gauge'))
    expect(gauges.filter(({ name }) => name.endsWith('_total'))).toEqual([])
  })
})
