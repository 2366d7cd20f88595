// Hashes stored files within a budget, with progress, and stops in good order: at Ctrl-C, or when the time is up.
import { isInPlace } from '../../engine/checks/view.ts'
import { liveStored, type LibraryIndex } from '../../engine/scan/library-index.ts'
import { tokenBucket } from '../../engine/verify/token-bucket.ts'
import { hashAll, type Verification } from '../../engine/verify/verify.ts'
import { sampleOf } from '../../engine/verify/verify-order.ts'
import { progressOn } from '../terminal/progress.ts'
import { sizeWords } from '../terminal/rows.ts'
import type { Session } from './library-session.ts'

export type HashRun = Verification & {
  /** How many stored files were asked for. */
  readonly wanted: number
  readonly bytes: number
  readonly seconds: number
  /** Why it ended before all were hashed. */
  readonly stopped: 'interrupted' | 'time is up' | undefined
}

/** @param rows  rows of the stored table; all stored files when undefined */
export async function hashSome(
  session: Session,
  index: LibraryIndex,
  rows: readonly number[] | undefined,
  signatures: boolean,
): Promise<HashRun> {
  const { options, clock, crew, signal } = session
  const { bytesPerSecond, maxDuration, sample } = options.budget
  const all = rows ?? [...liveStored(index)].filter((row) => isInPlace(index, row))
  const wanted = sample === undefined ? all : sampleOf(all, sample, clock.now())
  const total = wanted.reduce((sum, row) => sum + index.tables.stored.size.at(row), 0)
  const begin = clock.elapsed()
  const bucket = bytesPerSecond === undefined ? undefined : tokenBucket(bytesPerSecond)
  const bar = progressOn(process.stderr, 'Hashing', !options.json && !options.csv)
  let bytes = 0
  let timeIsUp = false
  const admit = async (more: number): Promise<boolean> => {
    const wait = bucket?.take(more, clock.elapsed()) ?? 0
    if (wait > 0) await clock.sleep(wait, signal)
    timeIsUp = maxDuration !== undefined && clock.elapsed() - begin >= maxDuration
    return !timeIsUp && !signal.aborted
  }
  const { results, complete } = await hashAll(crew, index, {
    rows: wanted,
    signatures,
    signal,
    ...(bucket === undefined && maxDuration === undefined ? {} : { admit }),
    onResults(some) {
      for (const result of some) bytes += result.bytes
      const seconds = Math.max(0.001, (clock.elapsed() - begin) / 1000)
      bar.show(bytes, total, `${sizeWords(bytes)} of ${sizeWords(total)}, ${sizeWords(bytes / seconds)}/s`)
    },
  })
  bar.end()
  return {
    results,
    complete,
    wanted: wanted.length,
    bytes,
    seconds: (clock.elapsed() - begin) / 1000,
    stopped: complete ? undefined : timeIsUp ? 'time is up' : 'interrupted',
  }
}
