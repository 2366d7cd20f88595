import { expect, it } from 'vitest'
import {
  contradictedByScan,
  countByKind,
  disagreementsNow,
  verificationOf,
  type LibraryPackages,
} from '../../../../agent/service/arrival/disagreement-list.ts'
import type { Arrival } from '../../../../agent/service/arrival/claim-book.ts'
import type { FindingObject } from '../../../../agent/service/library/watch-messages.ts'
import type { Run } from '../../../../engine/distribution/run.ts'

const run = (packageId: string, rest: Partial<Run> = {}): Run =>
  ({ packageId, packageVersion: 2, outcome: 'success', endedAt: 1_000, lastAt: 1_000, ...rest }) as Run

const finding = (rule: string, packagesAffected: readonly string[], transient = false): FindingObject => ({
  id: `${rule}-1`,
  rule,
  severity: 'fatal',
  transient,
  firstSeen: '',
  lastSeen: '',
  packagesAffected,
})

const told = (
  runs: readonly Run[],
  rest: Partial<LibraryPackages> = {},
  arrivals: readonly Arrival[] = [],
): [string, number][] => {
  const versions = new Map<string, number | undefined>([
    ['ABC00001', 2],
    ['ABC0000A', undefined],
  ])
  const scan = contradictedByScan(runs, { versions, findings: [], scannedAt: 5_000, ...rest })
  return [...countByKind(disagreementsNow(arrivals, scan, 'PS1DP1.CONTOSO.COM'))].filter(([, count]) => count > 0)
}

it('log and library agree', () => {
  expect(told([run('ABC00001'), run('ABC0000A'), run('ABC00009', { outcome: 'removed' })])).toEqual([])
})

it.each([
  ['a success that PkgLib does not know', [run('ABC00009')], {}, 'log_success_library_missing'],
  [
    'a missing stored file',
    [run('ABC00001')],
    { findings: [finding('I8', ['ABC00001'])] },
    'log_success_library_missing',
  ],
  ['wrong bytes', [run('ABC00001')], { findings: [finding('I10', ['ABC00001'])] }, 'log_success_hash_mismatch'],
  [
    'a user that is not listed',
    [run('ABC00001')],
    { findings: [finding('I12', ['ABC00001'])] },
    'log_success_users_missing',
  ],
  [
    'a package that the site believes installed and PkgLib has no more',
    [run('ABC00009', { seenBySite: true })],
    {},
    'site_installed_library_missing',
  ],
  [
    'a package that WMI does not list',
    [run('ABC00001')],
    { findings: [{ ...finding('I17', []), severity: 'risk', subject: { packageId: 'ABC00001' } }] },
    'log_success_wmi_mismatch',
  ],
  ['a change that no log spoke of', [], { findings: [finding('I30', ['ABC00001'])] }, 'library_changed_log_silent'],
  ['another version', [run('ABC00001', { packageVersion: 3 })], {}, 'log_success_version_mismatch'],
  ['removed, yet there', [run('ABC00001', { outcome: 'removed' })], {}, 'log_removed_library_present'],
])('%s', (_what, runs, rest, kind) => {
  expect(told(runs, rest)).toEqual([[kind, 1]])
})

it('what ended after the scan began, is still changing, or was said before is no disagreement', () => {
  expect(told([run('ABC00009', { endedAt: 6_000 })])).toEqual([])
  expect(told([run('ABC00001')], { findings: [finding('I8', ['ABC00001'], true)] })).toEqual([])
  expect(told([run('ABC00001', { outcome: 'removed', lastAt: 500 }), run('ABC00001')])).toEqual([])
  expect(told([run('ABC00009', { outcome: 'retrying' })])).toEqual([])
})

const arrival = (verification: string | undefined, kind: string | undefined, at: number | undefined): Arrival =>
  ({
    claim: { packageId: 'ABC00009', says: 'present' },
    evidence: [],
    judged:
      at === undefined
        ? undefined
        : { at, verification, contradiction: kind && { kind, rules: ['I8'], libraryFacts: [] } },
  }) as unknown as Arrival

it('what was looked at after a line is known better than by a scan before it, not by one after it', () => {
  const gone = [run('ABC00009')]
  expect(told(gone, {}, [arrival('verified', undefined, 6_000)])).toEqual([])
  expect(told(gone, {}, [arrival('verified', undefined, 4_000)])).toEqual([['log_success_library_missing', 1]])
  expect(told(gone, {}, [arrival(undefined, undefined, undefined)])).toEqual([])
  expect(told(gone, {}, [arrival('damaged', 'log_success_hash_mismatch', 4_000)])).toEqual([
    ['log_success_hash_mismatch', 1],
  ])
})

it('the verification of a distribution is that of the newest look', () => {
  const own = 'PS1DP1.CONTOSO.COM'
  const here = run('ABC00009', { dp: own as never })
  const scan = contradictedByScan([here], { versions: new Map(), findings: [], scannedAt: 5_000 })
  expect(verificationOf(here, arrival('verified', undefined, 6_000), scan, own)).toBe('verified')
  expect(verificationOf(here, arrival('verified', undefined, 4_000), scan, own)).toBe('absent')
  expect(verificationOf(here, undefined, scan, own)).toBe('absent')
  expect(verificationOf(here, undefined, undefined, own)).toBeUndefined()
  expect(verificationOf({ ...here, dp: 'PS1DP2.CONTOSO.COM' as never }, undefined, scan, own)).toBeUndefined()
})
