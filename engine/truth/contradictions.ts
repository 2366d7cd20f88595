// Which invariant, broken, contradicts which saying of a log: kind -> rules -> what the content then is. Gravest first;
// one package is one disagreement, with all rules of its row that prove it. The rules are those of the content library
// (I1 to I30). What a listing alone shows is given the rule whose promise it breaks (`signs`).
import type { DisagreementKind, Saying, Verification } from './claim.ts'

type Row = {
  readonly says: Saying
  readonly kind: DisagreementKind
  readonly rules: readonly string[]
}

export const contradictions: readonly Row[] = [
  {
    says: 'present',
    kind: 'log_success_library_missing',
    rules: ['I1', 'I2', 'I3', 'I7', 'I8', 'I16', 'I18'],
  },
  { says: 'present', kind: 'log_success_hash_mismatch', rules: ['I9', 'I10', 'I15'] },
  { says: 'present', kind: 'log_success_version_mismatch', rules: ['I19'] },
  { says: 'present', kind: 'log_success_users_missing', rules: ['I12'] },
  { says: 'present', kind: 'log_success_wmi_mismatch', rules: ['I17'] },
  { says: 'absent', kind: 'log_removed_library_present', rules: ['I4', 'I30'] },
]

/** What listings show beside the findings, and the rule each breaks. */
export const signs = {
  /** A success means that the site wants it here: I18. */
  notListed: 'I18',
  /** What was committed has no `.temp` any more. */
  unfinished: 'I16',
  notNamed: 'I3',
  otherVersion: 'I19',
  /** A removal that was logged leaves less than the scan before: I30. */
  stillListed: 'I30',
  stillHeld: 'I4',
} as const

/** What a content is when this rule is broken; undefined: its bytes are all there and right. */
export const verificationOf: Readonly<Record<string, Verification | undefined>> = {
  I1: 'incomplete',
  I2: 'damaged',
  I3: 'incomplete',
  I7: 'damaged',
  I8: 'incomplete',
  I9: 'damaged',
  I10: 'damaged',
  I12: 'incomplete',
  I15: 'damaged',
  I16: 'incomplete',
  I18: 'absent',
  I19: 'incomplete',
}

/** When several rules are broken, this decides. */
export const gravestFirst: readonly Verification[] = ['absent', 'incomplete', 'damaged']

/** What must hold before a content counts as verified: these show that a failure told of it is wrong. */
export const holdingRules: readonly string[] = ['I3', 'I8', 'I9', 'I10', 'I15']
