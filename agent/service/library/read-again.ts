// Brings what is known of the library up to date with as little reading as possible: folders by their times, files by
// theirs, everything only when that is due.
import { contentKey, packageContent } from '../../../engine/ids.ts'
import { isUnfinished, ownersOf } from '../../../engine/checks/view.ts'
import type { Crew } from '../../../engine/scan/crew.ts'
import type { InPlace } from '../../../engine/scan/edited-in-place.ts'
import { applyChange } from '../../../engine/scan/index-change.ts'
import { liveContents, type LibraryIndex } from '../../../engine/scan/library-index.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import { updateIndex } from '../../../engine/scan/update.ts'
import type { ChangeLedger } from './change-ledger.ts'

export type ReadAgainOptions = {
  readonly crew: Crew
  readonly signal: AbortSignal
  /** Read everything, whatever the times of folders say. */
  readonly walk: boolean
  /** Which files are looked at one by one when not everything is read. */
  readonly inPlace: InPlace
  /** Compares what changed with what the log said; undefined when no log speaks of this library. */
  readonly ledger: ChangeLedger | undefined
}

/** `changed` counts contents and buckets that were read again; `complete` is false when the signal came first. */
export async function readAgain(
  before: LibraryIndex | undefined,
  { crew, signal, walk, inPlace, ledger }: ReadAgainOptions,
  now: number,
): Promise<{ index: LibraryIndex; complete: boolean; changed: number }> {
  if (before !== undefined && !walk) {
    const was = contentsOf(before)
    const since = before.scannedAt
    const { complete, changed } = await updateIndex(crew, before, { now, signal, inPlace })
    if (complete && ledger !== undefined) noteChanges(ledger, was, contentsOf(before), since, now)
    return { index: before, complete, changed }
  }
  const { index, complete } = await scanLibrary(crew, { level: 1, now, signal })
  if (before === undefined) return { index, complete, changed: index.contentNumbers.size }
  if (!complete) return { index: before, complete: false, changed: 0 }
  carryOver(before, index)
  return { index, complete, changed: index.contentNumbers.size }
}

/** Content id -> packages that name it, or the one its name speaks of. Contents that are not finished are left out. */
function contentsOf(index: LibraryIndex): ReadonlyMap<string, readonly string[]> {
  const owners = ownersOf(index.survey.packages).owners
  const contents = [...liveContents(index)].filter((content) => !isUnfinished(content))
  return new Map(
    contents.map(({ name }) => {
      const own = packageContent(name)?.packageId
      return [name, owners.get(contentKey(name)) ?? (own === undefined ? [] : [own])]
    }),
  )
}

function noteChanges(
  ledger: ChangeLedger,
  was: ReadonlyMap<string, readonly string[]>,
  is: ReadonlyMap<string, readonly string[]>,
  since: number,
  now: number,
): void {
  for (const [name, packages] of is) if (!was.has(name)) ledger.changed(name, packages, since, now)
  for (const [name, packages] of was) if (!is.has(name)) ledger.changed(name, packages, since, now)
}

/** What was learned in time and not by reading: verdicts, first sightings, free space. */
function carryOver(from: LibraryIndex, to: LibraryIndex): void {
  for (const [number, verdict] of from.verdicts) {
    const here = to.tables.hashes.find(from.tables.hashes.text(number))
    if (here !== undefined) to.verdicts.set(here, verdict)
  }
  for (const [number, drive] of from.lastSeenOn) {
    const here = to.tables.hashes.find(from.tables.hashes.text(number))
    if (here !== undefined) to.lastSeenOn.set(here, drive)
  }
  for (const [id, time] of from.firstSeen) to.firstSeen.set(id, time)
  applyChange(to, { kind: 'space', samples: from.space })
}
