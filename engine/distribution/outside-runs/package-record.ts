// What the tracker remembers of the work on one package on one site server, and how it looks from outside.
import type { PackageId, SiteCode } from '../../ids.ts'
import type { AboutPackage, PackageHappening } from '../distribution-event.ts'
import type { OpenStage } from '../distribution.ts'
import { addEvidence } from '../follow/run-facts.ts'
import type { Evidence, Outcome, PackageWork, Stage } from '../run.ts'
import { timeouts, type StallReason } from '../stall.ts'
import { earlier, later } from '../time-order.ts'

export type PackageRecord = {
  key: string
  /** The thread that works on it, to know its lines again. */
  token: string | undefined
  packageId: PackageId | undefined
  packageVersion: number | undefined
  readonly host: string
  outcome: Outcome
  /** Is there anything to tell of? A package thread that only serves DPs does no package-level work. */
  visible: boolean
  /** Is the present run of the package thread over (and told so)? */
  ended: boolean
  /** Did this run of the thread fail, or have to wait? Later lines of it only tidy up. */
  hindered: boolean
  /** A package thread is at work for it: a further notification waits for that one, whatever the main thread does. */
  processing: boolean
  /** Waits in the queue because all package threads are busy. */
  saturated: boolean
  startedAt: number | undefined
  lastAt: number | undefined
  /** A notification file lies in the inbox. */
  notice: Evidence | undefined
  waitingSince: number | undefined
  /** Source folder as printed, in upper case, and whether a snapshot of it was taken. */
  source: string | undefined
  tookSource: boolean
  failure: { stage: Stage; code: string | undefined; evidence: Evidence[] } | undefined
  /** Lines that will explain a failure, should one follow. */
  hints: Evidence[]
  snapshot: OpenStage | undefined
  signature: OpenStage | undefined
  intersite: OpenStage | undefined
}

export function newPackageRecord(key: string, { packageId, packageVersion, host, token }: AboutPackage): PackageRecord {
  return {
    key,
    token,
    packageId,
    packageVersion,
    host,
    outcome: 'in-progress',
    visible: false,
    ended: false,
    hindered: false,
    processing: false,
    saturated: false,
    startedAt: undefined,
    lastAt: undefined,
    notice: undefined,
    waitingSince: undefined,
    source: undefined,
    tookSource: false,
    failure: undefined,
    hints: [],
    snapshot: undefined,
    signature: undefined,
    intersite: undefined,
  }
}

type Effect = {
  readonly outcome?: Outcome
  /** Work of its own: to be told of. */
  readonly visible?: true
  readonly ends?: true
  readonly hinders?: true
}

/** What happens -> what the work is then. No outcome: it stays what it is. */
const effects: Readonly<Record<PackageHappening, Effect>> = {
  notified: {},
  queued: {},
  saturated: { outcome: 'waiting', visible: true, hinders: true },
  relieved: {},
  started: {},
  contentHeld: {},
  snapshotStarted: { outcome: 'in-progress', visible: true },
  snapshotTaken: { outcome: 'in-progress', visible: true },
  signed: { outcome: 'in-progress', visible: true },
  worked: { outcome: 'in-progress', visible: true },
  sendingToSite: { outcome: 'in-progress', visible: true },
  sentToSite: { outcome: 'success', visible: true },
  waiting: { outcome: 'waiting', visible: true, hinders: true },
  arriving: { outcome: 'in-progress', visible: true },
  arrived: { outcome: 'success', visible: true, ends: true },
  hinted: {},
  failureSeen: { outcome: 'failure', visible: true, hinders: true },
  processed: { outcome: 'success', visible: true },
  notProcessed: { outcome: 'failure', visible: true, ends: true, hinders: true },
  ended: { ends: true },
  deleting: { outcome: 'in-progress', visible: true },
  deleted: { outcome: 'removed', visible: true, ends: true },
  seen: {},
}

/** Takes an event in. @returns whether the present run ended with it, and was worth telling of */
export function takeIn(record: PackageRecord, event: AboutPackage): boolean {
  const { happening, at, evidence } = event
  const { outcome, visible, ends, hinders } = effects[happening]
  if (happening === 'notified') {
    record.notice = evidence
    return false
  }
  if (happening !== 'saturated') {
    record.notice = undefined
    record.startedAt = earlier(record.startedAt, at)
    record.lastAt = later(record.lastAt, at)
  }
  if (happening === 'started' || happening === 'queued') relieve(record)
  if (happening === 'started') restart(record)
  if (happening === 'started') record.processing = true
  if (happening === 'ended' || happening === 'deleted') record.processing = false
  if (happening === 'snapshotStarted') record.source = pathIn(evidence) ?? record.source
  if (happening === 'snapshotTaken') record.tookSource = true
  if (happening === 'hinted') addEvidence(record.hints, evidence)
  if (visible === true) record.visible = true
  if (hinders === true) hinder(record, event, outcome)
  if (outcome !== undefined && !(outcome === 'in-progress' && record.hindered)) record.outcome = outcome
  if (happening === 'contentHeld' && record.outcome === 'waiting') record.outcome = 'success'
  if (ends === true) return end(record, happening)
  if (isWell(record)) record.failure = undefined
  return false
}

function pathIn({ fields }: Evidence): string | undefined {
  const path = fields['path']
  return path === undefined
    ? undefined
    : String(path)
        .replace(/[\\/]+$/, '')
        .toUpperCase()
}

/** A thread became free for it. */
export function relieve(record: PackageRecord): void {
  if (!record.saturated) return
  record.saturated = false
  record.outcome = 'in-progress'
  record.visible = false
  record.failure = undefined
}

function restart(record: PackageRecord): void {
  record.ended = false
  record.hindered = false
  record.hints = []
  if (record.outcome === 'success' || record.outcome === 'removed') record.outcome = 'in-progress'
}

function hinder(
  record: PackageRecord,
  { happening, stage, code, evidence, at }: AboutPackage,
  outcome?: Outcome,
): void {
  const goesOn = record.hindered && record.outcome === outcome
  record.hindered = true
  if (!goesOn || record.failure === undefined) {
    record.failure = { stage: stage ?? stageOf[happening] ?? 'snapshot', code, evidence: record.hints }
    record.hints = []
  }
  if (happening === 'saturated') record.saturated = true
  if (happening === 'waiting') record.waitingSince ??= at
  record.failure.code ??= code
  addEvidence(record.failure.evidence, evidence)
}

const stageOf: Partial<Record<PackageHappening, Stage>> = { waiting: 'intersite', saturated: 'queue' }

function end(record: PackageRecord, happening: PackageHappening): boolean {
  if (happening === 'ended' && record.outcome === 'in-progress') record.outcome = 'success'
  if (isWell(record)) {
    record.failure = undefined
    record.waitingSince = undefined
  }
  record.hints = []
  const first = !record.ended
  record.ended = true
  return first && record.visible
}

const isWell = ({ outcome }: PackageRecord): boolean => outcome === 'success' || outcome === 'removed'

/** @param stalled why it is silent, as `stallOfWork` says; a hung main thread fails every package that waits for it */
export function toWork(
  record: PackageRecord,
  site: SiteCode | undefined,
  stalled: PackageWork['stalled'],
  now?: number,
  sharesSource = false,
): PackageWork {
  const hung = stalled === 'main-thread-hung'
  const lines = record.failure?.evidence ?? (hung && record.notice !== undefined ? [record.notice] : undefined)
  return {
    packageId: record.packageId,
    packageVersion: record.packageVersion,
    site,
    outcome: hung ? 'failure' : isForgotten(record, now) ? 'unknown' : record.outcome,
    startedAt: record.startedAt,
    lastAt: record.lastAt,
    failure: lines && {
      stage: record.failure?.stage ?? 'queue',
      code: record.failure?.code,
      evidence: [...lines],
      context: [],
      dpEvidence: [],
      threadsOnJob: 1,
    },
    stalled,
    sharesSource,
  }
}

/** In progress, or waiting, and nothing heard for too long: the log ends in the middle without evidence. */
function isForgotten({ outcome, lastAt }: PackageRecord, now: number | undefined): boolean {
  if (now === undefined || lastAt === undefined) return false
  if (outcome === 'in-progress') return now - lastAt >= timeouts.usual
  return outcome === 'waiting' && now - lastAt >= timeouts.pullOrWaiting
}

/** Why the work makes no progress beyond its deadline. @param saturatedSince since when all threads are busy */
export function stallOfWork(
  record: PackageRecord,
  now: number,
  deadlines: Readonly<Record<StallReason, number>>,
  saturatedSince: number | undefined,
): PackageWork['stalled'] {
  const isDue = (since: number | undefined, reason: StallReason): boolean =>
    since !== undefined && now - since >= deadlines[reason]
  if (!record.processing && isDue(record.notice?.time, 'main-thread-hung')) return 'main-thread-hung'
  if (record.outcome !== 'waiting') return undefined
  if (record.saturated) return isDue(saturatedSince, 'threads-saturated') ? 'threads-saturated' : undefined
  return isDue(record.waitingSince, 'intersite-late') ? 'intersite-late' : undefined
}
