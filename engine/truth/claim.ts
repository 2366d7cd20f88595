// What a log says of one package on one distribution point, and what the library there shows of it. Both are plain
// values: who reads logs and libraries makes them, judge-claim.ts holds one against the other.

/** A content is in the library; it was removed; it did not get there; the product's own validation found it good, or bad. */
export type Saying = 'present' | 'absent' | 'failed' | 'valid' | 'invalid'

export type Claim = {
  readonly says: Saying
  /** Upper case. */
  readonly packageId: string
  /** undefined where the log does not tell: the DP prints none for an application. */
  readonly packageVersion: number | undefined
  /** Contents that were named. */
  readonly contentIds: readonly string[]
  /** Is the package meant as a whole, or only what was named? */
  readonly whole: boolean
}

/** A finding of the checks, as far as it matters here. */
export type ProvenFinding = {
  readonly rule: string
  readonly severity: string
  readonly transient: boolean
  readonly detail: string
  /** The content it is about, when it is about one. */
  readonly contentId: string | undefined
  /** The stored file it is about, when it is about one. */
  readonly hash?: string | undefined
}

/** What the library shows of one package. */
export type PackageFacts = {
  /** Its file in PkgLib; undefined when there is none. `contents` is undefined where nobody looked. */
  readonly entry:
    | {
        readonly version: number | undefined
        readonly contents: readonly string[] | undefined
      }
    | undefined
  /** Committed contents in DataLib that are its own: named by it, or by the claim, and by no other package. */
  readonly held: readonly string[]
  /** The same that are not committed, with their `.temp`. */
  readonly unfinished: readonly string[]
  /** Findings that affect the package, and those that leave nothing to be seen of any (I1). */
  readonly findings: readonly ProvenFinding[]
  /** Is every stored file that it needs hashed, and does its tree add up as far as anybody can tell? */
  readonly hashed: boolean
}

/** What a content is, once it was looked at (DESIGN: `verification`). */
export type Verification = 'verified' | 'incomplete' | 'damaged' | 'absent'

/** Where log and library say different things. */
export type Contradiction = {
  readonly kind: DisagreementKind
  readonly contentId: string | undefined
  /** Rules that prove it, in the order of the table. */
  readonly rules: readonly string[]
  /** What the library shows, in words. */
  readonly libraryFacts: readonly string[]
}

/** The closed list of the data contract. */
export const disagreementKinds = [
  'log_success_library_missing',
  'log_success_hash_mismatch',
  'log_success_version_mismatch',
  'log_success_users_missing',
  'log_success_wmi_mismatch',
  'log_removed_library_present',
  'log_failure_library_present',
  'site_installed_library_missing',
  'library_changed_log_silent',
  'validation_differs',
] as const
export type DisagreementKind = (typeof disagreementKinds)[number]
