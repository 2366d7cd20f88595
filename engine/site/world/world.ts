// The discrete-event world: a virtual clock, and processes that wait on it. Nothing here knows of packages.
import { eventQueue } from './event-queue.ts'

/** What a process waits for: so many milliseconds, or a condition. */
export type Wait = number | Condition

/** Calls `resume` once, when it holds; also when it holds already. */
export type Condition = { join(resume: () => void): void }

/** The work of one thread: runs until it must wait. */
export type Process = Generator<Wait, void, undefined>

export type World = {
  /** Milliseconds since 1970 UTC: the truth, which no clock of the site need show. */
  now(): number
  /** Runs `action` then; a moment that has passed means now, behind what is due already. */
  at(time: number, action: () => void): void
  start(process: Process): void
  /** Lets the earliest thing happen; false: nothing is left. */
  step(): boolean
  /** When the next thing happens. */
  next(): number | undefined
  /** Lets happen all that is due before `time`, and turns the clock to it. */
  runUntil(time: number): void
  /** How many things wait for their time: nothing may pile up here. */
  waiting(): number
}

export function createWorld(start: number): World {
  const queue = eventQueue<() => void>()
  let now = start

  const run = (process: Process): void => {
    const resume = (): void => {
      const { value, done } = process.next()
      if (done === true) return
      if (typeof value === 'number') queue.put(now + Math.max(0, value), resume)
      else value.join(resume)
    }
    queue.put(now, resume)
  }
  const step = (): boolean => {
    const due = queue.next()
    if (due === undefined) return false
    now = Math.max(now, due)
    queue.take()?.()
    return true
  }
  return {
    now: () => now,
    at: (time, action) => queue.put(Math.max(now, time), action),
    start: run,
    step,
    next: queue.next,
    runUntil(time) {
      for (let due = queue.next(); due !== undefined && due < time; due = queue.next()) step()
      now = Math.max(now, time)
    },
    waiting: () => queue.size,
  }
}
