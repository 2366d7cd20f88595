import { expect, it } from 'vitest'
import { nearest } from '../../../agent/terminal/nearest.ts'

const keys = ['logs.startAt', 'logs.poll', 'log.level', 'web.listen']

it.each([
  ['logs.pol', 'logs.poll'],
  ['logs.startat', 'logs.startAt'],
  ['log.levle', 'log.level'],
  ['web.listne', 'web.listen'],
  ['WEB.LISTEN', 'web.listen'],
])('%s was meant as %s', (typed, meant) => {
  expect(nearest(typed, keys)).toBe(meant)
})

it.each([['zone'], ['x'], [''], ['logs.distributionmanager']])('%s is near to none', (typed) => {
  expect(nearest(typed, keys)).toBeUndefined()
})

it('does not spend time on a word that nobody typed', () => {
  expect(nearest('web.listen'.repeat(100_000), keys)).toBeUndefined()
})
