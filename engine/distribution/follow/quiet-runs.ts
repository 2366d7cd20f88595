// Distributions at which nothing happens for now, in columns: a site with 1,000 packages on 300 DPs has 300,000 of them,
// and as objects they would be most of the agent's memory. A slot number stands for a distribution until an event wakes
// it up.
import type { ContentId, DpName, PackageId, SiteCode } from '../../ids.ts'
import { newDistribution, type Distribution, type OpenStage } from '../distribution.ts'
import type { Action, LineMark } from '../run.ts'
import { stateFacts, type State } from '../states.ts'

export type Slot = number

const states = [
  'installed',
  'cancelled',
  'superseded',
  'removed',
  'lost',
  'pending',
  'pulling',
  'copied',
  'reported',
  'present',
  'removing',
  'uncertain',
] as const satisfies readonly State[]
const actions = ['distribute', 'update', 'redistribute', 'remove', 'validate'] as const satisfies readonly Action[]
const flags = ['pull', 'beginSeen', 'bySite', 'byDistMgr', 'begun', 'over'] as const
const times = ['startedAt', 'endedAt', 'firstAt', 'lastAt'] as const
const unknownVersion = -1
const columns = 4

// One number holds state, action, flags, two facts of an open run, and ordinal.
const bits = { state: 4, action: 3, flags: flags.length, jobMade: 1, dpThread: 1 } as const
const at = {
  action: bits.state,
  flags: bits.state + bits.action,
  jobMade: bits.state + bits.action + bits.flags,
  dpThread: bits.state + bits.action + bits.flags + 1,
  ordinal: bits.state + bits.action + bits.flags + 2,
} as const
const noState = (1 << bits.state) - 1
const mostRuns = 2 ** (32 - at.ordinal) - 1

/**
 * Can it be put into columns? Not while a thread works on it, and not while something hinders it. Status files still on
 * their way are given up for lost with it.
 */
export function isQuiet({ state, open }: Distribution): boolean {
  if (!(states as readonly State[]).includes(state)) return false
  if (open === undefined) return true
  const { attempts, status, context, hindrance, dpEvidence, arrival, nextRetryText, triesLeft, events } = open
  return [attempts, status, context, hindrance, dpEvidence, arrival, nextRetryText, triesLeft, events].every(
    (fact) => fact === undefined,
  )
}

export type QuietRuns = {
  put(one: Distribution): Slot
  /** A record made anew from the columns; the slot stays taken. */
  look(slot: Slot): Distribution
  /** Same, and the slot is free again. */
  take(slot: Slot): Distribution
  versionOf(slot: Slot): number | undefined
  /** Slots of open runs whose last line is older than that; milliseconds since 1970 UTC. */
  open(lastBefore: number): Iterable<Slot>
}

export function quietRuns(): QuietRuns {
  let capacity = 256
  let used = 0
  const free: Slot[] = []
  let small = new Uint32Array(capacity)
  let counts = new Int32Array(capacity * columns) // version, attempts, failures, id
  let instants = new Float64Array(capacity * times.length)
  const packages: (PackageId | undefined)[] = []
  const dps: (DpName | undefined)[] = []
  const sites: (SiteCode | undefined)[] = []
  const jobs: (readonly string[] | string)[] = []
  const contents: (readonly ContentId[])[] = []
  const proofs: (LineMark | undefined)[] = []
  /** A job that waits in the queue of PkgXferMgr: after a mass distribution most of them do. */
  const queues: (OpenStage | undefined)[] = []
  const earlier = new Map<Slot, NonNullable<Distribution['earlier']>>()
  const share = sharing()

  const grow = (): void => {
    capacity *= 2
    small = copied(new Uint32Array(capacity), small)
    counts = copied(new Int32Array(capacity * columns), counts)
    instants = copied(new Float64Array(capacity * times.length), instants)
  }

  const versionOf = (slot: Slot): number | undefined => {
    const version = counts[slot * columns]
    return version === unknownVersion ? undefined : version
  }

  const look = (slot: Slot): Distribution => {
    const job = jobs[slot] ?? []
    const subject = { packageId: packages[slot], packageVersion: versionOf(slot), dp: dps[slot], site: sites[slot] }
    const one = newDistribution(subject, counts[slot * columns + 3] ?? 0)
    unpack(small[slot] ?? 0, one)
    one.attempts = counts[slot * columns + 1] ?? 0
    one.failures = counts[slot * columns + 2] ?? 0
    one.jobIds = typeof job === 'string' ? [job] : job
    one.contentIds = contents[slot] ?? noContents
    times.forEach((name, column) => (one[name] = known(instants[slot * times.length + column])))
    one.proof = proofs[slot]
    one.earlier = earlier.get(slot)
    if (one.open !== undefined) one.open.queue = queues[slot]
    return one
  }

  return {
    put: (one) => {
      const slot = free.pop() ?? used++
      if (slot >= capacity) grow()
      small[slot] = pack(one)
      counts.set([one.packageVersion ?? unknownVersion, one.attempts, one.failures, one.id], slot * columns)
      times.forEach((name, column) => (instants[slot * times.length + column] = one[name] ?? Number.NaN))
      packages[slot] = one.packageId
      dps[slot] = one.dp
      sites[slot] = one.site
      jobs[slot] = one.jobIds.length === 1 ? (one.jobIds[0] ?? []) : one.jobIds
      contents[slot] = share(one.contentIds)
      proofs[slot] = one.proof
      queues[slot] = one.open?.queue
      if (one.earlier !== undefined) earlier.set(slot, one.earlier)
      return slot
    },
    look,
    take: (slot) => {
      const one = look(slot)
      earlier.delete(slot)
      small[slot] = noState
      jobs[slot] = []
      contents[slot] = noContents
      queues[slot] = undefined
      free.push(slot)
      return one
    },
    versionOf,
    open: function* (lastBefore) {
      for (let slot = 0; slot < used; slot += 1) {
        const state = states[(small[slot] ?? noState) & noState]
        const lastAt = instants[slot * times.length + times.length - 1] ?? Number.NaN
        if (state !== undefined && stateFacts[state].open && !(lastAt >= lastBefore)) yield slot
      }
    },
  }
}

function pack(one: Distribution): number {
  const { state, action, ordinal, open } = one
  let packed = Math.max(0, (states as readonly State[]).indexOf(state)) | (actions.indexOf(action) << at.action)
  flags.forEach((flag, bit) => (packed |= one[flag] ? 1 << (at.flags + bit) : 0))
  if (open?.jobToken !== undefined) packed |= 1 << at.jobMade
  if (open?.dpThreadAlive === true) packed |= 1 << at.dpThread
  return (packed | (Math.min(ordinal, mostRuns) << at.ordinal)) >>> 0
}

function unpack(packed: number, one: Distribution): void {
  const has = (bit: number): boolean => ((packed >>> bit) & 1) === 1
  one.state = states[packed & noState] ?? 'installed'
  one.action = actions[(packed >>> at.action) & 7] ?? 'distribute'
  flags.forEach((flag, bit) => (one[flag] = has(at.flags + bit)))
  one.ordinal = packed >>> at.ordinal
  if (one.over || one.open === undefined) {
    one.open = undefined
    return
  }
  one.open.jobToken = has(at.jobMade) ? '' : undefined
  one.open.dpThreadAlive = has(at.dpThread)
}

const known = (instant: number | undefined): number | undefined =>
  instant === undefined || Number.isNaN(instant) ? undefined : instant

function copied<Column extends Uint32Array | Int32Array | Float64Array>(to: Column, from: Column): Column {
  to.set(from)
  return to
}

/** All DPs of a package version have the same contents: one list for all. */
function sharing(): (ids: readonly ContentId[]) => readonly ContentId[] {
  const lists = new Map<string, readonly ContentId[]>()
  return (ids) => {
    if (ids.length === 0) return noContents
    const same = shared(lists, `${ids.length}|${ids[0]}|${ids.at(-1)}`, ids)
    return same.length === ids.length && same.every((id, at) => id === ids[at]) ? same : ids
  }
}

const noContents: readonly never[] = []

/** Beyond this many different values nothing is shared any more: the table itself must not grow without bound. */
const mostShared = 20_000

function shared<Value>(table: Map<string, Value>, key: string, value: Value): Value {
  const same = table.get(key)
  if (same !== undefined) return same
  if (table.size < mostShared) table.set(key, value)
  return value
}
