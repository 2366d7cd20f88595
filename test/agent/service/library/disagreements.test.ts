import { expect, it } from 'vitest'
import { disagreements, type LibraryPackages } from '../../../../agent/service/library/disagreements.ts'
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

const told = (runs: readonly Run[], rest: Partial<LibraryPackages> = {}): [string, number][] => {
  const versions = new Map<string, number | undefined>([
    ['ABC00001', 2],
    ['ABC0000A', undefined],
  ])
  return [...disagreements(runs, { versions, findings: [], scannedAt: 5_000, ...rest })].filter(
    ([, count]) => count > 0,
  )
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
