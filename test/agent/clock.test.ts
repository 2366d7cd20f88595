import { describe, expect, it } from 'vitest'
import { systemClock } from '../../agent/clock.ts'
import { manualClock } from '../support/manual-clock.ts'

describe('the system clock', () => {
  it('wakes a sleeper at once when the signal aborts, and one whose signal has aborted before', async () => {
    const stop = new AbortController()
    const asleep = systemClock.sleep(24 * 60 * 60 * 1000, stop.signal)
    stop.abort()
    await asleep
    await systemClock.sleep(24 * 60 * 60 * 1000, stop.signal)
  })

  it('takes delays longer than a Node timer can, which would otherwise fire at once', async () => {
    let fired = false
    const cancel = systemClock.after(60 * 24 * 60 * 60 * 1000, () => (fired = true))
    await systemClock.sleep(20) // long enough for a timer that overflowed to 1 ms
    cancel()
    expect(fired).toBe(false)
  })

  it('runs an action after its time', async () => {
    await new Promise<void>((resolve) => systemClock.after(1, resolve))
  })
})

describe('the clock that tests turn', () => {
  it('runs timers in the order of their time, each at its own, and those they set off', async () => {
    const clock = manualClock(1_000)
    const seen: string[] = []
    clock.after(20, () => seen.push(`second at ${clock.now()}`))
    clock.after(10, () => {
      seen.push(`first at ${clock.now()}`)
      clock.after(5, () => seen.push(`set off at ${clock.now()}`))
    })
    clock.after(31, () => seen.push('too late'))
    await clock.advance(30)
    expect(seen).toEqual(['first at 1010', 'set off at 1015', 'second at 1020'])
    expect(clock.now()).toBe(1_030)
    expect(clock.waiting()).toBe(1)
  })

  it('lets a loop of sleeps run as often as there is time for', async () => {
    const clock = manualClock()
    const stop = new AbortController()
    let rounds = 0
    const loop = (async () => {
      while (!stop.signal.aborted) {
        rounds++
        await clock.sleep(500, stop.signal)
      }
    })()
    await clock.advance(2_600)
    expect(rounds).toBe(6)
    stop.abort()
    await loop
    expect(clock.waiting()).toBe(0)
  })

  it('jumps without running timers', async () => {
    const clock = manualClock(0)
    let fired = false
    clock.after(100, () => (fired = true))
    clock.jumpTo(1_000_000)
    expect([clock.now(), clock.elapsed(), fired]).toEqual([1_000_000, 0, false])
    await clock.advance(100)
    expect(fired).toBe(true)
  })
})
