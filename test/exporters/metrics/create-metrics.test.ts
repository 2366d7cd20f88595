import { describe, expect, it } from 'vitest'
import { catalogue } from '../../../exporters/metrics/catalogue.ts'
import { valueOf } from '../../support/exposition-parser.ts'
import { aFailure, aRun } from '../../support/distribution-steps.ts'
import { metricsAtHand, openMetrics } from '../../support/metrics-at-hand.ts'

describe('a scrape', () => {
  it('says the same in both formats, asked in turn', async () => {
    const metrics = metricsAtHand()
    metrics.apply({ kind: 'began', run: aRun() })
    metrics.commit()
    const first = (await metrics.render(undefined)).body
    for (let round = 0; round < 3; round += 1) {
      const text = await metrics.scrape()
      const open = await metrics.scrape(openMetrics)
      expect(valueOf(text, 'cmdp_distributions_started_total', { dp: 'PS1DP1.CONTOSO.COM' })).toBe(1)
      expect(valueOf(open, 'cmdp_distributions_started_total', { dp: 'PS1DP1.CONTOSO.COM' })).toBe(1)
      expect(text.get('cmdp_distributions_started_total')?.type).toBe('counter')
      expect(open.get('cmdp_distributions_started')?.type).toBe('counter')
      expect(open.has('cmdp_distributions_started_total')).toBe(false)
      expect(open.get('cmdp_transfer_bytes')?.unit).toBe('bytes')
    }
    const ours = (body: string): string[] => body.split('\n').filter((line) => line.startsWith('cmdp_distribution'))
    expect(ours((await metrics.render(undefined)).body)).toEqual(ours(first))
  })

  it('names its content type and never refuses', async () => {
    const metrics = metricsAtHand()
    expect((await metrics.render('image/png')).contentType).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect((await metrics.render(openMetrics)).contentType).toBe(
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    )
  })

  it('shows every counter known in advance at 0, but no error code', async () => {
    const read = await metricsAtHand().scrape()
    const dp = 'PS1DP1.CONTOSO.COM'
    for (const outcome of ['success', 'failure', 'cancelled', 'superseded', 'removed', 'timeout']) {
      expect(valueOf(read, 'cmdp_distributions_finished_total', { dp, outcome })).toBe(0)
      expect(valueOf(read, 'cmdp_distribution_duration_seconds_count', { outcome })).toBe(0)
    }
    expect(valueOf(read, 'cmdp_agent_source_gaps_total', { log: 'pkgxfermgr' })).toBe(0)
    expect(valueOf(read, 'cmdp_agent_export_items_total', { signal: 'traces' })).toBe(0)
    expect(read.has('cmdp_distribution_failures_total')).toBe(false)
  })

  it('tells how long the scrape before it took', async () => {
    const metrics = metricsAtHand()
    expect((await metrics.scrape()).has('cmdp_agent_scrape_duration_seconds')).toBe(false)
    expect(valueOf(await metrics.scrape(), 'cmdp_agent_scrape_duration_seconds')).toBeGreaterThanOrEqual(0)
  })

  it('stays within its limits when a log invents 10,000 packages, DPs, components and codes', async () => {
    const metrics = metricsAtHand({ limits: { perFamily: 100, total: 10_000 } })
    const runs = Array.from({ length: 10_000 }, (_none, index) => {
      const run = aRun({ packageId: `X${index}`, dp: `DP${index}`, outcome: 'failure', failure: aFailure() })
      metrics.apply({ kind: 'began', run })
      const code = `0x${index.toString(16).toUpperCase().padStart(8, '0')}`
      metrics.apply({ kind: 'attemptFailed', run, stage: 'transfer', code })
      metrics.apply({ kind: 'ended', run, timedOut: false })
      metrics.agent.lines('distmgr', `COMPONENT_${index}`, 'info')
      return { run, open: false, stalled: undefined }
    })
    metrics.now = { runs, failingPackages: [] }
    metrics.commit()
    const read = await metrics.scrape()
    const samples = [...read.values()].reduce((sum, family) => sum + family.samples.length, 0)
    expect(samples).toBeLessThan(10_000)
    expect(read.get('cmdp_distribution_failing')?.samples.length).toBe(101)
    expect(read.get('cmdp_distribution_failures_total')?.samples.length).toBe(101)
    expect(read.get('cmdp_distributions_started_total')?.samples.length).toBe(101)
    // Nothing is lost by folding: the sums are true.
    const sum = (name: string): number => read.get(name)?.samples.reduce((total, { value }) => total + value, 0) ?? 0
    expect(sum('cmdp_distributions_started_total')).toBe(10_000)
    expect(sum('cmdp_distributions_finished_total')).toBe(10_000)
    expect(sum('cmdp_distribution_failures_total')).toBe(10_000)
    expect(sum('cmdp_log_lines_total')).toBe(10_000)
    for (const family of [catalogue.failing, catalogue.started, catalogue.failures, catalogue.logLines]) {
      expect(
        valueOf(await metrics.scrape(), 'cmdp_agent_series_folded_total', { family: family.name }),
      ).toBeGreaterThan(9_000)
    }
  })

  it('survives what a log may put into a label', async () => {
    const metrics = metricsAtHand()
    const hostile = [
      '"} 1\n',
      '\\',
      'a\nb',
      'half \ud83d',
      '\udc00 half',
      'Ümlaut',
      '\0\u0007',
      '__proto__',
      'constructor',
      '',
      ',dp:x',
    ]
    for (const dp of hostile) metrics.apply({ kind: 'began', run: aRun({ dp }) })
    metrics.commit()
    for (const accept of [undefined, openMetrics]) {
      const read = await metrics.scrape(accept)
      const family = read.get(accept === undefined ? 'cmdp_distributions_started_total' : 'cmdp_distributions_started')
      expect(family?.samples.reduce((sum, { value }) => sum + value, 0)).toBe(hostile.length)
      expect(Buffer.from((await metrics.render(accept)).body).includes(0)).toBe(false)
    }
  })

  it('goes on after a restart with the values that were committed', async () => {
    const before = metricsAtHand()
    before.apply({ kind: 'began', run: aRun() })
    const saved = before.stage()
    before.committed()
    const after = metricsAtHand()
    after.clock.jumpTo(before.clock.now() + 86_400_000)
    after.restore(JSON.parse(JSON.stringify(saved)) as typeof saved)
    const began = await before.read(({ keptSince }) => keptSince)
    await after.clock.advance(1_000)
    expect(await after.read(({ keptSince }) => keptSince)).toBe(began)
    expect(valueOf(await after.scrape(), 'cmdp_distributions_started_total', { dp: 'PS1DP1.CONTOSO.COM' })).toBe(1)
  })
})
