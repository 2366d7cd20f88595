import { expect, it } from 'vitest'
import { nextTurn } from '../../../agent/service/turns.ts'
import type { LogEntry } from '../../../parsers/log-entry.ts'

const entryAt = (time: number | undefined): LogEntry => ({ time }) as LogEntry
const queue = (name: string, isIdle: boolean, ...times: (number | undefined)[]) => ({
  name,
  isIdle,
  readAt: 0,
  isReadSince: () => true,
  peek: () => (times.length === 0 ? undefined : entryAt(times[0])),
})

it('gives the oldest entry the next turn', () => {
  expect(nextTurn([queue('a', false, 30), queue('b', false, 10), queue('c', false, 20)])?.name).toBe('b')
})

it('keeps the order of the logs for entries of one instant', () => {
  expect(nextTurn([queue('a', false, 10), queue('b', false, 10)])?.name).toBe('a')
})

it('waits for a log that is being read and may hold an older entry', () => {
  expect(nextTurn([queue('a', false, 10), queue('b', false)])).toBeUndefined()
})

it('does not wait for a log that has nothing more for now', () => {
  expect(nextTurn([queue('a', false, 10), queue('b', true)])?.name).toBe('a')
})

it('waits until an idle log was looked at after the entry was read', () => {
  const stale = (lookedAt: number) => ({ ...queue('b', true), isReadSince: (moment: number) => lookedAt >= moment })
  const read = { ...queue('a', false, 10), readAt: 500 }
  expect(nextTurn([read, stale(499)])).toBeUndefined()
  expect(nextTurn([read, stale(500)])?.name).toBe('a')
})

it('lets an entry without time follow the one before it at once', () => {
  expect(nextTurn([queue('a', false, 10), queue('b', false, undefined)])?.name).toBe('b')
})

it('has no turn when there is nothing', () => {
  expect(nextTurn([queue('a', true), queue('b', true)])).toBeUndefined()
})
