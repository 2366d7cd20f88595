// Work on the role itself: a distribution point is installed, configured, upgraded or removed.
import type { DpName } from '../../ids.ts'
import type { AboutDistributionPoint, DpHappening } from '../distribution-event.ts'
import { addEvidence } from '../follow/run-facts.ts'
import type { DpWork, Evidence, Outcome } from '../run.ts'
import { earlier, later } from '../time-order.ts'

export type DpRecord = {
  readonly key: string
  /** The thread that works on it, to know its lines again. */
  token: string | undefined
  dp: DpName | undefined
  outcome: Outcome
  startedAt: number | undefined
  lastAt: number | undefined
  code: string | undefined
  evidence: Evidence[]
}

export type DpWorks = {
  /** @returns keys of the records that changed, gone ones included */
  apply(event: AboutDistributionPoint): readonly string[]
  all(): Iterable<DpWork>
  readonly records: ReadonlyMap<string, DpRecord>
  restore(record: DpRecord): void
}

const outcomes: Readonly<Record<DpHappening, Outcome | undefined>> = {
  working: 'in-progress',
  done: 'success',
  delayed: 'waiting',
  failureSeen: 'failure',
  removing: 'in-progress',
  removed: 'removed',
  seen: undefined,
}

const none: readonly string[] = []

/** Distribution points remembered; beyond this the oldest is forgotten. */
const most = 5_000

export function dpWorks(): DpWorks {
  const records = new Map<string, DpRecord>()
  const byToken = new Map<string, DpRecord>()

  const find = ({ dp, token, happening }: AboutDistributionPoint): DpRecord | undefined => {
    const bound = token === undefined ? undefined : byToken.get(token)
    if (bound !== undefined && (dp === undefined || bound.dp === dp)) return bound
    const key = dp ?? `?${token ?? ''}`
    const known = records.get(key)
    if (bound !== undefined && bound.dp === undefined && known !== bound) records.delete(bound.key)
    if (known === undefined && happening === 'seen') return undefined
    const record = known ?? named(bound, key, dp) ?? newRecord(key, dp)
    records.set(key, record)
    if (token !== undefined) {
      record.token = token
      byToken.set(token, record)
    }
    trim(records)
    trim(byToken)
    return record
  }

  /** The thread's lines did not name the DP until now. */
  const named = (bound: DpRecord | undefined, key: string, dp: DpName | undefined): DpRecord | undefined => {
    if (bound === undefined || bound.dp !== undefined) return undefined
    records.delete(bound.key)
    return { ...bound, key, dp }
  }

  return {
    apply: (event) => {
      const { happening, at, code, evidence } = event
      const record = find(event)
      if (record === undefined) return none
      const touched = event.token !== undefined ? [record.key, `?${event.token}`] : [record.key]
      record.startedAt = earlier(record.startedAt, at)
      record.lastAt = later(record.lastAt, at)
      const outcome = outcomes[happening]
      // What failed stays failed until something says "done": the steps after a failure go on all the same.
      if (outcome === undefined || (outcome === 'in-progress' && record.outcome === 'failure')) return touched
      if (outcome !== 'failure' && outcome !== 'waiting') {
        record.evidence = []
        record.code = undefined
      } else {
        addEvidence(record.evidence, evidence)
        record.code ??= code
      }
      record.outcome = outcome
      return touched
    },
    all: function* () {
      // Work on a DP that no line names is worth a word only when something hinders it.
      for (const record of records.values())
        if (record.dp !== undefined || record.evidence.length > 0) yield toWork(record)
    },
    records,
    restore: (record) => {
      records.set(record.key, record)
      if (record.token !== undefined) byToken.set(record.token, record)
    },
  }
}

function newRecord(key: string, dp: DpName | undefined): DpRecord {
  return {
    key,
    token: undefined,
    dp,
    outcome: 'in-progress',
    startedAt: undefined,
    lastAt: undefined,
    code: undefined,
    evidence: [],
  }
}

function toWork({ dp, outcome, startedAt, lastAt, code, evidence }: DpRecord): DpWork {
  const hindered = evidence.length > 0
  return {
    dp,
    outcome,
    startedAt,
    lastAt,
    failure: hindered
      ? { stage: 'status', code, evidence: [...evidence], context: [], dpEvidence: [], threadsOnJob: 1 }
      : undefined,
  }
}

function trim(map: Map<string, unknown>): void {
  const oldest = map.size > most ? map.keys().next().value : undefined
  if (oldest !== undefined) map.delete(oldest)
}
