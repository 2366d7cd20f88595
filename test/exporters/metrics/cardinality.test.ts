import { describe, expect, it } from 'vitest'
import { cardinality } from '../../../exporters/metrics/cardinality.ts'
import { catalogue } from '../../../exporters/metrics/catalogue.ts'

const { failing, finished, failures, durationSeconds, logLines } = catalogue

function limited(limits: { perFamily: number; total: number }) {
  const folds: string[] = []
  return { folds, series: cardinality(limits, (family) => folds.push(family)) }
}

describe('the number of series', () => {
  it('is bounded per family, and what is beyond the limit is folded and told', () => {
    const { series, folds } = limited({ perFamily: 3, total: 10_000 })
    const packages = ['A', 'B', 'C', 'D', 'E'].map((name) => series.admit(failing, { package: name, dp: 'DP' }).package)
    expect(packages).toEqual(['A', 'B', 'C', '_other', '_other'])
    expect(series.admit(failing, { package: 'D', dp: 'DP' })).toEqual({ package: '_other', dp: '_other' })
    // D was asked for twice, and is one label set.
    expect(folds).toEqual(Array(2).fill('cmdp_distribution_failing'))
    expect(series.admit(failing, { package: 'B', dp: 'DP' })).toEqual({ package: 'B', dp: 'DP' })
  })

  it('counts distribution points, not their outcomes', () => {
    const { series, folds } = limited({ perFamily: 300, total: 10_000 })
    for (let dp = 0; dp < 300; dp += 1) {
      for (const outcome of ['success', 'failure', 'timeout']) {
        expect(series.admit(finished, { dp: `DP${dp}`, outcome })).toEqual({ dp: `DP${dp}`, outcome })
      }
    }
    expect(folds).toEqual([])
    expect(series.admit(finished, { dp: 'DP300', outcome: 'failure' })).toEqual({ dp: '_other', outcome: 'failure' })
  })

  it('keeps labels of closed lists when it folds', () => {
    const { series } = limited({ perFamily: 1, total: 10_000 })
    series.admit(failures, { dp: 'A', stage: 'transfer', error_code: 'none' })
    expect(series.admit(failures, { dp: 'B', stage: 'status', error_code: '0x80070005' })).toEqual({
      dp: '_other',
      stage: 'status',
      error_code: '_other',
    })
  })

  it('is bounded over all families, with room kept for what alerts look at', () => {
    const { series } = limited({ perFamily: 100_000, total: 1_000 })
    for (let line = 0; line < 5_000; line += 1)
      series.admit(logLines, { log: 'distmgr', component: `C${line}`, severity: 'info' })
    expect(series.samples()).toBeLessThanOrEqual(751)
    for (let one = 0; one < 5_000; one += 1) series.admit(failing, { package: `P${one}`, dp: 'DP' })
    expect(series.samples()).toBeLessThanOrEqual(1_001)
    expect(series.samples()).toBeGreaterThan(950)
  })

  it('counts every sample of a histogram', () => {
    const { series } = limited({ perFamily: 500, total: 10_000 })
    const before = series.samples()
    series.admit(durationSeconds, { outcome: 'success' })
    series.admit(durationSeconds, { outcome: 'success' })
    expect(series.samples() - before).toBe(14 + 3)
  })

  it('gives the place of a series that is gone to another', () => {
    const { series } = limited({ perFamily: 1, total: 10_000 })
    const before = series.samples()
    series.admit(failing, { package: 'A', dp: 'DP' })
    series.release(failing, { package: 'A', dp: 'DP' })
    series.release(failing, { package: 'A', dp: 'DP' })
    expect(series.samples()).toBe(before)
    expect(series.admit(failing, { package: 'B', dp: 'DP' })).toEqual({ package: 'B', dp: 'DP' })
  })
})
