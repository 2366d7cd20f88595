import { describe, expect, it } from 'vitest'
import { delivery, failureReason, type DeliveryResult } from '../../../exporters/otlp/delivery.ts'
import { manualClock } from '../../support/manual-clock.ts'

function delivering(capacity: number) {
  const clock = manualClock()
  const told: string[] = []
  let waiting = (): { items: number } => ({ items: -1 })
  const asked: { items: string[]; done: (result: DeliveryResult) => void }[] = []
  const report = {
    delivered: (items: number) => told.push(`delivered ${items}`),
    failed: (reason: string) => told.push(`failed ${reason}`),
    dropped: (reason: string, items: number) => told.push(`dropped ${items} ${reason}`),
    queue: (look: () => { items: number }) => (waiting = look),
  }
  const queue = delivery<string>((items, done) => asked.push({ items, done }), capacity, report, clock.after)
  return { clock, told, asked, queue, waiting: () => waiting().items }
}

const failure = (code: number | string): DeliveryResult => ({ code: 1, error: Object.assign(new Error('x'), { code }) })

describe('what waits to be sent', () => {
  it('is bounded; what does not fit is told', () => {
    const { queue, told, waiting } = delivering(2)
    expect([queue.admit(), queue.admit(), queue.admit()]).toEqual([true, true, false])
    expect(waiting()).toBe(2)
    expect(told).toEqual(['dropped 1 queue_full'])
    queue.deliver(['a', 'b'], () => undefined)
    expect(waiting()).toBe(0)
    expect(queue.admit()).toBe(true)
  })

  it('is over when everything was answered', async () => {
    const { queue, asked } = delivering(5)
    await queue.idle()
    queue.admit()
    let over = false
    const idle = queue.idle().then(() => (over = true))
    queue.deliver(['a'], () => undefined)
    await Promise.resolve()
    expect(over).toBe(false)
    asked[0]?.done({ code: 0 })
    await idle
    expect(over).toBe(true)
  })
})

describe('what is sent', () => {
  it('is counted when it is taken', () => {
    const { queue, asked, told } = delivering(5)
    const results: DeliveryResult[] = []
    queue.deliver(['a', 'b'], (result) => results.push(result))
    asked[0]?.done({ code: 0 })
    expect(told).toEqual(['delivered 2'])
    expect(results).toEqual([{ code: 0 }])
  })

  it('is told as lost when it is refused', () => {
    const { queue, asked, told } = delivering(5)
    queue.deliver(['a', 'b'], () => undefined)
    asked[0]?.done(failure(401))
    expect(told).toEqual(['failed http_401', 'dropped 2 http_401'])
    expect(asked).toHaveLength(1)
  })

  it('is tried again after an error of the receiver, and given up after the fourth', async () => {
    const { queue, asked, told, clock } = delivering(5)
    queue.deliver(['a'], () => undefined)
    for (const [index, delay] of [1_000, 2_000, 4_000].entries()) {
      asked[index]?.done(failure(500))
      await clock.advance(delay - 1)
      expect(asked).toHaveLength(index + 1)
      await clock.advance(1)
      expect(asked).toHaveLength(index + 2)
    }
    expect(told).toEqual([])
    asked[3]?.done(failure(500))
    expect(told).toEqual(['failed http_500', 'dropped 1 http_500'])
    expect(clock.waiting()).toBe(0)
  })
})

describe('the reason of a failure', () => {
  it.each([
    [{ code: 429 }, 'http_429'],
    [{ code: 99 }, 'other'],
    [{ code: 'ECONNREFUSED' }, 'refused'],
    [{ code: 'ENOTFOUND' }, 'name_not_found'],
    [{ code: 'E<script>' }, 'other'],
    [{ message: 'Request timed out' }, 'timeout'],
    [{ message: 'Timeout' }, 'timeout'],
    [{ message: 'Export failed with retryable status' }, 'retryable'],
    [{}, 'other'],
  ])('%j is %s', (facts, reason) => {
    expect(failureReason(Object.assign(new Error(), facts))).toBe(reason)
  })

  it('is one of a closed list also without an error', () => {
    expect(failureReason(undefined)).toBe('other')
  })
})
