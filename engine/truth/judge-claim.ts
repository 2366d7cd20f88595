// One claim of a log against what the library shows: verified, incomplete, damaged or absent, and the contradiction.
// Pure. The knowledge is in contradictions.ts.
import { contentKey, packageContent } from '../ids.ts'
import type { Claim, Contradiction, PackageFacts, Verification } from './claim.ts'
import { contradictions, gravestFirst, holdingRules, signs, verificationOf } from './contradictions.ts'

export type ClaimJudgement = {
  /** undefined while not everything is hashed, or when it is said to be gone and is not. */
  readonly verification: Verification | undefined
  readonly contradiction: Contradiction | undefined
}

/** One thing the library shows, and the rule it breaks. */
type Proof = { readonly rule: string; readonly words: string; readonly contentId: string | undefined }

export function judgeClaim(claim: Claim, facts: PackageFacts): ClaimJudgement {
  if (claim.says === 'absent') return judgeRemoval(claim, facts)
  const proofs = proofsOf(claim, facts)
  const verification = stateOf(proofs) ?? (facts.hashed ? 'verified' : undefined)
  switch (claim.says) {
    case 'present':
      return { verification, contradiction: contradictionOf(claim, proofs) }
    case 'failed':
      return { verification, contradiction: verification === 'verified' ? unfounded(claim, 'failure') : undefined }
    case 'invalid':
      return { verification, contradiction: verification === 'verified' ? unfounded(claim, 'validation') : undefined }
    case 'valid': {
      const bad = contradictionOf({ ...claim, says: 'present' }, proofs)
      return { verification, contradiction: bad && { ...bad, kind: 'validation_differs' } }
    }
  }
}

function judgeRemoval(claim: Claim, { entry, held }: PackageFacts): ClaimJudgement {
  const listed = entry === undefined ? [] : [{ rule: signs.stillListed, words: `PkgLib lists ${claim.packageId}` }]
  const kept = held.map((contentId) => ({ rule: signs.stillHeld, words: `DataLib holds ${contentId}` }))
  const proofs = [...kept, ...listed].map((proof) => ({ ...proof, contentId: undefined }))
  const contradiction = contradictionOf(claim, proofs)
  return { verification: contradiction === undefined ? 'absent' : undefined, contradiction }
}

/** The first row of the table of which a rule is broken. */
function contradictionOf(claim: Claim, proofs: readonly Proof[]): Contradiction | undefined {
  for (const { says, kind, rules } of contradictions) {
    if (says !== claim.says) continue
    const proven = proofs.filter(({ rule }) => rules.includes(rule))
    if (proven.length === 0) continue
    return {
      kind,
      contentId: proven.find(({ contentId }) => contentId !== undefined)?.contentId ?? contentOf(claim),
      rules: rules.filter((rule) => proven.some((proof) => proof.rule === rule)),
      libraryFacts: [...new Set(proven.map(({ words }) => words))].slice(0, mostFacts),
    }
  }
  return undefined
}

/** Sentences of one contradiction; a damaged drive breaks thousands of files at once. */
const mostFacts = 20

/** A failure was told, and everything is there. */
const unfounded = (claim: Claim, what: 'failure' | 'validation'): Contradiction => ({
  kind: what === 'failure' ? 'log_failure_library_present' : 'validation_differs',
  contentId: contentOf(claim),
  rules: holdingRules,
  libraryFacts: [`every file of ${claim.packageId} is there, with the size and the hash it must have`],
})

/** The one content a claim is about. */
function contentOf({ packageId, packageVersion, contentIds }: Claim): string | undefined {
  if (contentIds.length === 1) return contentIds[0]
  return contentIds.length === 0 && packageVersion !== undefined ? `${packageId}.${packageVersion}` : undefined
}

function stateOf(proofs: readonly Proof[]): Verification | undefined {
  const states = new Set(proofs.map(({ rule }) => verificationOf[rule]))
  return gravestFirst.find((state) => states.has(state))
}

/** Findings that are worth contradicting a log, and what the listings show by themselves. */
function proofsOf(claim: Claim, facts: PackageFacts): readonly Proof[] {
  const found = facts.findings
    .filter(({ severity, transient }) => !transient && (severity === 'fatal' || severity === 'risk'))
    .filter(({ contentId }) => claim.whole || contentId === undefined || isNamed(claim.contentIds, contentId))
    .map(({ rule, detail, contentId }) => ({ rule, words: detail, contentId }))
  // Where the library itself is gone, the listing shows nothing.
  if (facts.entry === undefined && found.some(({ rule }) => rule === 'I1')) return found
  return [...found, ...listingProofs(claim, facts)]
}

function listingProofs(claim: Claim, { entry, unfinished }: PackageFacts): readonly Proof[] {
  const proofs: Proof[] = []
  const tell = (sign: keyof typeof signs, words: string, contentId?: string): void =>
    void proofs.push({ rule: signs[sign], words, contentId })
  if (entry === undefined) tell('notListed', `PkgLib has no ${claim.packageId}.INI`)
  else proofs.push(...versionProofs(claim, entry))
  const named = unfinished.filter((name) => claim.whole || isNamed(claim.contentIds, name.replace(/\.temp$/i, '')))
  for (const name of named) tell('unfinished', `DataLib holds ${name}, which was never committed`, contentIn(name))
  return proofs
}

const contentIn = (unfinished: string): string => unfinished.replace(/\.temp$/i, '')

/** Does PkgLib name the version, and the contents, that the log speaks of? */
function versionProofs(claim: Claim, { version, contents }: NonNullable<PackageFacts['entry']>): readonly Proof[] {
  const other = (words: string, contentId?: string): Proof => ({ rule: signs.otherVersion, words, contentId })
  const { packageId, packageVersion } = claim
  if (version !== undefined && packageVersion !== undefined && version !== packageVersion)
    return [other(`PkgLib has version ${version} of ${packageId}, the log speaks of version ${packageVersion}`)]
  if (contents === undefined) return []
  return claim.contentIds
    .filter((content) => !isNamed(contents, content))
    .map((content) =>
      contents.some((name) => familyOf(name) === familyOf(content))
        ? other(`PkgLib names another version of ${content}`, content)
        : { rule: signs.notNamed, words: `PkgLib does not name ${content}`, contentId: content },
    )
}

const isNamed = (names: readonly string[], content: string): boolean =>
  names.some((name) => contentKey(name) === contentKey(content))

/** A content without its version: `PS100039.2` -> `PS100039`. */
const familyOf = (content: string): string =>
  packageContent(content)?.packageId ?? contentKey(content).replace(/\.\d{1,10}$/, '')
