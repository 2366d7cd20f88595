// The numbers of the content library. What the last scan found is a present state and shown as a whole at every scrape;
// what verification did is counted, and shown when it is on disk together with the verdicts.
import type { Cardinality, Labels } from './cardinality.ts'
import { catalogue, type Family } from './catalogue.ts'
import { removalHold, type PresentSample } from './present.ts'
import type { SeriesBook } from './series-book.ts'

/** Why a package is not consistent; the values of the label `reason`. */
export const inconsistencies = [
  'missing_content',
  'missing_file',
  'hash_mismatch',
  'size_mismatch',
  'unreadable_ini',
] as const
export type Inconsistency = (typeof inconsistencies)[number]

export const orphanKinds = ['content', 'file', 'package', 'staging', 'temp'] as const
export type OrphanKind = (typeof orphanKinds)[number]

export type DriveNumbers = {
  readonly drive: string
  readonly packages: number
  readonly contents: number
  readonly files: number
  readonly storedBytes: number
  readonly referencedBytes: number
  /** undefined when the drive is gone. */
  readonly freeBytes: number | undefined
  readonly reserveBytes: number
  /** Place in the order in which drives are filled, from 1; undefined when it is not used. */
  readonly priority: number | undefined
}

/** What the last scan found. A fact that was not evaluated is undefined, and not shown. */
export type LibraryNumbers = {
  /** Milliseconds since 1970 UTC. */
  readonly scannedAt: number
  readonly drives: readonly DriveNumbers[]
  /** Persistent findings; also the rules that were evaluated and found nothing, with 0. */
  readonly findings: readonly { readonly rule: string; readonly severity: string; readonly count: number }[]
  readonly orphans: readonly { readonly kind: OrphanKind; readonly count: number; readonly bytes: number }[]
  readonly missingPackages: number | undefined
  readonly inconsistent: Readonly<Record<Inconsistency, number>>
  /** Packages that clients cannot rely on. */
  readonly unhealthy: readonly string[]
  /** The oldest verdict that holds; undefined while a stored file was never verified. Milliseconds since 1970 UTC. */
  readonly oldestVerification: number | undefined
}

export type LibraryMetrics = {
  /** @param up  could the library be read last time? undefined: none is configured */
  show(up: boolean | undefined, numbers: LibraryNumbers | undefined): void
  /** Kind -> packages of which log and library say different things. */
  disagree(counts: ReadonlyMap<string, number>): void
  // Verification; shown after the next commit
  passBegan(): void
  verified(done: { readonly files: number; readonly bytes: number; readonly mismatches: number }): void
  passFailed(): void
  /** All that was due is verified. Milliseconds it took, undefined when nothing was due; `at` since 1970 UTC. */
  passEnded(milliseconds: number | undefined, at: number): void
}

export type LibraryGauges = LibraryMetrics & {
  /** Samples of every gauge of the library. @param now milliseconds since 1970 UTC */
  samples(now: number): { readonly family: Family; readonly samples: readonly PresentSample[] }[]
}

export function libraryMetrics(book: SeriesBook, series: Cardinality): LibraryGauges {
  const c = catalogue
  const health = packageHealth(series)
  let up: boolean | undefined
  let shown: LibraryNumbers | undefined
  let disagreements: ReadonlyMap<string, number> = new Map()
  return {
    show(isUp, numbers) {
      up = isUp
      shown = numbers
    },
    disagree: (counts) => void (disagreements = counts),
    passBegan: () => book.add(c.validationRuns, {}, 1),
    verified({ files, bytes, mismatches }) {
      book.add(c.validationFiles, {}, files)
      book.add(c.validationBytes, {}, bytes)
      book.add(c.validationMismatches, {}, mismatches)
    },
    passFailed: () => book.add(c.validationFailures, {}, 1),
    passEnded(milliseconds, at) {
      if (milliseconds !== undefined) book.observe(c.validationSeconds, {}, milliseconds / 1000)
      book.set(c.validationLastSuccess, {}, at / 1000)
    },
    samples: (now) => [
      { family: c.libraryUp, samples: sample(up === undefined ? undefined : up ? 1 : 0) },
      ...driveFamilies.map(({ family, value }) => ({
        family,
        samples: (shown?.drives ?? []).flatMap((one) => sample(value(one), { drive: one.drive })),
      })),
      {
        family: c.libraryFindings,
        samples: (shown?.findings ?? []).flatMap(({ rule, severity, count }) => sample(count, { rule, severity })),
      },
      {
        family: c.libraryOrphans,
        samples: (shown?.orphans ?? []).flatMap(({ kind, count }) => sample(count, { kind })),
      },
      {
        family: c.libraryOrphanBytes,
        samples: (shown?.orphans ?? []).flatMap(({ kind, bytes }) => sample(bytes, { kind })),
      },
      {
        family: c.libraryInconsistent,
        samples:
          shown === undefined
            ? []
            : inconsistencies.flatMap((reason) => sample(shown?.inconsistent[reason], { reason })),
      },
      { family: c.stateDisagreement, samples: [...disagreements].flatMap(([kind, count]) => sample(count, { kind })) },
      { family: c.libraryMissingPackages, samples: sample(shown?.missingPackages) },
      { family: c.validationOldest, samples: sample(seconds(shown?.oldestVerification)) },
      { family: c.libraryLastScan, samples: sample(seconds(shown?.scannedAt)) },
      { family: c.packageConsistent, samples: health(shown?.unhealthy ?? [], now) },
    ],
  }
}

const driveFamilies: readonly { family: Family; value: (one: DriveNumbers) => number | undefined }[] = [
  { family: catalogue.libraryPackages, value: ({ packages }) => packages },
  { family: catalogue.libraryContents, value: ({ contents }) => contents },
  { family: catalogue.libraryFiles, value: ({ files }) => files },
  { family: catalogue.libraryStoredBytes, value: ({ storedBytes }) => storedBytes },
  { family: catalogue.libraryReferencedBytes, value: ({ referencedBytes }) => referencedBytes },
  { family: catalogue.libraryFreeBytes, value: ({ freeBytes }) => freeBytes },
  { family: catalogue.libraryReserveBytes, value: ({ reserveBytes }) => reserveBytes },
  { family: catalogue.libraryDrivePriority, value: ({ priority }) => priority },
]

const seconds = (milliseconds: number | undefined): number | undefined =>
  milliseconds === undefined ? undefined : milliseconds / 1000

const sample = (value: number | undefined, labels: Labels = {}): PresentSample[] =>
  value === undefined ? [] : [{ labels, value }]

/** 0 for each unhealthy package; one that was healed is shown as 1 for an hour, so that a graph sees it. */
function packageHealth(series: Cardinality): (unhealthy: readonly string[], now: number) => readonly PresentSample[] {
  const family = catalogue.packageConsistent
  const shown = new Map<string, { readonly labels: Labels; readonly at: number }>()
  return (unhealthy, now) => {
    const samples = new Map<string, PresentSample>()
    for (const id of unhealthy) {
      const labels = series.admit(family, { package: id })
      const key = labels['package'] ?? ''
      samples.set(key, { labels, value: 0 })
      shown.set(key, { labels, at: now })
    }
    for (const [key, { labels, at }] of shown) {
      if (samples.has(key)) continue
      if (now - at < removalHold) samples.set(key, { labels, value: 1 })
      else {
        shown.delete(key)
        series.release(family, labels)
      }
    }
    return [...samples.values()]
  }
}
