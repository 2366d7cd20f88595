// Hashes stored files within a budget, with progress, and stops in good order: at Ctrl-C, or when the time is up.
import { bytesRead, endReading, isEnded, readFreely, readPaced } from '../../engine/library/paced-store.ts'
import { isInPlace } from '../../engine/checks/view.ts'
import { liveStored, type LibraryIndex } from '../../engine/scan/library-index.ts'
import { hashAll, type Verification } from '../../engine/verify/verify.ts'
import type { HashResult } from '../../engine/verify/hash-stored.ts'
import { recordVerdicts, sampleOf } from '../../engine/verify/verify-order.ts'
import { progressOn } from '../terminal/progress.ts'
import { sizeWords } from '../terminal/rows.ts'
import { keepIndex, type Session } from './library-session.ts'
import { pacer } from './pacer.ts'

export type HashRun = Verification & {
  /** Stored files of the whole library. */
  readonly stored: number
  /** Those the command is about. */
  readonly asked: number
  /** Those of them that were to be hashed: the sample. */
  readonly wanted: number
  /** Those that were read to their end. */
  readonly hashed: number
  /** Part that was to be hashed; undefined when all were. */
  readonly sample: number | undefined
  readonly bytes: number
  readonly seconds: number
  /** Why it ended before all were hashed. */
  readonly stopped: 'interrupted' | 'time is up' | undefined
}

/**
 * The index remembers the verdicts; its file is written at the end, and now and then before, so that a killed run loses
 * little.
 *
 * @param rows  rows of the stored table; all stored files when undefined
 */
export async function hashSome(
  session: Session,
  index: LibraryIndex,
  rows: readonly number[] | undefined,
  signatures: boolean,
): Promise<HashRun> {
  const { options, clock, crew, signal } = session
  const { maxDuration, sample } = options.budget
  const stored = [...liveStored(index)].filter((row) => isInPlace(index, row))
  const all = rows ?? stored
  const wanted = sample === undefined ? all : sampleOf(all, sample, clock.now())
  const begin = clock.elapsed()
  const timeIsUp = (): boolean => maxDuration !== undefined && clock.elapsed() - begin >= maxDuration
  const budget = holdBudget(session)
  const progress = showProgress(
    session,
    wanted.reduce((sum, row) => sum + index.tables.stored.size.at(row), 0),
  )
  const kept = keeper(session, index)
  const { results, complete } = await hashAll(crew, index, {
    rows: wanted,
    signatures,
    signal,
    ...(budget.isLimited ? { admit: () => Promise.resolve(!timeIsUp() && !signal.aborted) } : {}),
    onResults(some) {
      progress.add(some.reduce((sum, { bytes }) => sum + bytes, 0))
      kept.add(some)
    },
  })
  progress.end()
  kept.end()
  budget.end()
  // What was cut off in the middle was not looked at.
  const hashed = results.filter(({ refusal }) => !isEnded(refusal))
  recordVerdicts(index, hashed, clock.now())
  keepIndex(session, index)
  const isWhole = complete && hashed.length === results.length
  return {
    results: hashed,
    complete: isWhole,
    stored: stored.length,
    asked: all.length,
    wanted: wanted.length,
    hashed: hashed.filter(({ actual }) => actual !== undefined).length,
    sample: sample === 1 ? undefined : sample,
    bytes: hashed.reduce((sum, { bytes }) => sum + bytes, 0),
    seconds: (clock.elapsed() - begin) / 1000,
    stopped: isWhole ? undefined : signal.aborted ? 'interrupted' : 'time is up',
  }
}

/** Not more often than this, milliseconds; nor so often that writing takes more than a fiftieth of the time. */
const keepEvery = 5_000

function keeper(session: Session, index: LibraryIndex): { add(some: readonly HashResult[]): void; end(): void } {
  const { clock, options } = session
  let pending: HashResult[] = []
  const keep = (): void => {
    const begin = clock.elapsed()
    if (pending.length > 0) {
      recordVerdicts(index, pending, clock.now())
      keepIndex(session, index)
      pending = []
    }
    callOff = clock.after(Math.max(keepEvery, 50 * (clock.elapsed() - begin)), keep)
  }
  let callOff = options.index === undefined ? () => undefined : clock.after(keepEvery, keep)
  return { add: (some) => void pending.push(...some), end: () => callOff() }
}

/** For programs; null when nothing was to be hashed. */
export const hashedJson = (run: HashRun | undefined): object | null =>
  run === undefined
    ? null
    : {
        wanted: run.wanted,
        hashed: run.hashed,
        inferred: run.stored - run.hashed,
        stored: run.stored,
        sample: run.sample ?? null,
        bytes: run.bytes,
        seconds: Number(run.seconds.toFixed(3)),
        complete: run.complete,
        stopped: run.stopped ?? null,
      }

/** What may be said when nothing wrong was found: no more than was looked at. */
export function soundWords(level: number, run: HashRun | undefined): string {
  if (level < 1) return 'No fault in the names; neither INIs nor stored files were read.'
  if (run === undefined) return 'No fault found; no stored file was hashed (--level 2 hashes them).'
  return run.hashed === run.asked
    ? 'Nothing is wrong.'
    : `No fault found; ${run.hashed} of ${run.asked} stored files were hashed.`
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
