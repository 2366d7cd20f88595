// Package-level work on each site server: queue, snapshot, hash, signature, definition, arrival from another site. It
// serves all DPs of the version, so it is no distribution and no roll-up of one.
import type { SiteCode } from '../../ids.ts'
import type { AboutLog, AboutPackage, AboutSite, AboutThreads } from '../distribution-event.ts'
import { newPackageRecord, relieve, stallOfWork, takeIn, toWork, type PackageRecord } from './package-record.ts'
import { stagesEndedBy } from './package-stages.ts'
import type { PackageWork, Step } from '../run.ts'
import type { StallReason } from '../stall.ts'

export type SavedSites = {
  readonly sites: readonly (readonly [host: string, site: SiteCode])[]
  /** Hosts whose DistMgr log is read, and since when; milliseconds since 1970 UTC. */
  readonly followed: readonly (readonly [host: string, since: number])[]
  readonly saturatedSince: number | undefined
}

export type PackageWorks = {
  apply(event: AboutPackage): Step[]
  gauge(event: AboutThreads): void
  learnSite(event: AboutSite): void
  follows(event: AboutLog): void
  /** Which site a host is of, as far as a line told. */
  siteOf(host: string): SiteCode | undefined
  /** Work worth telling of, unordered. @param now for what silence shows; nothing is concluded without it */
  all(now?: number): Iterable<PackageWork>
  /** Since when all package processing threads are busy. */
  readonly saturatedSince: number | undefined
  readonly records: ReadonlyMap<string, PackageRecord>
  restore(record: PackageRecord): void
  /** Keys of the records that changed since the last call, gone ones included. */
  touched(): readonly string[]
  /** What is known of hosts and gauges. */
  readonly saved: { get(): SavedSites; set(saved: SavedSites): void }
}

const none: Step[] = []

/** Packages remembered, and threads that work for one; beyond this the oldest is forgotten. */
const most = 20_000
const mostThreads = 2_000

/** @param keepsStages false when no spans are wanted */
export function packageWorks(deadlines: Readonly<Record<StallReason, number>>, keepsStages: boolean): PackageWorks {
  const records = new Map<string, PackageRecord>()
  const byToken = new Map<string, PackageRecord>()
  const siteOfHost = new Map<string, SiteCode>()
  /**
   * Hosts whose DistMgr log is read, with the time of the first line of it: of an earlier notification nobody can say
   * whether it was picked up, since the line may have been lost with an older generation of the log.
   */
  const followed = new Map<string, number>()
  let saturatedSince: number | undefined
  let touched: string[] = []
  const saturated = new Set<PackageRecord>()

  const find = (event: AboutPackage): PackageRecord => {
    const { packageId, token, host } = event
    const bound = token === undefined ? undefined : byToken.get(token)
    if (bound !== undefined && (packageId === undefined || bound.packageId === packageId)) return bound
    const key = packageId === undefined ? `${host}|?${token ?? ''}` : `${host}|${packageId}`
    const nameless = bound?.packageId === undefined ? bound : undefined
    const record = records.get(key) ?? named(nameless, key, packageId) ?? newPackageRecord(key, event)
    records.set(key, record)
    if (token !== undefined) {
      record.token = token
      byToken.set(token, record)
    }
    trim(records, most)
    trim(byToken, mostThreads)
    return record
  }

  /** What waited under a placeholder on this host is what has arrived now under a placeholder. */
  const forgetWaiting = ({ host, packageId, packageVersion, key }: PackageRecord): void => {
    if (packageId !== undefined || packageVersion === undefined) return
    for (const other of records.values())
      if (
        other.host === host &&
        other.packageId === undefined &&
        other.key !== key &&
        other.outcome === 'waiting' &&
        other.packageVersion === packageVersion
      )
        forget(other.key)
  }

  /** The thread's placeholder turns out to be this package. */
  const named = (record: PackageRecord | undefined, key: string, packageId: PackageRecord['packageId']) => {
    if (record === undefined) return undefined
    records.delete(record.key)
    touched.push(record.key)
    record.key = key
    record.packageId = packageId
    return record
  }

  const forget = (key: string): void => {
    records.delete(key)
    touched.push(key)
  }

  /** Does another package have the same source folder, and did it get what it needed there? */
  const sharesSource = ({ source, packageId, failure }: PackageRecord): boolean => {
    if (failure === undefined || source === undefined) return false
    for (const other of records.values())
      if (other.source === source && other.tookSource && other.packageId !== packageId) return true
    return false
  }

  const work = (record: PackageRecord, now?: number): PackageWork => {
    const site = siteOfHost.get(record.host)
    if (now === undefined) return toWork(record, site, undefined)
    const stalled = stallOfWork(record, now, deadlines, saturatedSince)
    const isRead = (record.notice?.time ?? 0) >= (followed.get(record.host) ?? Infinity)
    const known = stalled === 'main-thread-hung' && !isRead ? undefined : stalled
    return toWork(record, site, known, now, sharesSource(record))
  }

  return {
    apply: (event) => {
      const { happening, host, packageVersion } = event
      if (isOfDistMgr(event) && !followed.has(host)) followed.set(host, event.at ?? 0)
      if (happening === 'relieved') {
        for (const record of saturated) {
          if (record.host !== host) continue
          relieve(record)
          saturated.delete(record)
          touched.push(record.key)
        }
        return []
      }
      const record = find(event)
      touched.push(record.key)
      record.packageVersion = packageVersion ?? record.packageVersion
      const ended = takeIn(record, event)
      if (record.saturated) saturated.add(record)
      if (happening === 'contentHeld' || happening === 'arrived') forgetWaiting(record)
      if (!keepsStages) return none
      const steps: Step[] = stagesEndedBy(record, event).map((stage) => ({
        kind: 'packageStageEnded',
        work: work(record),
        stage,
      }))
      return ended ? [...steps, { kind: 'packageEnded', work: work(record) }] : steps
    },
    learnSite: ({ host, site }) => void siteOfHost.set(host, site),
    siteOf: (host) => siteOfHost.get(host),
    follows: ({ host, at }) => {
      if (!followed.has(host)) followed.set(host, at ?? 0)
    },
    gauge: ({ threads, used, limit, at }) => {
      if (threads !== 'package') return
      saturatedSince = limit > 0 && used >= limit ? (saturatedSince ?? at) : undefined
    },
    all: function* (now) {
      for (const record of records.values()) {
        const seen = work(record, now)
        if (record.visible || seen.stalled !== undefined) yield seen
      }
    },
    get saturatedSince() {
      return saturatedSince
    },
    records,
    restore: (record) => {
      records.set(record.key, record)
      if (record.token !== undefined) byToken.set(record.token, record)
    },
    touched: () => {
      const keys = touched
      touched = []
      return keys
    },
    saved: {
      get: () => ({ sites: [...siteOfHost], followed: [...followed], saturatedSince }),
      set: (saved) => {
        for (const [host, site] of saved.sites) siteOfHost.set(host, site)
        for (const [host, since] of saved.followed) followed.set(host, since)
        saturatedSince = saved.saturatedSince
      },
    },
  }
}

const isOfDistMgr = ({ happening, evidence }: AboutPackage): boolean =>
  happening !== 'notified' && evidence.component === 'SMS_DISTRIBUTION_MANAGER'

function trim(map: Map<string, unknown>, most: number): void {
  const oldest = map.size > most ? map.keys().next().value : undefined
  if (oldest !== undefined) map.delete(oldest)
}
