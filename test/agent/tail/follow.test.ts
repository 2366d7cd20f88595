import { readdirSync } from 'node:fs'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { logDisk } from '../../../agent/tail/find.ts'
import { followLog, type Follower, type FollowOptions } from '../../../agent/tail/follow.ts'
import type { TailEvent } from '../../../agent/tail/tail-event.ts'
import { LogFolder } from '../../support/log-folder.ts'
import { manualClock, type ManualClock } from '../../support/manual-clock.ts'
import { openHandles } from '../../support/open-handles.ts'

type Following = { logs: LogFolder; clock: ManualClock; follower: Follower; events: TailEvent[]; looks: () => number }

/** Follows a log by a clock that stands still; `looks` counts how often it was looked at. */
function following(options: Partial<FollowOptions> = {}): Following {
  const logs = new LogFolder()
  const clock = manualClock()
  let looks = 0
  const disk: FollowOptions['disk'] = {
    ...logDisk,
    open: (path, buffer) => {
      if (path.endsWith('.log')) looks++
      return logDisk.open(path, buffer)
    },
  }
  const follower = followLog({
    path: logs.log,
    start: undefined,
    startAt: 'beginning',
    handles: 'release',
    poll: 500,
    clock,
    disk,
    ...options,
  })
  const events: TailEvent[] = []
  const ended = (async () => {
    for await (const event of follower) events.push(event)
  })()
  onTestFinished(async () => {
    await follower.close()
    await ended
  })
  return { logs, clock, follower, events, looks: () => looks }
}

/** Reading that was set off has come to its end: the follower waits for its next look. */
const settled = (clock: ManualClock): Promise<void> =>
  vi.waitFor(() => expect(clock.waiting()).toBe(1), { timeout: 60_000, interval: 1 })

const textOf = (events: readonly TailEvent[]): readonly number[] =>
  events.flatMap((event) => (event.kind === 'lines' ? event.lines.map((line) => line.length) : []))

describe('the pace', () => {
  test('a look every 500 ms, and none between', async () => {
    const { clock, looks } = following()
    await settled(clock)
    expect(looks()).toBe(1)
    await clock.advance(499)
    await settled(clock)
    expect(looks()).toBe(1)
    for (let polls = 2; polls < 5; polls++) {
      await clock.advance(500)
      await settled(clock)
      expect(looks()).toBe(polls)
    }
  })
  test('a hint brings the next look forward, but never closer than 50 ms', async () => {
    const { clock, follower, looks } = following()
    await settled(clock)
    follower.wake()
    await clock.advance(49)
    await settled(clock)
    expect(looks()).toBe(1)
    await clock.advance(1)
    await settled(clock)
    expect(looks()).toBe(2)
    await clock.advance(400)
    for (let hints = 0; hints < 100; hints++) follower.wake()
    await settled(clock)
    expect(looks(), 'a hundred hints are one look').toBe(3)
  })
  test('on a share a look a second at most, however often was asked for', async () => {
    const { clock, looks } = following({ path: '//no-such-server/SMS_PS1/Logs/distmgr.log', poll: 100 })
    await settled(clock)
    await clock.advance(950)
    await settled(clock)
    expect(looks()).toBe(1)
    await clock.advance(60)
    await settled(clock)
    expect(looks()).toBe(2)
  })
})

test('what is appended is delivered at the next look', async () => {
  const { logs, clock, events } = following()
  await settled(clock)
  logs.append('line 1\nline 22\n')
  await clock.advance(500)
  await settled(clock)
  expect(textOf(events)).toEqual([7, 8])
})

describe('closing', () => {
  test('ends the loop of the consumer, stops the timer and leaves no handle', async () => {
    const { logs, clock, follower, events } = following({ handles: 'keep' })
    logs.append('line 1\n')
    await settled(clock)
    await clock.advance(500)
    await settled(clock)
    await follower.close()
    expect(clock.waiting()).toBe(0)
    expect(openHandles(logs.folder)).toEqual([])
    const told = events.length
    logs.append('line 2\n')
    await clock.advance(10_000)
    expect(events).toHaveLength(told)
    expect(readdirSync(logs.folder)).toEqual(['PkgXferMgr.log'])
  })
  test('from within the loop', async () => {
    const logs = new LogFolder()
    logs.append('line 1\nline 2\n')
    const follower = followLog({
      path: logs.log,
      start: undefined,
      startAt: 'beginning',
      poll: 500,
      clock: manualClock(),
    })
    const kinds: string[] = []
    for await (const event of follower) {
      kinds.push(event.kind)
      if (event.kind === 'lines') await follower.close()
    }
    expect(kinds).toEqual(['up', 'lines'])
    await follower.close()
  })
  test('before anything was asked for', async () => {
    const logs = new LogFolder()
    const follower = followLog({
      path: logs.log,
      start: undefined,
      startAt: 'beginning',
      poll: 500,
      clock: manualClock(),
    })
    await follower.close()
    for await (const event of follower) expect.unreachable(event.kind)
  })
})
