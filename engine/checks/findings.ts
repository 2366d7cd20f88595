// One finding: what it names, whom it affects, and an id that is the same in every run.
import { createHash } from 'node:crypto'
import { findingKinds, type FindingKind, type Rule, type Severity } from './finding-kinds.ts'

export type Subject = {
  readonly kind: 'package' | 'content' | 'file' | 'stored-file' | 'drive' | 'library'
  readonly packageId?: string | undefined
  readonly contentId?: string | undefined
  /** Where it lies, from the library folder on: `DataLib\ABC00001.2\setup.exe.INI`. */
  readonly path?: string | undefined
  readonly hash?: string | undefined
  readonly drive?: string | undefined
}

export type Finding = {
  /** The same for the same rule and subject in every run. */
  readonly id: string
  readonly kind: FindingKind
  readonly rule: Rule
  readonly severity: Severity
  readonly subject: Subject
  readonly detail: string
  /** Bytes that are lost, in doubt, or to be gained; 0 when none are concerned. */
  readonly bytes: number
  /** Packages for which a concerned content is current; sorted. */
  readonly packagesAffected: readonly string[]
  readonly suggestedAction: string
  /** The library changed under the scan; look again before acting. */
  readonly transient: boolean
  /** Milliseconds since 1970 UTC. */
  readonly firstSeen: number
  readonly lastSeen: number
  readonly evidence: readonly string[]
  /** Store paths whose times tell whether anything moved since. */
  readonly involved: readonly string[]
}

export type FindingFacts = {
  readonly subject: Subject
  readonly detail: string
  readonly bytes?: number
  readonly packages?: Iterable<string>
  readonly evidence?: readonly string[]
  readonly involved?: readonly string[]
}

/** Evidence lines of one finding; what is more is counted. */
const mostEvidence = 50

/** @param now  when the scan looked; milliseconds since 1970 UTC */
export function finding(kind: FindingKind, now: number, facts: FindingFacts): Finding {
  const { rule, severity, means, action } = findingKinds[kind]
  // Sorted, because an index that was brought up to date holds the same rows in another order.
  const all = [...(facts.evidence ?? [])].sort()
  const more = all.length > mostEvidence ? [`and ${all.length - mostEvidence} more`] : []
  return {
    id: findingId(rule, facts.subject),
    kind,
    rule,
    severity,
    subject: facts.subject,
    detail: facts.detail === '' ? means : `${means}: ${facts.detail}`,
    bytes: facts.bytes ?? 0,
    packagesAffected: [...new Set(facts.packages ?? [])].sort(),
    suggestedAction: action,
    transient: false,
    firstSeen: now,
    lastSeen: now,
    evidence: [...all.slice(0, mostEvidence), ...more],
    involved: facts.involved ?? [],
  }
}

/** `I8-3f29c1d07a5e`: rule and subject decide, nothing else, so that alerts about one thing are one alert. */
function findingId(rule: Rule, { kind, packageId, contentId, path, hash, drive }: Subject): string {
  const text = [rule, kind, packageId, contentId, path, hash, drive]
    .map((part) => (part ?? '').toUpperCase())
    .join('\n')
  return `${rule}-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`
}
