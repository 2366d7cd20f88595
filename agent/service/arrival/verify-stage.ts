// A decided check as the stage `verify` of its distribution: it begins with the line that was checked and lasts as long
// as the check took, so that its span has the same id whenever the log is read.
import type { DistributionAccount } from '../../../engine/distribution/tracker.ts'
import type { Run, RunEvent, StageResult, Step } from '../../../engine/distribution/run.ts'
import type { Contradiction } from '../../../engine/truth/claim.ts'
import type { Arrival } from './claim-book.ts'

/** @param accounts  the distributions of this package on this distribution point */
export function verifyStage(arrival: Arrival, accounts: Iterable<DistributionAccount>): Step | undefined {
  const { claim, at, judged, evidence } = arrival
  const run = runOf(
    [...accounts].map((one) => one.run),
    claim.packageVersion,
  )
  if (run === undefined || at === undefined || judged === undefined || claim.says !== 'present') return undefined
  const { verification, contradiction } = judged
  if (verification === undefined && contradiction === undefined) return undefined
  const endedAt = at + Math.max(0, judged.at - claim.readAt)
  const result: StageResult = contradiction === undefined && verification === 'verified' ? 'success' : 'failure'
  const [named] = claim.contentIds
  const subject = contradiction?.contentId ?? named ?? contentOf(run)
  if (subject === undefined) return undefined
  const events = contradiction === undefined ? [] : [disagreementEvent(contradiction, endedAt)]
  const span = {
    stage: 'verify',
    subject,
    startedAt: at,
    endedAt,
    result,
    code: undefined,
    attempt: undefined,
  } as const
  return { kind: 'stageEnded', run, stage: { ...span, evidence, events } }
}

/** The run of the version that was spoken of; the DP names none for an application. */
function runOf(runs: readonly Run[], version: number | undefined): Run | undefined {
  const same = version === undefined ? runs : runs.filter(({ packageVersion }) => packageVersion === version)
  return same.toSorted((a, b) => (a.lastAt ?? 0) - (b.lastAt ?? 0)).at(-1)
}

const contentOf = ({ contentIds, packageId, packageVersion }: Run): string | undefined =>
  contentIds[0] ??
  (packageId === undefined || packageVersion === undefined ? undefined : `${packageId}.${packageVersion}`)

const disagreementEvent = ({ kind, rules, libraryFacts }: Contradiction, at: number): RunEvent => ({
  name: 'disagreement',
  at,
  attributes: { kind, rules: rules.join(' '), library: libraryFacts.slice(0, 3).join('; ') },
})
