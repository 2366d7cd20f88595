// A contradiction between log and library as the data contract prints it.
import type { Evidence } from '../../engine/distribution/run.ts'
import type { Contradiction, DisagreementKind } from '../../engine/truth/claim.ts'
import { evidenceView, type EvidenceView } from '../account-objects.ts'

export type Disagreement = {
  readonly kind: DisagreementKind
  readonly packageId: string
  readonly contentId: string | null
  readonly dp: string | null
  readonly rules: readonly string[]
  readonly logEvidence: readonly EvidenceView[]
  readonly libraryFacts: readonly string[]
}

export const disagreement = (
  packageId: string,
  { kind, contentId, rules, libraryFacts }: Contradiction,
  evidence: readonly Evidence[],
  dp: string,
): Disagreement => ({
  kind,
  packageId,
  contentId: contentId ?? null,
  dp,
  rules,
  logEvidence: evidence.map(evidenceView),
  libraryFacts,
})
