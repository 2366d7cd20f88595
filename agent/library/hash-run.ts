// Hashes stored files within a budget, with progress, and stops in good order: at Ctrl-C, or when the time is up.
import { bytesRead, endReading, isEnded, readFreely, readPaced } from '../../engine/library/paced-store.ts'
import { isInPlace } from '../../engine/checks/view.ts'
import { liveStored, type LibraryIndex } from '../../engine/scan/library-index.ts'
import { hashAll, type Verification } from '../../engine/verify/verify.ts'
import { sampleOf } from '../../engine/verify/verify-order.ts'
import { progressOn } from '../terminal/progress.ts'
import { sizeWords } from '../terminal/rows.ts'
import type { Session } from './library-session.ts'
import { pacer } from './pacer.ts'

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
  const { maxDuration, sample } = options.budget
  const all = rows ?? [...liveStored(index)].filter((row) => isInPlace(index, row))
  const wanted = sample === undefined ? all : sampleOf(all, sample, clock.now())
  const begin = clock.elapsed()
  const timeIsUp = (): boolean => maxDuration !== undefined && clock.elapsed() - begin >= maxDuration
  const budget = holdBudget(session)
  const progress = showProgress(
    session,
    wanted.reduce((sum, row) => sum + index.tables.stored.size.at(row), 0),
  )
  const { results, complete } = await hashAll(crew, index, {
    rows: wanted,
    signatures,
    signal,
    ...(budget.isLimited ? { admit: () => Promise.resolve(!timeIsUp() && !signal.aborted) } : {}),
    onResults: (some) => progress.add(some.reduce((sum, { bytes }) => sum + bytes, 0)),
  })
  progress.end()
  budget.end()
  // What was cut off in the middle was not looked at.
  const hashed = results.filter(({ refusal }) => !isEnded(refusal))
  const isWhole = complete && hashed.length === results.length
  return {
    results: hashed,
    complete: isWhole,
    wanted: wanted.length,
    bytes: hashed.reduce((sum, { bytes }) => sum + bytes, 0),
    seconds: (clock.elapsed() - begin) / 1000,
    stopped: isWhole ? undefined : signal.aborted ? 'interrupted' : 'time is up',
  }
}

/** Rate, time and Ctrl-C take effect in the middle of a file. Afterwards everything may be read again. */
function holdBudget({ options, clock, signal, allowance }: Session): { readonly isLimited: boolean; end(): void } {
  const { bytesPerSecond, maxDuration } = options.budget
  const stop = (): void => endReading(allowance)
  signal.addEventListener('abort', stop, { once: true })
  const callOff = maxDuration === undefined ? undefined : clock.after(maxDuration, stop)
  if (bytesPerSecond !== undefined) readPaced(allowance)
  const stopGranting =
    bytesPerSecond === undefined ? undefined : pacer(clock, () => bytesPerSecond).begin(allowance, () => false)
  return {
    isLimited: bytesPerSecond !== undefined || maxDuration !== undefined,
    end() {
      callOff?.()
      stopGranting?.()
      signal.removeEventListener('abort', stop)
      readFreely(allowance)
    },
  }
}

/** How often the bar moves while one large file is hashed; milliseconds. */
const drawEvery = 200

function showProgress(
  { options, clock, allowance }: Session,
  total: number,
): { add(bytes: number): void; end(): void } {
  const bar = progressOn(process.stderr, 'Hashing', !options.json && !options.csv)
  const begin = clock.elapsed()
  const before = bytesRead(allowance)
  let hashed = 0
  let callOff = (): void => undefined
  const draw = (): void => {
    const bytes = Math.min(total, Math.max(hashed, bytesRead(allowance) - before))
    const seconds = Math.max(0.001, (clock.elapsed() - begin) / 1000)
    bar.show(bytes, total, `${sizeWords(bytes)} of ${sizeWords(total)}, ${sizeWords(bytes / seconds)}/s`)
    callOff = clock.after(drawEvery, draw)
  }
  draw()
  return {
    add: (bytes) => void (hashed += bytes),
    end() {
      callOff()
      bar.end()
    },
  }
}
