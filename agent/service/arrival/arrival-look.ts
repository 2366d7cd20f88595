// One look at a few packages: what the library shows of them, what the logs say, and what is still to be hashed.
import { readFileSync } from 'node:fs'
import { judge } from '../../../engine/checks/judge-library.ts'
import { noFacts } from '../../../engine/checks/facts.ts'
import { readWmiList } from '../../../engine/checks/package-lists.ts'
import { hashOfStored, partPath, viewOf, type LibraryView } from '../../../engine/checks/view.ts'
import { contentOf } from '../../../engine/scan/library-index.ts'
import type { DriveRoot } from '../../../engine/library/disk-store.ts'
import type { Crew } from '../../../engine/scan/crew.ts'
import { judgeClaim, type ClaimJudgement } from '../../../engine/truth/judge-claim.ts'
import { lookAtPackages } from '../../../engine/truth/look-at-packages.ts'
import {
  contentsSpokenOf,
  findingsByPackage,
  packageFacts,
  rowsOfContents,
  type FindingsByPackage,
} from '../../../engine/truth/package-facts.ts'
import type { HashResult } from '../../../engine/verify/hash-stored.ts'
import type { Clock } from '../../clock.ts'
import { AgentError } from '../../errors.ts'
import { findPlace } from '../../library/library-place.ts'
import type { WatchSettings } from '../library/watch-messages.ts'
import type { ArrivalClaim } from './arrival-messages.ts'

/** A stored file, as the look found it. */
export type StoredItem = {
  readonly hash: string
  /** Store path. */
  readonly path: string
  readonly size: number
  /** Milliseconds since 1970 UTC. */
  readonly modified: number
}

/** What hashing knows. */
export type KnownBytes = {
  /** What the file's bytes are as they lie there, if they were hashed since then; undefined when they were not. */
  read(item: StoredItem, since: number): Pick<HashResult, 'actual' | 'refusal'> | undefined
}

export type Seen = {
  readonly judgement: ClaimJudgement
  /** Equal as long as the library shows the same. */
  readonly mark: string
  readonly toHash: readonly StoredItem[]
}

export type ArrivalLook = {
  /** Where the library lies; empty while it is not there. */
  roots(): readonly DriveRoot[]
  /** Package id -> what was seen. Rejects when we are wrong. */
  at(claims: readonly ArrivalClaim[], known: KnownBytes): Promise<ReadonlyMap<string, Seen>>
}

export type ArrivalLookOptions = {
  readonly clock: Clock
  readonly settings: () => WatchSettings
  readonly orderIsKnown: () => boolean
  readonly reader: (roots: readonly DriveRoot[]) => Crew
}

export function arrivalLook({ clock, settings, orderIsKnown, reader }: ArrivalLookOptions): ArrivalLook {
  let roots: readonly DriveRoot[] = []
  let crew: Crew | undefined

  const open = (): Crew => {
    if (crew !== undefined) return crew
    roots = findPlace({ library: undefined, drives: [] }, settings()).roots
    crew = reader(roots)
    return crew
  }

  return {
    roots: () => roots,
    async at(claims, known) {
      let own: Crew
      try {
        own = open()
      } catch (error) {
        if (!(error instanceof AgentError)) throw error
        return new Map(claims.map((claim) => [claim.packageId, nowhere(claim, error.message)]))
      }
      const index = await lookAtPackages(own, claims, clock.now())
      const view = viewOf(index)
      const hashes = settings().verifyOnArrival
      const items = new Map(claims.map((claim) => [claim.packageId, itemsOf(view, claim)]))
      const hashed = hashes ? claims.flatMap((claim) => bytesOf(items.get(claim.packageId) ?? [], claim, known)) : []
      const facts = { ...noFacts(clock.now(), 1), wmi: wmiList(settings().wmi), hashed }
      const findings = findingsByPackage(judge(index, facts, view).findings)
      return new Map(
        claims.map((claim) => {
          const own = items.get(claim.packageId) ?? []
          return [
            claim.packageId,
            seenOf(view, findings, claim, {
              items: own,
              known: hashes ? known : undefined,
              orderIsKnown: orderIsKnown(),
            }),
          ] as const
        }),
      )
    },
  }
}

type RowItem = StoredItem & { readonly row: number }

function itemsOf(view: LibraryView, claim: ArrivalClaim): readonly RowItem[] {
  const { index } = view
  return rowsOfContents(view, contentsSpokenOf(index, claim)).map((row) => ({
    row,
    hash: hashOfStored(index, row),
    path: partPath(index, row, 'data'),
    size: index.tables.stored.size.at(row),
    modified: index.tables.stored.modified.at(row),
  }))
}

const bytesOf = (items: readonly RowItem[], { since }: ArrivalClaim, known: KnownBytes): readonly HashResult[] =>
  items.flatMap((item) => {
    const read = known.read(item, since)
    return read === undefined ? [] : [{ row: item.row, bytes: item.size, ...read, signature: undefined }]
  })

function seenOf(
  view: LibraryView,
  findings: FindingsByPackage,
  claim: ArrivalClaim,
  {
    items,
    known,
    orderIsKnown,
  }: { readonly items: readonly RowItem[]; readonly known: KnownBytes | undefined; readonly orderIsKnown: boolean },
): Seen {
  const unknown = items.filter((item) => known?.read(item, claim.since) === undefined)
  const read = new Set(
    items.filter((item) => known?.read(item, claim.since)?.actual !== undefined).map(({ hash }) => hash),
  )
  const judgement = judgeClaim(claim, packageFacts(view, findings, claim, { known: read, orderIsKnown }))
  return { judgement, mark: markOf(view, claim, judgement), toHash: known === undefined ? [] : unknown }
}

/** What is contradicted, and the times of what was looked at: a content that grows is not left alone. */
function markOf({ index }: LibraryView, claim: ArrivalClaim, { contradiction }: ClaimJudgement): string {
  const entry = index.survey.packages.find(({ packageId }) => packageId === claim.packageId)
  const contents = contentsSpokenOf(index, claim).flatMap((name) => [name, `${name}.temp`])
  const times = contents.map((name) => contentOf(index, name)).map((one) => [one?.modified ?? 0, one?.fileCount ?? 0])
  return JSON.stringify([contradiction, entry?.modified ?? 0, times])
}

/** The library itself is not there. */
function nowhere(claim: ArrivalClaim, reason: string): Seen {
  const gone = { rule: 'I1', severity: 'fatal', transient: false, detail: reason, contentId: undefined }
  const facts = { entry: undefined, held: [], unfinished: [], findings: [gone], hashed: false }
  const judgement = claim.says === 'present' ? judgeClaim(claim, facts) : nothingSeen
  return { judgement, mark: JSON.stringify(judgement.contradiction), toHash: [] }
}

const nothingSeen: ClaimJudgement = { verification: undefined, contradiction: undefined }

/** A list that cannot be read is told by the scan; here it only decides nothing. */
function wmiList(path: string | undefined): ReadonlySet<string> | undefined {
  if (path === undefined) return undefined
  try {
    const { value, faults } = readWmiList(readFileSync(path, 'utf8'))
    return faults.length === 0 ? value : undefined
  } catch {
    return undefined
  }
}
