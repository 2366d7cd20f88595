import type { Clock } from '../clock.ts'
import type { Scribe } from './scribe.ts'
import type { Utterance } from './utterance.ts'

/** Writes every line when its time has come. Ends with the story, or when `signal` aborts; never leaves half a line. */
export async function play(
  story: Iterable<Utterance>,
  writer: Pick<Scribe, 'write'>,
  clock: Pick<Clock, 'now' | 'sleep'>,
  signal: AbortSignal,
): Promise<void> {
  for (const utterance of story) {
    const early = utterance.at - clock.now()
    if (early > 0) await clock.sleep(early, signal)
    if (signal.aborted) return
    writer.write(utterance)
  }
}

/** Writes at once whatever is said before `until` (milliseconds since 1970 UTC); returns how many lines that were. */
export function writeUntil(until: number, story: Iterable<Utterance>, writer: Pick<Scribe, 'write'>): number {
  let lines = 0
  for (const utterance of story) {
    if (utterance.at >= until) break
    writer.write(utterance)
    lines++
  }
  return lines
}
