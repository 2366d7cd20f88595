// The world's own account, in the form of `analyze --json`: what a reader that misses nothing would say. The agent never
// reads it; tests compare.
import { runKey, traceIdOf } from '../../engine/distribution/trace-identity.ts'
import { assumedPiledUpDownloads } from '../../engine/assumptions.ts'
import { createDeliveries } from '../../engine/site/model/deliveries.ts'
import type { Delivery, Trouble } from '../../engine/site/model/package-delivery.ts'
import type { Hierarchy, RoleWork, Work } from '../../engine/site/model/hierarchy.ts'
import { describeResultCode } from '../../parsers/result-code.ts'
import { isoTime } from '../account-objects.ts'
import { failureClasses, type FailureClass } from '../diagnose/failure-classes.ts'
import { fillNames } from '../diagnose/fill-names.ts'

export type Truth = ReturnType<typeof truthOf>

type Told = Pick<Hierarchy, 'deliveries' | 'works' | 'hung' | 'roles'>

export function truthOf({ deliveries, works, hung, roles }: Told) {
  const blocked = blockedPulls(deliveries.all())
  return {
    sources: [],
    distributions: [...deliveries.all()].map((one) => distribution(one, blocked)),
    packages: [...new Map([...works, ...hung]).values()].map(packageWork),
    distributionPoints: [...roles.values()].map(roleWork),
    library: null,
    disagreements: [],
  }
}

/** The same as JSON text, piece by piece: there may be hundreds of thousands. */
export function* truthText(hierarchy: Told): Generator<string> {
  const { distributions: _none, sources, ...rest } = truthOf({ ...hierarchy, deliveries: createDeliveries() })
  yield `{\n"sources": ${JSON.stringify(sources)},\n"distributions": [`
  let before = '\n'
  const blocked = blockedPulls(hierarchy.deliveries.all())
  for (const one of hierarchy.deliveries.all()) {
    yield before + JSON.stringify(distribution(one, blocked))
    before = ',\n'
  }
  yield `\n],\n${JSON.stringify(rest, null, 2).slice(2)}\n`
}

/** Pull DPs with so many failed downloads that they block the queue. */
function blockedPulls(deliveries: Iterable<Delivery>): ReadonlySet<string> {
  const counts = new Map<string, number>()
  for (const { dp, trouble } of deliveries)
    if (trouble?.class === 'pull-stalled') counts.set(dp, (counts.get(dp) ?? 0) + 1)
  return new Set([...counts].flatMap(([dp, count]) => (count < assumedPiledUpDownloads ? [] : [dp])))
}

/** A few downloads that fail are no blocked queue; where there is one, that is why no job is taken any more. */
function seenFrom(trouble: Trouble, isBlocked: boolean): Trouble {
  if (trouble.class === 'pull-stalled' && !isBlocked) return { ...trouble, class: 'unknown' }
  return trouble.class === 'pull-capacity' && isBlocked ? { ...trouble, class: 'pull-stalled' } : trouble
}

function distribution(one: Delivery, blocked: ReadonlySet<string>) {
  const { packageId, packageVersion, dp, site, pull, action, outcome, attempts, failures } = one
  return {
    packageId,
    packageVersion,
    contentIds: one.contentIds,
    dp,
    site,
    pull,
    action,
    outcome,
    jobIds: one.jobIds,
    attempts,
    failures,
    firstTime: isoTime(one.firstTime),
    lastTime: isoTime(one.lastTime),
    nextRetry: isoTime(one.nextRetry),
    triesLeft: one.triesLeft ?? null,
    traceId: traceIdOf(runKey(packageId, packageVersion, dp)),
    stalled: null,
    verification: null,
    failure: one.trouble === undefined ? null : failure(seenFrom(one.trouble, blocked.has(dp))),
  }
}

const packageWork = ({ packageId, site, outcome, trouble }: Work) => ({
  packageId,
  site,
  outcome,
  failure: trouble === undefined ? null : failure(trouble),
})

const roleWork = ({ dp, outcome, trouble }: RoleWork) => ({
  dp,
  outcome,
  failure: trouble === undefined ? null : failure(trouble),
})

function failure({ class: name, code }: Trouble) {
  const row = failureClasses[name satisfies FailureClass]
  const { cause, remedy } = { cause: fillNames(row.cause, [], []), remedy: fillNames(row.remedy, [], []) }
  const codeName = (code === undefined ? undefined : describeResultCode(code)?.name) ?? null
  const transient = row.transience === 'yes' || row.transience === 'often'
  return { class: name, code: code ?? null, codeName, cause, remedy, transient, evidence: [] }
}
