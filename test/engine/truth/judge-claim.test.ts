import { expect, it } from 'vitest'
import { disagreementKinds, type Claim, type PackageFacts, type ProvenFinding } from '../../../engine/truth/claim.ts'
import { contradictions, verificationOf } from '../../../engine/truth/contradictions.ts'
import { judgeClaim } from '../../../engine/truth/judge-claim.ts'

const claim = (rest: Partial<Claim> = {}): Claim => ({
  says: 'present',
  packageId: 'ABC00001',
  packageVersion: 2,
  contentIds: [],
  whole: true,
  ...rest,
})

const sound: PackageFacts = {
  entry: { version: 2, contents: ['ABC00001.2'] },
  held: [],
  unfinished: [],
  findings: [],
  hashed: true,
}

const finding = (rule: string, rest: Partial<ProvenFinding> = {}): ProvenFinding => ({
  rule,
  severity: 'fatal',
  transient: false,
  detail: `${rule} is broken`,
  contentId: undefined,
  ...rest,
})

const told = (facts: Partial<PackageFacts>, rest: Partial<Claim> = {}): readonly unknown[] => {
  const { verification, contradiction } = judgeClaim(claim(rest), { ...sound, ...facts })
  return [verification, contradiction?.kind, contradiction?.rules]
}

it('what is there, whole and hashed, is verified; not yet hashed, nothing is said', () => {
  expect(told({})).toEqual(['verified', undefined, undefined])
  expect(told({ hashed: false })).toEqual([undefined, undefined, undefined])
})

it.each([
  ['a stored file is missing', [finding('I8')], 'incomplete', 'log_success_library_missing', ['I8']],
  ['a drive is gone', [finding('I1')], 'incomplete', 'log_success_library_missing', ['I1']],
  ['the DataLib entry is missing', [finding('I3')], 'incomplete', 'log_success_library_missing', ['I3']],
  ['a stored file is cut off', [finding('I9')], 'damaged', 'log_success_hash_mismatch', ['I9']],
  ['bytes are wrong', [finding('I10')], 'damaged', 'log_success_hash_mismatch', ['I10']],
  ['the tree is another one', [finding('I15')], 'damaged', 'log_success_hash_mismatch', ['I15']],
  ['the version is not that of the content', [finding('I19')], 'incomplete', 'log_success_version_mismatch', ['I19']],
  ['a user is not listed', [finding('I12', { severity: 'risk' })], 'incomplete', 'log_success_users_missing', ['I12']],
  ['WMI lists other packages', [finding('I17', { severity: 'risk' })], 'verified', 'log_success_wmi_mismatch', ['I17']],
  [
    'several at once: what is missing counts first',
    [finding('I10'), finding('I8'), finding('I3')],
    'incomplete',
    'log_success_library_missing',
    ['I3', 'I8'],
  ],
])('%s', (_what, findings, ...right) => {
  expect(told({ findings })).toEqual(right)
})

it('what the listings show by themselves', () => {
  expect(told({ entry: undefined })).toEqual(['absent', 'log_success_library_missing', ['I18']])
  expect(told({ unfinished: ['ABC00001.2.temp'], findings: [finding('I3')] })).toEqual([
    'incomplete',
    'log_success_library_missing',
    ['I3', 'I16'],
  ])
  expect(told({ entry: { version: 1, contents: ['ABC00001.1'] } })).toEqual([
    'incomplete',
    'log_success_version_mismatch',
    ['I19'],
  ])
  const other = { contentIds: ['Content_A.1'], packageVersion: undefined }
  expect(told({ entry: { version: undefined, contents: ['content_a.1'] } }, other)[1]).toBeUndefined()
  expect(told({ entry: { version: undefined, contents: ['Content_A.2'] } }, other)[1]).toBe(
    'log_success_version_mismatch',
  )
  expect(told({ entry: { version: undefined, contents: ['Content_B.1'] } }, other)).toEqual([
    'incomplete',
    'log_success_library_missing',
    ['I3'],
  ])
})

it('a library that is gone is told as that, not as a missing package', () => {
  expect(told({ entry: undefined, findings: [finding('I1')] })[2]).toEqual(['I1'])
})

it('waste, remarks, what still changes, and contents that were not spoken of contradict nothing', () => {
  expect(told({ findings: [finding('I8', { severity: 'waste' }), finding('I15', { severity: 'info' })] })[1]).toBe(
    undefined,
  )
  expect(told({ findings: [finding('I8', { transient: true })] })[1]).toBeUndefined()
  const one = { contentIds: ['ABC00001.2'], whole: false }
  expect(told({ findings: [finding('I3', { contentId: 'Content_B.1' })] }, one)[1]).toBeUndefined()
  expect(told({ findings: [finding('I3', { contentId: 'abc00001.2' })] }, one)[1]).toBe('log_success_library_missing')
})

it('a removal leaves nothing', () => {
  const removed = { says: 'absent' } as const
  expect(told({ entry: undefined }, removed)).toEqual(['absent', undefined, undefined])
  expect(told({}, removed)).toEqual([undefined, 'log_removed_library_present', ['I30']])
  expect(told({ entry: undefined, held: ['ABC00001.2'] }, removed)[2]).toEqual(['I4'])
})

it('a failure, and the validation of the product, against our own', () => {
  expect(told({}, { says: 'failed' })[1]).toBe('log_failure_library_present')
  expect(told({ hashed: false }, { says: 'failed' })[1]).toBeUndefined()
  expect(told({ findings: [finding('I8')] }, { says: 'failed' })[1]).toBeUndefined()
  expect(told({}, { says: 'invalid' })[1]).toBe('validation_differs')
  expect(told({ findings: [finding('I10')] }, { says: 'invalid' })[1]).toBeUndefined()
  expect(told({ findings: [finding('I10')] }, { says: 'valid' })).toEqual(['damaged', 'validation_differs', ['I10']])
  expect(told({}, { says: 'valid' })[1]).toBeUndefined()
})

it('every rule of the table has its word, every kind stands in the closed list', () => {
  for (const { says, kind, rules } of contradictions) {
    expect(disagreementKinds).toContain(kind)
    if (says === 'present') for (const rule of rules) expect(rule === 'I17' || rule in verificationOf).toBe(true)
  }
})
