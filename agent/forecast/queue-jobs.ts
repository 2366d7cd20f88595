// The jobs of a queue as an account shows them, those that DistMgr has not made yet included.
import { defaultRetryRules } from '../../engine/distribution/retry.ts'
import type { QueueJob } from './queue-model.ts'

/** A distribution of the account, as far as it counts here. */
export type Known = {
  readonly packageId: string | null
  readonly dp: string | null
  readonly outcome: string
  readonly stage?: string | null
  readonly attempts?: number
  readonly firstTime: string | null
  readonly lastTime: string | null
  readonly nextRetry: string | null
}

/** From the first word on a DP to its job: connection, shares and directories are looked at (distribution-engine.md 6.2, step 4). */
const checks = 10_000
/** DistMgr names DPs one after the other: silent for longer it is done with them. */
const quiet = 60_000

export function jobsOf(distributions: readonly Known[], queuedPackages: number, asOf: number): readonly QueueJob[] {
  const known = distributions.flatMap((one) => jobOf(one, asOf))
  return [...known, ...notNamedYet(distributions, queuedPackages, asOf)]
}

function jobOf(
  { packageId, dp, outcome, stage, attempts, firstTime, lastTime, nextRetry }: Known,
  asOf: number,
): QueueJob[] {
  if (packageId === null || dp === null || firstTime === null) return []
  const order = Date.parse(firstTime)
  const tries = attempts ?? 0
  const job = {
    packageId,
    dp,
    order,
    created: order + checks,
    ended: undefined,
    failed: undefined,
    sending: false,
    tries,
  }
  const last = lastTime === null ? asOf : Date.parse(lastTime)
  switch (outcome) {
    case 'success':
      return last > asOf ? [] : [{ ...job, ended: last }]
    case 'retrying':
    case 'waiting':
      return [
        { ...job, created: nextRetry === null ? asOf : Date.parse(nextRetry), failed: tries === 0 ? undefined : last },
      ]
    case 'failure': {
      // DistMgr could not reach the DP, and processes the package once more after the delay.
      const again = last + defaultRetryRules.push.delay
      return tries === 0 && stage === 'queue' && again > asOf ? [{ ...job, created: again + checks }] : []
    }
    case 'in-progress':
      return [{ ...job, sending: tries > 0 && stage !== 'queue' }]
    default:
      return []
  }
}

/** Packages go where the others went, at the pace at which DistMgr has named their DPs. */
function notNamedYet(distributions: readonly Known[], queuedPackages: number, asOf: number): readonly QueueJob[] {
  const named = distributions.flatMap(({ packageId, dp, firstTime }) =>
    packageId === null || dp === null || firstTime === null ? [] : [{ packageId, dp, at: Date.parse(firstTime) }],
  )
  const dps = [...new Set(named.map(({ dp }) => dp))]
  const first = named.reduce((least, { at }) => Math.min(least, at), Infinity)
  const last = named.reduce((most, { at }) => Math.max(most, at), -Infinity)
  if (named.length < 2 || (queuedPackages === 0 && asOf - last > quiet)) return []
  const begun = new Map<string, Set<string>>()
  for (const { packageId, dp } of named) begun.set(packageId, (begun.get(packageId) ?? new Set()).add(dp))
  const active = new Set(named.filter(({ at }) => asOf - at <= quiet).map(({ packageId }) => packageId))
  const missing = [...active].flatMap((packageId) =>
    dps.filter((dp) => begun.get(packageId)?.has(dp) !== true).map((dp) => ({ packageId, dp })),
  )
  const queued = Array.from({ length: queuedPackages }, (_, index) =>
    dps.map((dp) => ({ packageId: `queued ${String(index)}`, dp })),
  ).flat()
  const each = (asOf - first) / named.length
  return [...missing, ...queued].map(({ packageId, dp }, index) => {
    const at = asOf + (index + 1) * each
    return {
      packageId,
      dp,
      order: at,
      created: at + checks,
      ended: undefined,
      failed: undefined,
      sending: false,
      tries: 0,
    }
  })
}
