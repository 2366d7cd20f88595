// The one loop of the service: takes entries in the order of time, and commits what they did, at most four times a
// second. Nothing runs beside it that changes a number, so a batch is always one consistent moment.
import { AgentError } from '../errors.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Source } from '../flow.ts'
import { memoryRelief } from '../finished/memory-relief.ts'
import type { LogEntry } from '../../parsers/log-entry.ts'
import type { Position } from '../tail/checkpoint.ts'
import type { Doorbell } from './doorbell.ts'
import type { Durable } from './durable.ts'
import type { Reading } from './reading.ts'
import { nextTurn } from './turns.ts'

/** Milliseconds. */
const commitEvery = 250
const tickEvery = 1_000
const slice = 10

export type WorkOptions = {
  readonly readings: readonly Reading[]
  readonly news: Doorbell
  readonly clock: Clock
  readonly log: Log
  readonly durable: Durable
  readonly flow: (entry: LogEntry, source: Source) => void
  /** What only time does; called when every log is read to its end. */
  readonly tick: (now: number) => void
  readonly committed: (milliseconds: number) => void
  readonly commitFailed: (reason: string) => void
  /** Values that the next batch makes visible. */
  readonly beforeCommit: () => void
}

export async function work(options: WorkOptions, signal: AbortSignal): Promise<void> {
  const { readings, news, clock, flow } = options
  const commit = committer(options)
  let tickedAt = -Infinity
  const pulse = pulses(clock, news, signal)
  while (!signal.aborted) {
    await news.wait()
    const began = clock.elapsed()
    let turn = nextTurn(readings)
    while (turn !== undefined && !signal.aborted) {
      const entry = turn.take()
      if (entry !== undefined) flow(entry, turn.source)
      if (clock.elapsed() - began > slice) break
      turn = nextTurn(readings)
    }
    if (turn !== undefined) news.ring()
    else wakeSleepers(readings)
    if (clock.elapsed() - tickedAt >= tickEvery && readings.every((reading) => reading.isIdle && reading.isDrained)) {
      tickedAt = clock.elapsed()
      options.tick(clock.now())
    }
    await commit(false)
    await clock.sleep(0)
  }
  pulse()
  await commit(true)
}

/** What waits cannot be taken before the others were looked at, too. */
function wakeSleepers(readings: readonly Reading[]): void {
  if (readings.every(({ isDrained }) => isDrained)) return
  for (const reading of readings) if (reading.isDrained) reading.wake()
}

/** A commit is due some time after the last entry, too. */
function pulses(clock: Clock, news: Doorbell, signal: AbortSignal): () => void {
  let callOff = (): void => undefined
  const arm = (): void => {
    callOff = clock.after(commitEvery, () => {
      news.ring()
      if (!signal.aborted) arm()
    })
  }
  arm()
  signal.addEventListener('abort', () => news.ring(), { once: true })
  return () => callOff()
}

function committer({ readings, clock, log, durable, committed, commitFailed, beforeCommit }: WorkOptions) {
  let lastAt = -Infinity
  let failing = false
  let before = ''
  const relieve = memoryRelief(2)
  return async (now: boolean): Promise<void> => {
    if (!now && clock.elapsed() - lastAt < commitEvery) return
    const positions = new Map<string, Position>()
    for (const reading of readings) {
      const position = reading.committable
      if (position !== undefined) positions.set(reading.log, position)
    }
    beforeCommit()
    const began = clock.elapsed()
    lastAt = began
    const place = JSON.stringify([...positions])
    try {
      const written = await durable.commit(place === before ? new Map() : positions)
      before = place
      if (written > 0) committed(clock.elapsed() - began)
      if (failing) log.info('State is written again')
      failing = false
      relieve()
    } catch (error) {
      if (!(error instanceof AgentError)) throw error
      commitFailed(error.code)
      if (!failing)
        log.error('State could not be written; counting goes on, nothing new is shown until it can', { error })
      failing = true
    }
  }
}
