import { expect, it } from 'vitest'
import { changeLedger } from '../../../../agent/service/library/change-ledger.ts'

const minute = 60_000

it('a change that no log spoke of is told after ten minutes, for a day', () => {
  const ledger = changeLedger()
  ledger.changed('ABC00001.2', ['ABC00001'], 15 * minute, 30 * minute)
  expect(ledger.unlogged(39 * minute)).toEqual([])
  const change = { contentId: 'ABC00001.2', packageIds: ['ABC00001'], at: 30 * minute }
  expect(ledger.unlogged(40 * minute)).toEqual([change])
  expect(ledger.unlogged(30 * minute + 24 * 60 * minute)).toEqual([])
})

it.each([
  ['between the two scans', 20],
  ['shortly before the earlier one', 6],
  ['shortly after the later one', 39],
])('is no finding when the log spoke of the package %s, also when it is read late', (_when, at) => {
  const ledger = changeLedger()
  ledger.changed('ABC00001.2', ['ABC00001', 'ABC00009'], 15 * minute, 30 * minute)
  expect(ledger.unlogged(41 * minute)).toHaveLength(1)
  ledger.spokenOf('ABC00009', at * minute)
  expect(ledger.unlogged(42 * minute)).toEqual([])
})

it('another package, or the same one at another time, explains nothing', () => {
  const ledger = changeLedger()
  ledger.changed('ABC00001.2', ['ABC00001'], 15 * minute, 30 * minute)
  ledger.spokenOf('ABC00002', 20 * minute)
  ledger.spokenOf('ABC00001', 2 * minute)
  expect(ledger.unlogged(45 * minute)).toHaveLength(1)
})
