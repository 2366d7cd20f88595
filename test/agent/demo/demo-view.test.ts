import { describe, expect, it } from 'vitest'
import { nextTryWords, rowsOf, triesWords } from '../../../agent/demo/demo-view.ts'
import { distribution, failed, now, retrying, someRows } from './shown-builder.ts'

describe('rowsOf', () => {
  it('puts what needs a person first, each group in the order of its DPs, and leaves out what is over', () => {
    expect(someRows().map(({ group, dp, package: name }) => `${group}: ${dp} ${name}`)).toEqual([
      'failing: PS1DP4 PS100021 v3',
      'failing: PS1DP6 PS100021 v3',
      'failing: all DPs PS100023',
      'waiting: PS1PULL2 PS100021 v3',
      'on the way: PS1DP2 PS100021 v3',
      'arrived: PS1DP1 PS100021 v3',
      'arrived: PS1DP1 PS100022 v2',
    ])
  })

  it('counts the next try from now', () => {
    const [row] = rowsOf([retrying('PS1DP4', failed('network-path'))], [], {}, now)
    expect(row?.nextTry).toBe(12_345)
    expect(rowsOf([distribution()], [], {}, now)[0]?.nextTry).toBeUndefined()
  })

  it('shows a package of its own only while it fails or waits', () => {
    const packages = ['success', 'in-progress', 'failure', 'waiting'].map((outcome) => ({
      packageId: 'PS100023',
      outcome,
      failure: null,
    }))
    expect(rowsOf([], packages, {}, now).map(({ group }) => group)).toEqual(['failing', 'waiting'])
  })

  it('survives facts that nobody knows', () => {
    const unknown = distribution({ packageId: null, packageVersion: null, dp: null, stage: null, outcome: 'unknown' })
    expect(rowsOf([unknown], [], {}, now)[0]).toMatchObject({ group: 'on the way', dp: '?', package: '?' })
  })
})

describe('words', () => {
  it.each([
    [undefined, ''],
    [-1, 'due'],
    [0, 'due'],
    [1, 'in 1 s'],
    [14_200, 'in 15 s'],
    [119_000, 'in 119 s'],
    [30 * 60_000, 'in 30 min'],
  ])('next try %s', (nextTry, words) => {
    expect(nextTryWords(nextTry)).toBe(words)
  })

  it('tells failed tries of how many', () => {
    const [row] = rowsOf([retrying('PS1DP4', failed('network-path'))], [], {}, now)
    if (row === undefined) throw new Error('no row')
    expect(triesWords(row)).toBe('2 of 100')
    expect(triesWords({ ...row, triesLeft: undefined })).toBe('2')
    expect(triesWords({ ...row, failures: 0 })).toBe('')
  })
})
