// What finished logs say in the end of the library of one distribution point. Pure.
import type { DistributionEvent } from '../../engine/distribution/distribution-event.ts'
import type { Evidence, Run } from '../../engine/distribution/run.ts'
import { isFullNameOf, type DpName } from '../../engine/ids.ts'
import type { Claim, Saying } from '../../engine/truth/claim.ts'
import { sayingOf } from './claims-of-events.ts'

/** The newest word of each package that was distributed there; what is open or failed in between says nothing. */
export function claimsOfRuns(runs: Iterable<Run>, dp: string): readonly { readonly claim: Claim; readonly run: Run }[] {
  const newest = new Map<string, Run>()
  for (const run of runs) {
    if (run.packageId === undefined || run.dp === undefined || !isSameDp(run.dp, dp)) continue
    const known = newest.get(run.packageId)
    if (known === undefined || (known.lastAt ?? 0) <= (run.lastAt ?? 0)) newest.set(run.packageId, run)
  }
  return [...newest.values()].flatMap((run) => {
    const says = sayingOfRun(run)
    const { packageId, packageVersion, contentIds } = run
    if (says === undefined || packageId === undefined) return []
    return { claim: { says, packageId, packageVersion, contentIds, whole: true }, run }
  })
}

export const isSameDp = (one: string, dp: string): boolean =>
  one === dp || isFullNameOf(dp as DpName, one as DpName) || isFullNameOf(one as DpName, dp as DpName)

function sayingOfRun({ outcome, action, stage, ordinal }: Run): Saying | undefined {
  if (outcome === 'success') return 'present'
  if (outcome === 'removed') return 'absent'
  if (outcome !== 'failure') return undefined
  if (action === 'validate' || stage === 'verify') return 'invalid'
  // Sent anew, it is there from the first time.
  return ordinal === 1 && action !== 'redistribute' && action !== 'remove' ? 'failed' : undefined
}

/** The last lines that say something of a library, by package and distribution point. */
export type SaidLines = {
  take(event: DistributionEvent): void
  of(claim: Claim, dp: string): readonly Evidence[]
}

export function saidLines(): SaidLines {
  const lines = new Map<string, Map<Saying, Evidence>>()
  return {
    take(event) {
      if (event.about !== 'distribution') return
      const { happening, subject, by, evidence } = event
      const says = happening === 'givenUp' || happening === 'retryScheduled' ? 'failed' : sayingOf(happening, by)
      if (says === undefined || subject.packageId === undefined) return
      const key = `${subject.packageId}|${shortName(subject.dp ?? evidence.host)}`
      lines.set(key, (lines.get(key) ?? new Map<Saying, Evidence>()).set(says, evidence))
    },
    of({ says, packageId }, dp) {
      const said = lines.get(`${packageId}|${shortName(dp)}`)
      const line = said?.get(says) ?? (says === 'present' ? said?.get('valid') : undefined)
      return line === undefined ? [] : [line]
    },
  }
}

const shortName = (dp: string): string => dp.toUpperCase().split('.', 1)[0] ?? ''
