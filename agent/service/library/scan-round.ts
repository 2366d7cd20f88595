// One look at the library: the kept index is brought up to date, or the library is read as a whole, and what is there is
// judged. A library, part or drive that is not there is an answer too: what was known of it is kept for its return.
import { readFileSync } from 'node:fs'
import { findingJson, libraryAccount, verdictCounts, driveAccount } from '../../../engine/checks/account.ts'
import type { Facts } from '../../../engine/checks/facts.ts'
import { rememberFindings } from '../../../engine/checks/first-seen.ts'
import { judge, type Judgement } from '../../../engine/checks/judge-library.ts'
import { readExpectedList, readWmiList, type ListReading } from '../../../engine/checks/package-lists.ts'
import { judgeTwice } from '../../../engine/checks/second-look.ts'
import { orderIsKnown } from '../../../engine/checks/records.ts'
import { isUnfinished, viewOf } from '../../../engine/checks/view.ts'
import { rememberSpace } from '../../../engine/inspect/space-forecast.ts'
import { newIndex, type LibraryIndex } from '../../../engine/scan/library-index.ts'
import { lookBeside } from '../../../engine/scan/look-beside.ts'
import { survey } from '../../../engine/scan/scan.ts'
import type { Survey } from '../../../engine/scan/survey.ts'
import type { HashResult } from '../../../engine/verify/hash-stored.ts'
import { oldestVerification } from '../../../engine/verify/verify-order.ts'
import type { Clock } from '../../clock.ts'
import { readError } from '../../errors.ts'
import { saveIndex } from '../../library/index-file.ts'
import { driveLetters, type LibraryPlace } from '../../library/library-place.ts'
import { libraryNumbers } from './library-numbers.ts'
import { readAgain, type ReadAgainOptions } from './read-again.ts'
import type { FindingObject, LibraryState, ScanReport, Tell, WatchSettings } from './watch-messages.ts'

export type ScanOptions = ReadAgainOptions & {
  readonly place: LibraryPlace
  readonly settings: WatchSettings
  readonly indexFile: string
  readonly clock: Clock
  readonly tell: Tell
  /** Finding id -> first sighting, as far as earlier runs remember; milliseconds since 1970 UTC. */
  readonly seen: Map<string, number>
  /** Damage that is known of the stored files in this index. */
  readonly known: (index: LibraryIndex) => readonly HashResult[]
}

export type ScanRound = {
  /** undefined when it was ended before the library was read once. */
  readonly index: LibraryIndex | undefined
  readonly state: Extract<LibraryState, 'ready' | 'absent' | 'unreadable'>
  readonly reason: string | undefined
  /** undefined when it was ended. */
  readonly report: ScanReport | undefined
}

/** Findings that are sent and kept whole; all are counted. */
const mostFindings = 10_000

export async function scanRound(before: LibraryIndex | undefined, options: ScanOptions): Promise<ScanRound> {
  const { crew, clock, signal } = options
  const began = clock.elapsed()
  const now = clock.now()
  const found = await survey(crew)
  const fault = faultOf(found)
  if (fault !== undefined) {
    // What is gone is not forgotten: the tables stay as they were, under the survey of today.
    const known = before ?? newIndex(found, 1, now)
    const today = { ...known, survey: { ...found, packages: known.survey.packages, contents: [] } }
    const facts = await factsFor(options, today, now)
    const judgement = seenBefore(judge(today, facts), known.firstSeen, options.seen)
    const report = reportOf(today, judgement, facts, options, { began, walked: false, changed: 0 })
    return { index: before, ...fault, report }
  }
  const { index, complete, changed } = await readAgain(before, options, now)
  if (!complete) {
    saveIndex(options.indexFile, index)
    return { index, state: 'ready', reason: undefined, report: undefined }
  }
  rememberSpace(index, now)
  const facts = await factsFor(options, index, now)
  const wait = async (ms: number): Promise<number> => {
    await clock.sleep(ms, signal)
    return clock.now()
  }
  const judged = await judgeTwice(crew, index, facts, { wait, startedAt: now, signal, known: options.known })
  if (signal.aborted) return { index, state: 'ready', reason: undefined, report: undefined }
  const judgement = { ...judged, findings: rememberFindings(index, judged.findings) }
  saveIndex(options.indexFile, index)
  const walked = options.walk || before === undefined
  const report = reportOf(index, judgement, facts, options, { began, walked, changed })
  return { index, state: 'ready', reason: undefined, report }
}

/** The index remembers first sightings only of what it can show; this is what hinders it. @param known  those of the index */
function seenBefore(judgement: Judgement, known: ReadonlyMap<string, number>, seen: Map<string, number>): Judgement {
  const findings = judgement.findings.map((one) => {
    const firstSeen = known.get(one.id) ?? seen.get(one.id) ?? one.firstSeen
    seen.set(one.id, firstSeen)
    return { ...one, firstSeen }
  })
  return { ...judgement, findings }
}

/** Why nothing may be concluded from what a listing shows; undefined when it may. */
function faultOf({ drives, remarks }: Survey): (Pick<ScanRound, 'state' | 'reason'> & object) | undefined {
  const [primary] = drives
  if (primary === undefined) return { state: 'absent', reason: 'no drive is known' }
  const refused = remarks.find(
    ({ kind, path }) => kind === 'unreadable' && path.split('/').length <= 3 && path.startsWith(`${primary.drive}/`),
  )
  if (refused !== undefined) return { state: 'unreadable', reason: `${primary.location}: ${refused.detail}` }
  if (!primary.present) return { state: 'absent', reason: `${primary.location} is not there` }
  const lost = (['PkgLib', 'DataLib'] as const).filter((part) => primary.parts[part] === undefined)
  return lost.length === 0
    ? undefined
    : { state: 'absent', reason: `${lost.join(' and ')} of ${primary.location} missing` }
}

async function factsFor(options: ScanOptions, index: LibraryIndex, now: number): Promise<Facts> {
  const { crew, settings, place, known } = options
  const neighbours = await lookBeside(crew, index)
  return {
    now,
    level: 3,
    wmi: listFrom(settings.wmi, 'The list of SMS_PackagesInContLib cannot be used', readWmiList, options.tell),
    expected: listFrom(settings.expected, 'The expected list cannot be used', readExpectedList, options.tell),
    hashed: known(index),
    remembered: true,
    reserveBytes: place.reserveBytes,
    usableDrives: driveLetters(settings.usableDrives),
    unlogged: options.ledger?.unlogged(now),
    ...neighbours,
  }
}

/** A list that cannot be read, or is faulty, is told; its rule is then not evaluated rather than wrong. */
function listFrom<Value>(
  path: string | undefined,
  text: string,
  read: (content: string) => ListReading<Value>,
  tell: Tell,
): Value | undefined {
  if (path === undefined) return undefined
  const complain = (reason: string): undefined =>
    tell({ kind: 'log', level: 'warn', text, facts: { path, reason } }) as undefined
  try {
    const { value, faults } = read(readFileSync(path, 'utf8'))
    return faults.length === 0 ? value : complain(faults.slice(0, 5).join('; '))
  } catch (error) {
    const known = readError(path, error)
    return complain(known instanceof Error ? known.message : String(known))
  }
}

function reportOf(
  index: LibraryIndex,
  judgement: Judgement,
  facts: Facts,
  { place, clock }: ScanOptions,
  { began, walked, changed }: { readonly began: number; readonly walked: boolean; readonly changed: number },
): ScanReport {
  const view = viewOf(index)
  const { findings } = judgement
  const verified = oldestVerification(index)
  const { findings: _all, ...account } = libraryAccount(view, { ...judgement, findings: [] })
  return {
    numbers: libraryNumbers(view, judgement, facts, place.reserveBytes),
    account: {
      ...account,
      verdicts: verdictCounts(view, findings, facts),
      drives: driveAccount(view, place.reserveBytes),
      oldestVerification: verified === undefined ? null : new Date(verified).toISOString(),
      scannedAt: new Date(facts.now).toISOString(),
    },
    findings: findings.slice(0, mostFindings).map((one) => findingJson(one) as FindingObject),
    findingCount: findings.length,
    packages: index.survey.packages.map(({ packageId, record }) => [packageId, record?.version]),
    orderIsKnown: orderIsKnown(view.contents.filter((content) => !isUnfinished(content))),
    took: clock.elapsed() - began,
    walked,
    changed,
  }
}
