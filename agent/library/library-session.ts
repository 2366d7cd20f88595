// One run of a library command: where the library is, who reads it, what is known of it, what is wrong with it.
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { Facts } from '../../engine/checks/facts.ts'
import type { Judgement } from '../../engine/checks/judge-library.ts'
import { readExpectedList, readWmiList, type ListReading } from '../../engine/checks/package-lists.ts'
import { rememberFindings } from '../../engine/checks/first-seen.ts'
import { judgeTwice } from '../../engine/checks/second-look.ts'
import { viewOf, type LibraryView } from '../../engine/checks/view.ts'
import { newAllowance, readFreely, type Allowance } from '../../engine/library/paced-store.ts'
import { rememberSpace } from '../../engine/inspect/space-forecast.ts'
import type { Crew } from '../../engine/scan/crew.ts'
import type { LibraryIndex } from '../../engine/scan/library-index.ts'
import { lookBeside } from '../../engine/scan/look-beside.ts'
import { scanLibrary } from '../../engine/scan/scan.ts'
import { updateIndex } from '../../engine/scan/update.ts'
import type { HashResult } from '../../engine/verify/hash-stored.ts'
import type { Clock } from '../clock.ts'
import { asked } from '../commands/config-flags.ts'
import { requireConfig } from '../config/config-sources.ts'
import { AgentError, badUsage, readError } from '../errors.ts'
import { untilInterrupted } from '../terminal/interrupt.ts'
import { tell } from '../terminal/output.ts'
import { progressOn } from '../terminal/progress.ts'
import { filesOfIndex, loadIndex, requireOurs, saveIndex } from './index-file.ts'
import { idleLevel, readOptions, type LibraryOptions } from './read-options.ts'
import { findPlace, type LibraryPlace } from './library-place.ts'
import { requireOutside } from './outside-library.ts'
import { workerCrew } from './worker-crew.ts'

export type Session = {
  readonly options: LibraryOptions
  readonly place: LibraryPlace
  readonly crew: Crew
  /** Holds up, or ends, the reading of stored files, in the middle of one, too. */
  readonly allowance: Allowance
  readonly clock: Clock
  /** Aborts at the first Ctrl-C; the second ends the process. */
  readonly signal: AbortSignal
}

/** Opens the library that the command line names, runs `work`, and ends the workers in any case. */
export async function withSession<T>(
  parsed: Readonly<Record<string, unknown>>,
  clock: Clock,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const options = readOptions(parsed)
  const idle = idleLevel(parsed)
  if (idle !== undefined) tell([idle])
  const place = findPlace(options, await configuredPlace(parsed, options))
  if (options.index !== undefined) {
    for (const path of filesOfIndex(options.index)) requireOutside(place.roots, '--index', path)
    requireOurs(options.index)
  }
  const allowance = newAllowance()
  readFreely(allowance)
  const crew = workerCrew(place.roots, options.workers ?? availableParallelism(), undefined, allowance)
  try {
    return await untilInterrupted((signal) => work({ options, place, crew, allowance, clock, signal }))
  } finally {
    await crew.close()
  }
}

/** The configuration is asked only for what the command line leaves open: a copied library needs none. */
async function configuredPlace(
  parsed: Readonly<Record<string, unknown>>,
  { library }: LibraryOptions,
): Promise<Parameters<typeof findPlace>[1]> {
  if (library !== undefined && parsed['config.file'] === undefined)
    return { primary: undefined, drives: [], reserveMegabytes: 50 }
  const { config } = await requireConfig(asked(parsed))
  return {
    primary: config['library.primary'],
    drives: config['library.drives'] ?? [],
    reserveMegabytes: config['library.reserveMegabytes'],
    usableDrives: config['library.usableDrives'],
  }
}

/**
 * Reads the library, or brings a kept index up to date. Ctrl-C keeps what was read when there is an index file.
 *
 * @param onKept  sees the kept index as it was
 */
export async function readLibrary(session: Session, onKept?: (kept: LibraryIndex) => void): Promise<LibraryIndex> {
  const { options, clock, crew, signal } = session
  const bar = progressOn(process.stderr, 'Reading', !options.json)
  const onProgress = ({ done, total, entries }: { done: number; total: number; entries: number }): void =>
    bar.show(done, total, `${entries} entries`)
  const run = { level: Math.min(1, options.level), now: clock.now(), signal, onProgress }
  const kept = options.index === undefined ? undefined : loadIndex(options.index, session.place.roots)
  if (kept !== undefined) onKept?.(kept)
  if (kept !== undefined && kept.level >= run.level) {
    const { complete } = await updateIndex(crew, kept, run)
    bar.end()
    finish(session, kept, complete)
    return kept
  }
  const { index, complete } = await scanLibrary(crew, run)
  bar.end()
  finish(session, index, complete)
  return index
}

/** Saves the index when the command line names a file for it. */
export function keepIndex({ options }: Session, index: LibraryIndex): void {
  if (options.index !== undefined) saveIndex(options.index, index)
}

function finish(session: Session, index: LibraryIndex, complete: boolean): void {
  const { options, place, clock } = session
  // The volume below a copied library says nothing of the drive it was copied from.
  if (place.live) rememberSpace(index, clock.now())
  keepIndex(session, index)
  if (complete) return
  const kept = options.index === undefined ? '' : `; what was read is kept in ${options.index}`
  throw new AgentError('interrupted', { work: `the scan${kept}` })
}

/** The index as it was kept, without a look at the library; reads the library when none was kept. */
export function keptOrRead(session: Session): LibraryIndex | Promise<LibraryIndex> {
  const { index } = session.options
  return (index === undefined ? undefined : loadIndex(index, session.place.roots)) ?? readLibrary(session)
}

/** Everything a judgement may know, from the command line and the neighbours of the library. */
export async function factsFor(
  session: Session,
  hashed: readonly HashResult[] | undefined,
  index?: LibraryIndex,
): Promise<Facts> {
  const { options, place, crew, clock } = session
  const neighbours = await lookBeside(crew, index)
  return {
    now: options.now ?? clock.now(),
    level: options.level,
    wmi: options.wmi === undefined ? undefined : readList(options.wmi, readWmiList),
    expected: options.expected === undefined ? undefined : readList(options.expected, readExpectedList),
    hashed,
    reserveBytes: place.live ? place.reserveBytes : undefined,
    usableDrives: place.live ? place.usableDrives : undefined,
    ...neighbours,
  }
}

function readList<Value>(path: string, read: (text: string) => ListReading<Value>): Value {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw readError(path, error)
  }
  const { value, faults, unused } = read(text)
  if (unused.length > 0) tell([`${path}: not used: ${unused.slice(0, 20).join(', ')}`])
  if (faults.length === 0) return value
  const some = faults.slice(0, 20).map((fault) => `${path}: ${fault}`)
  const more = faults.length > 20 ? [`and ${faults.length - 20} more`] : []
  throw badUsage(...some, ...more)
}

export type Judged = { readonly view: LibraryView; readonly judgement: Judgement; readonly facts: Facts }

/** What is wrong with it, looked at twice. */
export async function judgeLibrary(
  session: Session,
  index: LibraryIndex,
  startedAt: number,
  hashed?: readonly HashResult[],
): Promise<Judged> {
  const { crew, clock } = session
  // Ctrl-C cut the hashing; what was seen until then still gets its second look, or old damage would pass as still
  // changing. A second Ctrl-C ends the process.
  const signal = session.signal.aborted ? new AbortController().signal : session.signal
  const facts = await factsFor(session, hashed, index)
  const wait = async (ms: number): Promise<number> => {
    await clock.sleep(ms, signal)
    return clock.now()
  }
  const judged = await judgeTwice(crew, index, facts, { wait, startedAt, signal })
  const judgement = { ...judged, findings: rememberFindings(index, judged.findings) }
  keepIndex(session, index)
  return { view: viewOf(index), judgement, facts }
}

/** Says on standard error what the reader should know beside the answer. */
export const note = (session: Session, line: string): void => {
  if (!session.options.json && !session.options.csv) tell([line])
}
