// Where the tracker keeps its distributions. Those whose package and DP are known lie by package and DP; the others
// (the log prints a placeholder, or begins in the middle) lie in a small set of their own until a line identifies them.
import type { DpName, PackageId } from '../ids.ts'
import { closedRuns, isCompact, type Slot } from './closed-runs.ts'
import type { Subject } from './distribution-event.ts'
import { newDistribution, type Distribution } from './distribution.ts'
import { stateFacts } from './states.ts'

export type BookLimits = {
  /** Distributions that are over; beyond this the oldest packages' are forgotten. */
  readonly closed: number
  /** Distributions whose package or DP is not known; beyond this the oldest is forgotten. */
  readonly unidentified: number
}

export const defaultBookLimits: BookLimits = { closed: 500_000, unidentified: 1_000 }

/** Ended runs stay awake for a while: trailing lines still come for them. */
const mostRecent = 1_024

/** A distribution, or the slot it sleeps in. */
type Entry = Distribution | Slot
type Versions = Entry[]

export type DistributionBook = {
  /** A new record, already in its place. */
  create(subject: Subject): Distribution
  exact(packageId: PackageId, version: number | undefined, dp: DpName): Distribution | undefined
  /** All versions of a package on a DP, in the order they were met. */
  versions(packageId: PackageId, dp: DpName): readonly Distribution[]
  /** All DPs' versions of a package. */
  ofPackage(packageId: PackageId): readonly Distribution[]
  /** Records without package or DP, oldest first. */
  readonly unidentified: ReadonlySet<Distribution>
  /** Open runs on a DP. */
  openOn(dp: DpName): Iterable<Distribution>
  readonly open: ReadonlySet<Distribution>
  /** Ended runs that failed and that nothing repaired since. */
  readonly failed: ReadonlySet<Distribution>
  /** The record learns who it is; it must not exist under the new identity yet. */
  identify(one: Distribution, subject: Subject): void
  remove(one: Distribution): void
  /** A record from before a restart. */
  restore(one: Distribution): void
  /** To be called when a record's state changed. */
  settle(one: Distribution): void
  all(): Iterable<Distribution>
  readonly size: number
  /** Records forgotten because a limit was reached. */
  readonly evicted: number
}

/** @param forgotten told of every record that is dropped */
export function distributionBook(limits: BookLimits, forgotten: (id: number) => void): DistributionBook {
  const packages = new Map<PackageId, Map<DpName, Versions>>()
  const unidentified = new Set<Distribution>()
  const open = new Set<Distribution>()
  const failed = new Set<Distribution>()
  const openByDp = new Map<DpName, Set<Distribution>>()
  const sleeping = closedRuns()
  const recent: Distribution[] = []
  let placed = 0
  let evicted = 0
  let lastId = 0
  let evictAt = limits.closed

  const awake = (entry: Entry, at: number, versions: Versions): Distribution => {
    if (typeof entry !== 'number') return entry
    const one = sleeping.take(entry)
    versions[at] = one
    rememberRecent(one)
    return one
  }

  const versionsOf = (packageId: PackageId, dp: DpName): Versions | undefined => packages.get(packageId)?.get(dp)

  const place = (one: Distribution): void => {
    if (one.packageId === undefined || one.dp === undefined) {
      unidentified.add(one)
      if (unidentified.size > limits.unidentified) evictUnidentified()
    } else {
      let byDp = packages.get(one.packageId)
      if (byDp === undefined) packages.set(one.packageId, (byDp = new Map<DpName, Versions>()))
      const versions = byDp.get(one.dp)
      if (versions === undefined) byDp.set(one.dp, [one])
      else versions.push(one)
      placed += 1
      if (placed > evictAt) evictClosed()
    }
    settle(one)
  }

  const unplace = (one: Distribution): void => {
    unidentified.delete(one)
    if (one.packageId !== undefined && one.dp !== undefined) {
      const versions = versionsOf(one.packageId, one.dp)
      const at = versions?.indexOf(one) ?? -1
      if (at >= 0) {
        versions?.splice(at, 1)
        placed -= 1
      }
    }
    open.delete(one)
    failed.delete(one)
    if (one.dp !== undefined) openByDp.get(one.dp)?.delete(one)
  }

  const settle = (one: Distribution): void => {
    const isOpen = stateFacts[one.state].open
    mark(open, one, isOpen)
    mark(failed, one, one.state === 'failed')
    if (one.dp !== undefined) markOnDp(one.dp, one, isOpen)
    if (!isOpen) rememberRecent(one)
  }

  const markOnDp = (dp: DpName, one: Distribution, isOpen: boolean): void => {
    let here = openByDp.get(dp)
    if (here === undefined) {
      if (!isOpen) return
      openByDp.set(dp, (here = new Set()))
    }
    mark(here, one, isOpen)
    if (here.size === 0) openByDp.delete(dp)
  }

  const rememberRecent = (one: Distribution): void => {
    if (recent.at(-1) === one) return
    recent.push(one)
    // Half at a time, so that the array is not moved for every ended run.
    if (recent.length > 2 * mostRecent) recent.splice(0, mostRecent).forEach(putToSleep)
  }

  const putToSleep = (one: Distribution): void => {
    if (!isCompact(one) || one.packageId === undefined || one.dp === undefined) return
    const versions = versionsOf(one.packageId, one.dp)
    const at = versions?.indexOf(one) ?? -1
    if (versions !== undefined && at >= 0) versions[at] = sleeping.put(one)
  }

  const evictUnidentified = (): void => {
    const oldest = [...unidentified].find((one) => !open.has(one)) ?? [...unidentified][0]
    if (oldest === undefined) return
    unplace(oldest)
    forgotten(oldest.id)
    evicted += 1
  }

  /** Forgets what ended well, package by package from the oldest, until a tenth of the room is free. */
  const evictClosed = (): void => {
    const enough = limits.closed - Math.ceil(limits.closed / 10)
    for (const [packageId, byDp] of packages) {
      for (const [dp, versions] of byDp) {
        const kept = versions.filter((entry) => typeof entry !== 'number' && (open.has(entry) || failed.has(entry)))
        for (const entry of versions)
          if (typeof entry === 'number') forgotten(sleeping.take(entry).id)
          else if (!kept.includes(entry)) forgotten(entry.id)
        placed -= versions.length - kept.length
        evicted += versions.length - kept.length
        if (kept.length === 0) byDp.delete(dp)
        else byDp.set(dp, kept)
        if (placed <= enough) return
      }
      if (byDp.size === 0) packages.delete(packageId)
    }
    // What is open or failing is kept; look again when as much has been added as would have been freed.
    evictAt = Math.max(limits.closed, placed + Math.ceil(limits.closed / 10))
  }

  const wakeAll = (versions: Versions): Distribution[] => versions.map((entry, at) => awake(entry, at, versions))

  return {
    create: (subject) => {
      lastId += 1
      const one = newDistribution(subject, lastId)
      place(one)
      return one
    },
    exact: (packageId, version, dp) => {
      const versions = versionsOf(packageId, dp)
      if (versions === undefined) return undefined
      for (let at = 0; at < versions.length; at += 1) {
        const entry = versions[at]
        if (entry === undefined) continue
        if (typeof entry !== 'number') {
          if (entry.packageVersion === version) return entry
        } else if (sleeping.look(entry).packageVersion === version) return awake(entry, at, versions)
      }
      return undefined
    },
    versions: (packageId, dp) => wakeAll(versionsOf(packageId, dp) ?? []),
    ofPackage: (packageId) =>
      [...(packages.get(packageId)?.values() ?? [])].flatMap((versions) =>
        versions.map((entry) => (typeof entry === 'number' ? sleeping.look(entry) : entry)),
      ),
    unidentified,
    openOn: (dp) => openByDp.get(dp) ?? [],
    open,
    failed,
    identify: (one, subject) => {
      unplace(one)
      one.packageId ??= subject.packageId
      one.packageVersion ??= subject.packageVersion
      one.dp ??= subject.dp
      one.site ??= subject.site
      place(one)
    },
    remove: (one) => {
      unplace(one)
      forgotten(one.id)
    },
    restore: (one) => {
      lastId = Math.max(lastId, one.id)
      place(one)
    },
    settle,
    all: function* () {
      for (const byDp of packages.values()) {
        for (const versions of byDp.values()) {
          for (const entry of versions) yield typeof entry === 'number' ? sleeping.look(entry) : entry
        }
      }
      yield* unidentified
    },
    get size() {
      return placed + unidentified.size
    },
    get evicted() {
      return evicted
    },
  }
}

function mark<Item>(set: Set<Item>, item: Item, belongs: boolean): void {
  if (belongs) set.add(item)
  else set.delete(item)
}
