// Whose turn is it? Several logs of one host tell one story, and while we catch up each of them may be hours ahead of
// the others. So the oldest entry goes first, and a log that is still being read is waited for.
import type { LogEntry } from '../../parsers/log-entry.ts'

export type Queue = {
  /** Nothing more is to be expected from it for now. */
  readonly isIdle: boolean
  /** When what waits in it was read, on the clock of `isReadSince`. */
  readonly readAt: number
  /** Was it read to its end at that moment or later? What was written there before is known then. */
  isReadSince(moment: number): boolean
  peek(): LogEntry | undefined
}

/**
 * The queue whose first entry is next; undefined when there is none, or when a log that is being read may still hold an
 * older one. An entry without a time belongs right behind the one before it in its file: it goes at once.
 */
export function nextTurn<Q extends Queue>(queues: readonly Q[]): Q | undefined {
  let oldest: Q | undefined
  let oldestTime = Infinity
  for (const queue of queues) {
    const entry = queue.peek()
    if (entry === undefined) {
      if (queue.isIdle) continue
      return undefined
    }
    const time = entry.time ?? -Infinity
    if (time >= oldestTime) continue
    oldest = queue
    oldestTime = time
  }
  return oldest !== undefined && isComplete(queues, oldest.readAt) ? oldest : undefined
}

/** Logs are not looked at in one moment: one that was idle before this entry was read may hold an older one by now. */
const isComplete = (queues: readonly Queue[], moment: number): boolean =>
  queues.every((queue) => queue.peek() !== undefined || queue.isReadSince(moment))
