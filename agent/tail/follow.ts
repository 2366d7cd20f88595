// One log on disk as an endless source of lines: through growth, rollover, truncation, locks and restarts.
//
// The theory. What a log holds between two rollovers is a *generation*. We always read exactly one, to its end, then
// the next. Rollover moves a generation from X.log to X.lo_, by renaming or by copying and truncating, and overwrites
// the generation that lay there. So at any moment ours is in X.log, or in X.lo_, or gone. Each round:
//
//   1. Look at X.log: do its head and the bytes before our offset equal what we read? If not, look at X.lo_.
//   2. Decide where our generation lies (identity.ts, pure): in the log, rolled over, cut back, lost, or wait.
//   3. Read one buffer from there. Each read begins again with the bytes read last, so a file that was changed between
//      looking and reading is noticed, and nothing of it is delivered.
//   4. In X.lo_ and nothing more to read, although X.log was seen as another file *before* this read: the generation is
//      finished. Its unterminated rest is delivered as a line, and reading goes on at byte 0 of the next.
//
// The next generation is in X.log. If it is rolled over before we come to it, step 1 finds it in X.lo_ by its file
// number. If X.lo_ holds neither ours nor the one before, a generation may have passed unseen: a gap is counted, X.lo_
// is read from 0, then X.log. Lines are delivered once or their loss is a gap, never twice: doubt is always a gap.
//
// Handles. `release` opens, reads and closes in every round: on Windows a handle of ours on what becomes X.lo_ would
// make the writer's next rollover fail (platform 4). `keep` holds the handle of the generation, wherever it was renamed
// to, which saves the rest of one that was deleted, or rolled over twice.
import type { Clock } from '../clock.ts'
import { isOnShare } from './find.ts'
import { LogTail, type TailOptions } from './log-tail.ts'
import type { TailEvent } from './tail-event.ts'

export type FollowOptions = TailOptions & {
  readonly clock: Clock
  /** Milliseconds between two looks; on a share at least a second. */
  readonly poll: number
}

/** Reading goes on when the consumer asks for the next event: a slow one is waited for, nothing piles up. */
export type Follower = AsyncIterable<TailEvent> & {
  /** A hint that the log may have changed: look soon. */
  wake(): void
  /** When it resolves, nothing will be delivered any more and no file is open. */
  close(): Promise<void>
}

const leastPollOnShare = 1000
/** Milliseconds between two looks however many hints arrive. */
const leastPause = 50

export function followLog(options: FollowOptions): Follower {
  const { clock, path } = options
  const poll = isOnShare(path) ? Math.max(leastPollOnShare, options.poll) : options.poll
  const tail = new LogTail(options)
  const stopped = new AbortController()
  let hinted = new AbortController()

  async function* events(): AsyncGenerator<TailEvent, void> {
    while (!stopped.signal.aborted) {
      hinted = new AbortController()
      yield* tail.poll()
      await clock.sleep(Math.min(leastPause, poll), stopped.signal)
      await clock.sleep(poll - leastPause, hinted.signal)
    }
  }
  const running = events()

  return {
    [Symbol.asyncIterator]: () => running,
    wake() {
      hinted.abort()
    },
    async close() {
      stopped.abort()
      hinted.abort()
      await tail.close()
      await running.return()
    },
  }
}
