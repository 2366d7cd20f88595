import { failureClasses, type FailureClass } from '../../../agent/diagnose/failure-classes.ts'
import { rowsOf, type Row, type ShownDistribution, type ShownFailure } from '../../../agent/demo/demo-view.ts'

export const now = Date.UTC(2026, 0, 5, 8)

export function failed(name: FailureClass, code: string | null = null, codeName: string | null = null): ShownFailure {
  const { cause, remedy, node } = failureClasses[name]
  return { class: name, code, codeName, cause, remedy, node: node ?? null }
}

export const distribution = (rest: Partial<ShownDistribution> = {}): ShownDistribution => ({
  packageId: 'PS100021',
  packageVersion: 3,
  dp: 'PS1DP1.CONTOSO.COM',
  outcome: 'success',
  stage: 'transfer',
  attempts: 1,
  failures: 0,
  triesLeft: null,
  givenUpAt: null,
  nextRetry: null,
  failure: null,
  ...rest,
})

export const retrying = (dp: string, failure: ShownFailure, rest: Partial<ShownDistribution> = {}): ShownDistribution =>
  distribution({
    dp: `${dp}.CONTOSO.COM`,
    outcome: 'retrying',
    failures: 2,
    triesLeft: 98,
    nextRetry: new Date(now + 12_345).toISOString(),
    failure,
    ...rest,
  })

/** Three failing, one waiting, one moving, two arrived. */
export function someRows(): readonly Row[] {
  const distributions = [
    distribution(),
    distribution({ packageId: 'PS100022', packageVersion: 2 }),
    distribution({ dp: 'PS1DP2.CONTOSO.COM', outcome: 'in-progress' }),
    retrying('PS1DP6', failed('disk-full-dp', '0x80070070', 'ERROR_DISK_FULL')),
    retrying('PS1DP4', failed('network-path', '0x80070035', 'ERROR_BAD_NETPATH')),
    retrying('PS1PULL2', failed('pull-no-source'), { outcome: 'waiting', failures: 1, triesLeft: 29 }),
    distribution({ dp: 'PS1DP9.CONTOSO.COM', outcome: 'removed' }),
  ]
  const packages = [{ packageId: 'PS100023', outcome: 'failure', failure: failed('source-access', '0x80070005') }]
  return rowsOf(distributions, packages, { PS100021: 'Office tools' }, now)
}
