import { expect, it } from 'vitest'
import { arrivalGrace, firstLook, lookAgainAfter, nextLook, patience } from '../../../engine/truth/arrival-patience.ts'

it('the same for long enough is decided, not before the line is some seconds old', () => {
  let looks = firstLook(0, 'bad', 100)
  expect(patience(looks, 100)).toEqual({ decided: false, wait: 1_000 })
  looks = nextLook(looks, 'bad', 3_000)
  expect(patience(looks, 3_000)).toEqual({ decided: false, wait: arrivalGrace - 3_000 })
  expect(patience(looks, arrivalGrace)).toEqual({ decided: true })
})

it('what still changes is waited for, but not for ever', () => {
  let looks = firstLook(0, '0', 0)
  for (let now = 1_000; now < 600_000; now += 1_000) {
    looks = nextLook(looks, String(now), now)
    expect(patience(looks, now).decided).toBe(false)
  }
  expect(patience(looks, 600_000).decided).toBe(true)
})

it('after a restart an old line is decided as soon as two looks agree', () => {
  const looks = firstLook(-60_000, 'bad', 0)
  expect(patience(looks, 0)).toEqual({ decided: false, wait: 1_000 })
  expect(patience(nextLook(looks, 'bad', 1_500), 1_500).decided).toBe(true)
})

it('what was told is looked at again, ever less often', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map(lookAgainAfter)).toEqual([
    15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000,
  ])
})
