import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cardinality } from '../../../exporters/metrics/cardinality.ts'
import { catalogue, type Family } from '../../../exporters/metrics/catalogue.ts'
import { metricsRegistry } from '../../../exporters/metrics/registry.ts'
import { seriesBook, type SavedSeries } from '../../../exporters/metrics/series-book.ts'

const { logLines, started, durationSeconds, lastSuccess, commitFailures, configInfo } = catalogue
const families: readonly Family[] = Object.values(catalogue)
const lines = { log: 'distmgr', component: 'C', severity: 'info' }

function newBook(limits = { perFamily: 500, total: 10_000 }) {
  const registry = metricsRegistry(families)
  const folds: string[] = []
  const book = seriesBook(
    families,
    registry,
    cardinality(limits, (family) => folds.push(family)),
  )
  const shown = (family: Family) =>
    registry.read((all) => structuredClone(all.find(({ name }) => name === family.name)?.samples ?? []))
  const value = async (family: Family) => (await shown(family))[0]?.value
  return { book, folds, shown, value }
}

describe('counted and shown', () => {
  it('are two things until the batch is on disk', async () => {
    const { book, value } = newBook()
    book.ensure(logLines, lines)
    book.add(logLines, lines, 3)
    expect(await value(logLines)).toBe(0)
    const saved = book.stage()
    expect(saved).toEqual([{ key: '["cmdp_log_lines_total","distmgr","C","info"]', value: 3 }])
    expect(await value(logLines)).toBe(0)
    book.add(logLines, lines, 4) // after the batch was made: belongs to the next
    book.committed()
    expect(await value(logLines)).toBe(3)
    expect(book.stage()).toMatchObject([{ value: 7 }])
  })

  it('go on together when a batch did not reach the disk', async () => {
    const { book, value } = newBook()
    book.add(logLines, lines, 3)
    book.add(started, { dp: 'A' }, 1)
    book.stage() // lost: no `committed`
    book.add(logLines, lines, 2)
    expect(book.stage().map((saved) => saved.value)).toEqual([5, 1])
    book.committed()
    expect(await value(logLines)).toBe(5)
    expect(await value(started)).toBe(1)
    expect(book.stage()).toEqual([])
  })

  it('are one for what happens to the process itself', async () => {
    const { book, value } = newBook()
    book.add(commitFailures, { reason: 'full' }, 1)
    expect(await value(commitFailures)).toBe(1)
    expect(book.stage()).toEqual([])
  })

  it('never let a counter fall', async () => {
    const { book, value } = newBook()
    book.add(logLines, lines, 3)
    book.add(logLines, lines, -2)
    book.stage()
    book.committed()
    expect(await value(logLines)).toBe(3)
  })

  it('keep the latest of several points in time', async () => {
    const { book, value } = newBook()
    book.raise(lastSuccess, { dp: 'A' }, 100)
    book.raise(lastSuccess, { dp: 'A' }, 50)
    book.stage()
    book.committed()
    expect(await value(lastSuccess)).toBe(100)
  })

  it('lose a series that is taken away', async () => {
    const { book, shown } = newBook()
    book.set(configInfo, { hash: 'old' }, 1)
    book.remove(configInfo, { hash: 'old' })
    book.set(configInfo, { hash: 'new' }, 1)
    expect(await shown(configInfo)).toMatchObject([{ labels: { hash: 'new' }, value: 1 }])
  })
})

const byDp = <Sample extends { readonly labels: Readonly<Record<string, string | number>> }>(
  samples: readonly Sample[],
) => samples.toSorted((one, other) => String(one.labels['dp']).localeCompare(String(other.labels['dp'])))

describe('a restart', () => {
  it('goes on where the last batch on disk was', async () => {
    const before = newBook()
    const disk = new Map<string, SavedSeries['value']>()
    const commit = (): void => {
      for (const { key, value } of before.book.stage()) disk.set(key, JSON.parse(JSON.stringify(value)) as never)
      before.book.committed()
    }
    before.book.add(logLines, lines, 3)
    before.book.observe(durationSeconds, { outcome: 'success' }, 0.5)
    before.book.observe(durationSeconds, { outcome: 'success' }, 1e9)
    before.book.set(lastSuccess, { dp: 'A' }, 77)
    commit()
    before.book.observe(durationSeconds, { outcome: 'success' }, 100)
    commit()
    before.book.add(logLines, lines, 100) // never committed: lost with the crash, and read again

    const after = newBook()
    after.book.restore([...disk].map(([key, value]) => ({ key, value })))
    for (const family of [logLines, durationSeconds, lastSuccess]) {
      expect(await after.shown(family)).toEqual(await before.shown(family))
    }
    after.book.add(logLines, lines, 1)
    expect(after.book.stage()).toMatchObject([{ value: 4 }])
  })

  it('keeps the limits: a series that was apart stays apart, others are folded', () => {
    const { book, folds } = newBook({ perFamily: 1, total: 10_000 })
    book.restore([{ key: '["cmdp_distributions_started_total","A"]', value: 5 }])
    book.add(started, { dp: 'A' }, 1)
    book.add(started, { dp: 'B' }, 1)
    expect(folds).toEqual([started.name])
    expect(book.stage()).toEqual([
      { key: '["cmdp_distributions_started_total","A"]', value: 6 },
      { key: '["cmdp_distributions_started_total","_other"]', value: 1 },
    ])
  })

  it('comes back as it was after a flood, whatever the order it was saved in, and also under a lower limit', async () => {
    const before = newBook({ perFamily: 3, total: 10_000 })
    const names = ['B', 'C', 'unknown', 'x1', 'x2', 'x3']
    for (const dp of names) before.book.add(started, { dp }, dp === 'unknown' ? 2 : 5)
    const saved = before.book.stage().toSorted((one, other) => (one.key < other.key ? -1 : 1))
    before.book.committed()
    for (const perFamily of [3, 1]) {
      const after = newBook({ perFamily, total: 10_000 })
      after.book.restore(saved)
      expect(byDp(await after.shown(started))).toEqual(byDp(await before.shown(started)))
      after.book.add(started, { dp: 'x9' }, 1)
      after.book.add(started, { dp: 'unknown' }, 1)
      expect(after.book.stage()).toEqual([
        { key: '["cmdp_distributions_started_total","_other"]', value: 16 },
        { key: '["cmdp_distributions_started_total","unknown"]', value: 3 },
      ])
    }
  })

  it('leaves out what it does not know: other names, labels, buckets, numbers, rubbish', async () => {
    const { book, shown } = newBook()
    book.restore([
      { key: '["cmdp_gone_total","A"]', value: 1 },
      { key: '["cmdp_distributions_started_total","A","B"]', value: 1 },
      { key: '["cmdp_distributions_started_total","C"]', value: { sum: 1, buckets: [] } },
      { key: '["cmdp_distributions_started_total","D"]', value: Number.NaN },
      { key: '["cmdp_distribution_duration_seconds","success"]', value: { sum: 1, buckets: [1, 2] } },
      { key: '["cmdp_distribution_duration_seconds","success"]', value: 3 },
      { key: '{"not":"ours"}', value: 1 },
      { key: 'rubbish', value: 1 },
    ])
    expect(await shown(started)).toEqual([])
    expect(await shown(durationSeconds)).toEqual([])
  })
})

describe('a histogram', () => {
  it('puts every observation into the first bucket that holds it', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (seconds) => {
        const { book } = newBook()
        for (const value of seconds) book.observe(durationSeconds, { outcome: 'success' }, value)
        const [saved] = book.stage()
        const bounds = [...durationSeconds.buckets, Infinity]
        const expected = bounds.map(
          (bound, index) => seconds.filter((value) => value <= bound && value > (bounds[index - 1] ?? -1)).length,
        )
        expect(saved?.value).toMatchObject({ buckets: expected })
      }),
      { numRuns: 50 },
    )
  })
})
