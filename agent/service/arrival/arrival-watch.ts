// Checks what the logs say has arrived, or was removed, against the library: a look at the package's own files at once,
// again until it is certain, and its stored files hashed in between. Runs in a thread of its own, at normal priority:
// what is scanned on schedule gives way to everything, a lie must be told within seconds.
import type { DriveRoot } from '../../../engine/library/disk-store.ts'
import type { Allowance } from '../../../engine/library/paced-store.ts'
import type { Crew } from '../../../engine/scan/crew.ts'
import { firstLook, lookAgainAfter, nextLook, patience, type Looks } from '../../../engine/truth/arrival-patience.ts'
import type { Clock } from '../../clock.ts'
import { alarm } from '../library/alarm.ts'
import { arrivalHashing } from './arrival-hashing.ts'
import { arrivalLook, type Seen } from './arrival-look.ts'
import type { ArrivalAnswer, ArrivalClaim, ArrivalOrder, ArrivalSetup, TellArrival } from './arrival-messages.ts'

export type ArrivalWatchOptions = {
  readonly setup: ArrivalSetup
  readonly clock: Clock
  readonly tell: TellArrival
  /** Reads in the calling thread: a few files. */
  readonly reader: (roots: readonly DriveRoot[]) => Crew
  /** Hashes within the allowance, in a thread of its own. */
  readonly hasher: (roots: readonly DriveRoot[], allowance: Allowance) => Crew
}

export type ArrivalWatch = {
  order(order: ArrivalOrder): void
  /** Resolves after `stop`; rejects when we are wrong. */
  readonly ended: Promise<void>
}

type Pending = {
  readonly claim: ArrivalClaim
  /** When to look; milliseconds of the running clock, which nobody sets, like all times here. */
  dueAt: number
  looks: Looks | undefined
  /** How often a disagreement was told of it. */
  told: number
}

/** Packages of one look. */
const atOnce = 100
/** Disagreements that are looked at again and again; what is more, the next scan sees. */
const mostTold = 1_000
/** Claims that wait. */
const mostPending = 20_000
const minute = 60_000

export function arrivalWatch({ setup, clock, tell, reader, hasher }: ArrivalWatchOptions): ArrivalWatch {
  let { settings, orderIsKnown } = setup
  const pending = new Map<string, Pending>()
  const bell = alarm(clock)
  let stopped = false
  let wasBusy = false
  const look = arrivalLook({ clock, settings: () => settings, orderIsKnown: () => orderIsKnown, reader })
  const hashing = arrivalHashing({
    clock,
    tell,
    settings: () => settings,
    crew: (allowance) => hasher(look.roots(), allowance),
    onKnown: (packageIds) => {
      for (const id of packageIds) {
        const one = pending.get(id)
        if (one !== undefined) one.dueAt = Math.min(one.dueAt, clock.elapsed())
      }
      bell.ring()
    },
  })

  /** What is due, the newest first: the backlog of a first start must not hold up what arrives now. */
  const due = (now: number): readonly Pending[] =>
    [...pending.values()]
      .filter(({ dueAt }) => dueAt <= now)
      .sort((a, b) => b.claim.readAt - a.claim.readAt)
      .slice(0, atOnce)

  const answerTo = (one: Pending, { judgement, mark, toHash }: Seen, now: number): ArrivalAnswer | undefined => {
    const { claim } = one
    const { verification, contradiction } = judgement
    const answer = { number: claim.number, packageId: claim.packageId, verification, contradiction, at: clock.now() }
    if (contradiction === undefined) {
      if (toHash.length > 0 && hashing.add(claim, toHash)) {
        one.dueAt = now + minute
        return undefined
      }
      pending.delete(claim.packageId)
      return answer
    }
    if (toHash.length > 0) hashing.add(claim, toHash)
    one.looks = one.looks === undefined ? firstLook(claim.readAt, mark, now) : nextLook(one.looks, mark, now)
    const next = patience(one.looks, now)
    if (!next.decided) {
      one.dueAt = now + next.wait
      return undefined
    }
    one.dueAt = now + lookAgainAfter(one.told++)
    return answer
  }

  const round = async (some: readonly Pending[]): Promise<void> => {
    const seen = await look.at(
      some.map(({ claim }) => claim),
      hashing,
    )
    const now = clock.elapsed()
    // What was dropped or said anew meanwhile is not ours any more.
    const still = some.filter((one) => pending.get(one.claim.packageId) === one)
    const answers = still.flatMap((one) => {
      const facts = seen.get(one.claim.packageId)
      return facts === undefined ? [] : (answerTo(one, facts, now) ?? [])
    })
    if (answers.length > 0) tell({ kind: 'judged', answers })
    forgetMany()
  }

  const forgetMany = (): void => {
    const told = [...pending.values()].filter((one) => one.told > 0)
    for (const { claim } of told.slice(0, Math.max(0, told.length - mostTold))) pending.delete(claim.packageId)
  }

  const working = async (): Promise<void> => {
    while (!stopped) {
      const now = clock.elapsed()
      const some = due(now)
      if (some.length > 0) {
        wasBusy = true
        try {
          await round(some)
        } catch (error) {
          tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) })
          for (const one of some) one.dueAt = clock.elapsed() + minute
        }
        await clock.sleep(0)
        continue
      }
      if (pending.size === 0 && !hashing.isBusy && wasBusy) {
        wasBusy = false
        tell({ kind: 'idle' })
      }
      let next = now + minute
      for (const { dueAt } of pending.values()) next = Math.min(next, dueAt)
      await bell.wait(Math.max(10, next - now))
    }
  }

  /** A log that invents packages must not fill the memory: the oldest claim goes. */
  const keep = (one: Pending): void => {
    pending.delete(one.claim.packageId)
    pending.set(one.claim.packageId, one)
    const oldest = pending.size > mostPending ? pending.keys().next().value : undefined
    if (oldest !== undefined) pending.delete(oldest)
  }

  const byRunningClock = (claim: ArrivalClaim): ArrivalClaim => {
    const ago = (time: number): number => clock.elapsed() - Math.max(0, clock.now() - time)
    return { ...claim, readAt: ago(claim.readAt), since: ago(claim.since) }
  }

  const ended = working().then(() => hashing.close())
  return {
    order(order) {
      if (order.kind === 'settings')
        settings = { ...order.settings, primary: settings.primary, drives: settings.drives }
      else if (order.kind === 'drop') pending.delete(order.packageId)
      else if (order.kind === 'order') orderIsKnown = order.isKnown
      else if (order.kind === 'check') {
        for (const claim of order.claims.map(byRunningClock))
          keep({ claim, dueAt: clock.elapsed(), looks: undefined, told: 0 })
      } else {
        stopped = true
        hashing.end()
      }
      bell.ring()
    },
    ended,
  }
}
