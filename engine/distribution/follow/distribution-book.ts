// Where the tracker keeps its distributions. Those whose package and DP are known lie by package and DP; the others
// (the log prints a placeholder, or begins in the middle) lie in a small set of their own until a line identifies them.
import type { DpName, PackageId } from '../../ids.ts'
import { isQuiet, quietRuns, type Slot } from './quiet-runs.ts'
import type { Subject } from '../distribution-event.ts'
import { newDistribution, type Distribution } from '../distribution.ts'
import { stateFacts } from '../states.ts'

export type BookLimits = {
  /** Distributions that are over; beyond this the oldest packages' are forgotten. */
  readonly closed: number
  /** All distributions: what a log invents must not grow for ever, open or not. A site has 300,000. */
  readonly most: number
  /** Distributions whose package or DP is not known; beyond this the oldest is forgotten. */
  readonly unidentified: number
}

export const defaultBookLimits: BookLimits = { closed: 500_000, most: 700_000, unidentified: 1_000 }

/** Runs stay awake for a while: the next lines are the likeliest to speak of them. */
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
  /** Open runs that something happens at, unordered. */
  readonly active: ReadonlySet<Distribution>
  /** All open runs, to look at only; unordered. */
  open(): Iterable<Distribution>
  /** Open runs whose last line is older than that, to be changed; milliseconds since 1970 UTC. */
  openSince(lastBefore: number): readonly Distribution[]
  readonly openCount: number
  /** Failed runs that nothing repaired since. */
  readonly failed: ReadonlySet<Distribution>
  /** The record learns who it is; it must not exist under the new identity yet. */
  identify(one: Distribution, subject: Subject): void
  /** Its DP is known by its full name now, under which the record must not exist yet. */
  rename(one: Distribution, dp: DpName): void
  remove(one: Distribution): void
  /** A record from before a restart. */
  restore(one: Distribution): void
  /** To be called when a record's state changed. */
  settle(one: Distribution): void
  /** By package, DP and version; those without package or DP last, in the order they were met. */
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
  const sleeping = quietRuns()
  const recent: Distribution[] = []
  let placed = 0
  let evicted = 0
  let lastId = 0
  let asleepOpen = 0
  let makeRoomAt = Math.min(limits.closed, limits.most)

  const awake = (entry: Entry, at: number, versions: Versions): Distribution => {
    if (typeof entry !== 'number') return entry
    const one = sleeping.take(entry)
    versions[at] = one
    if (stateFacts[one.state].open) asleepOpen -= 1
    settle(one)
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
      if (placed > makeRoomAt) makeRoom()
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
    rememberRecent(one)
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
    if (!isQuiet(one) || one.packageId === undefined || one.dp === undefined) return
    const versions = versionsOf(one.packageId, one.dp)
    const at = versions?.indexOf(one) ?? -1
    if (versions === undefined || at < 0) return
    versions[at] = sleeping.put(one)
    if (open.delete(one)) {
      asleepOpen += 1
      openByDp.get(one.dp)?.delete(one)
    }
  }

  const evictUnidentified = (): void => {
    const oldest = unidentified.values().next().value
    if (oldest === undefined) return
    unplace(oldest)
    forgotten(oldest.id)
    evicted += 1
  }

  /** Makes a tenth of the room free: what ended well goes first, and where that is not enough, the oldest packages. */
  const makeRoom = (): void => {
    if (placed > limits.closed) forget(nineTenths(limits.closed), (entry) => !isOpenOrFailed(entry))
    if (placed > limits.most) forget(nineTenths(limits.most), () => true)
    // What is open or failing is kept; look again when as much has been added as would have been freed.
    makeRoomAt = Math.min(limits.most, Math.max(limits.closed, placed + Math.ceil(limits.closed / 10)))
  }

  const isOpenOrFailed = (entry: Entry): boolean =>
    typeof entry === 'number'
      ? stateFacts[sleeping.look(entry).state].open
      : stateFacts[entry.state].open || failed.has(entry)

  /** Package by package from the oldest, until only `enough` are left. */
  const forget = (enough: number, may: (entry: Entry) => boolean): void => {
    for (const [packageId, byDp] of packages) {
      for (const [dp, versions] of byDp) {
        const going = versions.filter(may)
        const kept = versions.filter((entry) => !going.includes(entry))
        going.forEach(drop)
        placed -= going.length
        evicted += going.length
        if (kept.length === 0) byDp.delete(dp)
        else byDp.set(dp, kept)
        if (byDp.size === 0) packages.delete(packageId)
        if (placed <= enough) return
      }
    }
  }

  const drop = (entry: Entry): void => {
    const one = typeof entry === 'number' ? sleeping.take(entry) : entry
    if (typeof entry === 'number' && stateFacts[one.state].open) asleepOpen -= 1
    open.delete(one)
    failed.delete(one)
    if (one.dp !== undefined) markOnDp(one.dp, one, false)
    forgotten(one.id)
  }

  const exact = (packageId: PackageId, version: number | undefined, dp: DpName): Distribution | undefined => {
    const versions = versionsOf(packageId, dp)
    if (versions === undefined) return undefined
    // The newest first: of an unknown version there may be several.
    for (let at = versions.length - 1; at >= 0; at -= 1) {
      const entry = versions[at]
      if (entry === undefined) continue
      if (typeof entry !== 'number') {
        if (entry.packageVersion === version) return entry
      } else if (sleeping.versionOf(entry) === version) return awake(entry, at, versions)
    }
    return undefined
  }

  const wakeAll = (versions: Versions): Distribution[] => versions.map((entry, at) => awake(entry, at, versions))

  return {
    create: (subject) => {
      lastId += 1
      const one = newDistribution(subject, lastId)
      place(one)
      return one
    },
    exact,
    versions: (packageId, dp) => wakeAll(versionsOf(packageId, dp) ?? []),
    ofPackage: (packageId) =>
      [...(packages.get(packageId)?.values() ?? [])].flatMap((versions) =>
        versions.map((entry) => (typeof entry === 'number' ? sleeping.look(entry) : entry)),
      ),
    unidentified,
    openOn: (dp) => openByDp.get(dp) ?? [],
    active: open,
    open: function* () {
      yield* open
      for (const slot of sleeping.open(Infinity)) yield sleeping.look(slot)
    },
    openSince: (lastBefore) => {
      for (const { packageId, packageVersion, dp } of [...sleeping.open(lastBefore)].map(sleeping.look))
        if (packageId !== undefined && dp !== undefined) exact(packageId, packageVersion, dp)
      return [...open].filter(({ lastAt }) => lastAt === undefined || lastAt < lastBefore)
    },
    get openCount() {
      return open.size + asleepOpen
    },
    failed,
    identify: (one, subject) => {
      unplace(one)
      one.packageId ??= subject.packageId
      one.packageVersion ??= subject.packageVersion
      one.dp ??= subject.dp
      one.site ??= subject.site
      place(one)
    },
    rename: (one, dp) => {
      unplace(one)
      one.dp = dp
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
      for (const [, byDp] of inOrder(packages)) {
        for (const [, versions] of inOrder(byDp)) {
          const records = versions.map((entry) => (typeof entry === 'number' ? sleeping.look(entry) : entry))
          yield* records.sort((one, other) => (one.packageVersion ?? -1) - (other.packageVersion ?? -1))
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

const nineTenths = (limit: number): number => limit - Math.ceil(limit / 10)

function mark<Item>(set: Set<Item>, item: Item, belongs: boolean): void {
  if (belongs) set.add(item)
  else set.delete(item)
}

function inOrder<Key extends string, Value>(map: ReadonlyMap<Key, Value>): (readonly [Key, Value])[] {
  return [...map].sort(([one], [other]) => (one < other ? -1 : Number(one > other)))
}
