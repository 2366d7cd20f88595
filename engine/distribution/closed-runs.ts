// Distributions that ended well, in columns: a site with 1,000 packages on 300 DPs has 300,000 of them, and as objects
// they would be most of the agent's memory. A slot number stands for a distribution until an event wakes it up.
import type { ContentId, DpName, PackageId, SiteCode } from '../ids.ts'
import { newDistribution, type Distribution } from './distribution.ts'
import type { Action, LineMark } from './run.ts'
import type { State } from './states.ts'

export type Slot = number

const states = ['installed', 'cancelled', 'superseded', 'removed', 'lost'] as const satisfies readonly State[]
const actions = ['distribute', 'update', 'redistribute', 'remove', 'validate'] as const satisfies readonly Action[]
const flags = ['pull', 'beginSeen', 'bySite', 'byDistMgr'] as const
const times = ['startedAt', 'endedAt', 'firstAt', 'lastAt'] as const
const unknownVersion = -1
const columns = 4

/** Can it be put into columns? Not while it is open, and not while its failure has to be kept. */
export const isCompact = ({ state, open }: Distribution): boolean =>
  open === undefined && (states as readonly State[]).includes(state)

export type ClosedRuns = {
  put(one: Distribution): Slot
  /** A record made anew from the columns; the slot stays taken. */
  look(slot: Slot): Distribution
  /** Same, and the slot is free again. */
  take(slot: Slot): Distribution
  readonly size: number
}

export function closedRuns(): ClosedRuns {
  let capacity = 256
  let used = 0
  const free: Slot[] = []
  let small = new Uint32Array(capacity) // state, action, flags and ordinal in one number
  let counts = new Int32Array(capacity * columns) // version, attempts, failures, id
  let instants = new Float64Array(capacity * times.length)
  const packages: (PackageId | undefined)[] = []
  const dps: (DpName | undefined)[] = []
  const sites: (SiteCode | undefined)[] = []
  const jobs: (readonly string[] | string)[] = []
  const contents: (readonly ContentId[])[] = []
  const proofs: (LineMark | undefined)[] = []
  const earlier = new Map<Slot, NonNullable<Distribution['earlier']>>()
  const share = sharing()

  const grow = (): void => {
    capacity *= 2
    small = copied(new Uint32Array(capacity), small)
    counts = copied(new Int32Array(capacity * columns), counts)
    instants = copied(new Float64Array(capacity * times.length), instants)
  }

  const look = (slot: Slot): Distribution => {
    const packed = small[slot] ?? 0
    const job = jobs[slot] ?? []
    const [version, attempts = 0, failures = 0, id = 0] = counts.subarray(slot * columns, slot * columns + columns)
    const one = newDistribution(
      {
        packageId: packages[slot],
        packageVersion: version === unknownVersion ? undefined : version,
        dp: dps[slot],
        site: sites[slot],
      },
      id,
    )
    one.state = states[packed & 7] ?? 'installed'
    one.action = actions[(packed >> 3) & 7] ?? 'distribute'
    flags.forEach((flag, bit) => (one[flag] = ((packed >> (6 + bit)) & 1) === 1))
    one.ordinal = packed >>> 10
    one.begun = true
    one.over = true
    one.attempts = attempts
    one.failures = failures
    one.jobIds = typeof job === 'string' ? [job] : job
    one.contentIds = contents[slot] ?? []
    times.forEach((name, at) => (one[name] = known(instants[slot * times.length + at])))
    one.proof = proofs[slot]
    one.earlier = earlier.get(slot)
    one.open = undefined
    return one
  }

  return {
    put: (one) => {
      const slot = free.pop() ?? used++
      if (slot >= capacity) grow()
      small[slot] = pack(one)
      counts.set([one.packageVersion ?? unknownVersion, one.attempts, one.failures, one.id], slot * columns)
      instants.set(
        times.map((name) => one[name] ?? Number.NaN),
        slot * times.length,
      )
      packages[slot] = one.packageId
      dps[slot] = one.dp
      sites[slot] = one.site
      jobs[slot] = one.jobIds.length === 1 ? (one.jobIds[0] ?? []) : one.jobIds
      contents[slot] = share.list(one.contentIds)
      proofs[slot] = one.proof && share.mark(one.proof)
      if (one.earlier !== undefined) earlier.set(slot, one.earlier)
      return slot
    },
    look,
    take: (slot) => {
      const one = look(slot)
      earlier.delete(slot)
      jobs[slot] = []
      contents[slot] = []
      free.push(slot)
      return one
    },
    get size() {
      return used - free.length
    },
  }
}

function pack(one: Distribution): number {
  let packed = Math.max(0, (states as readonly State[]).indexOf(one.state)) | (actions.indexOf(one.action) << 3)
  flags.forEach((flag, bit) => (packed |= one[flag] ? 1 << (6 + bit) : 0))
  return packed | (Math.min(one.ordinal, 0x1fffff) << 10)
}

const known = (instant: number | undefined): number | undefined =>
  instant === undefined || Number.isNaN(instant) ? undefined : instant

function copied<Column extends Uint32Array | Int32Array | Float64Array>(to: Column, from: Column): Column {
  to.set(from)
  return to
}

/** All DPs of a package version have the same contents, and most runs end with the same line: one object for all. */
function sharing(): { list(ids: readonly ContentId[]): readonly ContentId[]; mark(mark: LineMark): LineMark } {
  const lists = new Map<string, readonly ContentId[]>()
  const marks = new Map<string, LineMark>()
  return {
    list: (ids) => {
      if (ids.length === 0) return noContents
      const same = shared(lists, `${ids.length}|${ids[0]}|${ids.at(-1)}`, ids)
      return same.length === ids.length && same.every((id, at) => id === ids[at]) ? same : ids
    },
    mark: ({ signature, fields }) => {
      const deciding = Object.entries(fields).filter(([name]) => decidesNode.has(name))
      const slim = { signature, fields: Object.fromEntries(deciding) }
      return shared(marks, JSON.stringify(slim), slim)
    },
  }
}

const noContents: readonly never[] = []

/** The values a flowchart node depends on; the others (names, paths) are dropped. */
const decidesNode: ReadonlySet<string> = new Set(['packageStatus', 'statusMessageId'])

/** Beyond this many different values nothing is shared any more: the table itself must not grow without bound. */
const mostShared = 20_000

function shared<Value>(table: Map<string, Value>, key: string, value: Value): Value {
  const same = table.get(key)
  if (same !== undefined) return same
  if (table.size < mostShared) table.set(key, value)
  return value
}
