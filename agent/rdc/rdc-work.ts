import { AgentError } from '../errors.ts'
import { untilInterrupted } from '../terminal/interrupt.ts'
import { progressOn } from '../terminal/progress.ts'
import { sizeWords } from '../terminal/rows.ts'

/** Tells how far the work is, by the bytes done since the last call. Throws at Ctrl-C. */
export type Advance = (bytes: number) => void

/**
 * One command's work, with a progress bar on a terminal and an end at Ctrl-C.
 *
 * @param label  what is being done, before the bar and in the words of an interruption
 */
export function withProgress<T>(
  label: string,
  json: boolean,
  work: (steps: { expect(bytes: number): void; advance: Advance }) => Promise<T>,
): Promise<T> {
  return untilInterrupted(async (signal) => {
    const bar = progressOn(process.stderr, label, !json)
    let done = 0
    let total = 0
    try {
      return await work({
        expect: (bytes) => (total += bytes),
        advance(bytes) {
          if (signal.aborted) throw new AgentError('interrupted', { work: `${label}; nothing was written` })
          done += bytes
          bar.show(done, total, `${sizeWords(done)} of ${sizeWords(total)}`)
        },
      })
    } finally {
      bar.end()
    }
  })
}
