// Finished logs held against a library: what they say of its distribution point in the end, and what it shows.
import type { Run } from '../../engine/distribution/run.ts'
import { libraryAccount } from '../../engine/checks/account.ts'
import { viewOf, type LibraryView } from '../../engine/checks/view.ts'
import { hashOfStored } from '../../engine/checks/view.ts'
import type { Claim, Verification } from '../../engine/truth/claim.ts'
import { judgeClaim } from '../../engine/truth/judge-claim.ts'
import { contentsSpokenOf, findingsByPackage, packageFacts, rowsOfContents } from '../../engine/truth/package-facts.ts'
import type { VerificationOf } from '../account-objects.ts'
import type { Analyzed } from '../analyze-logs.ts'
import type { Clock } from '../clock.ts'
import { libraryTroubles, type LibraryTrouble } from '../diagnose/library-troubles.ts'
import { AgentError } from '../errors.ts'
import { hashSome } from '../library/hash-run.ts'
import { judgeLibrary, readLibrary, withSession, type Judged, type Session } from '../library/library-session.ts'
import { printableLine } from '../terminal/printable.ts'
import { claimsOfRuns, isSameDp, type SaidLines } from './claims-of-runs.ts'
import { disagreement, type Disagreement } from './disagreement.ts'

export type LibraryCheck = {
  /** `library` of the data contract. */
  readonly account: Readonly<Record<string, unknown>>
  readonly judged: Judged
  /** What the library, its WMI list and the expected list show to have failed. */
  readonly troubles: readonly LibraryTrouble[]
  readonly disagreements: readonly Disagreement[]
  readonly verificationOf: VerificationOf
  /** Hashing was ended before all was hashed. */
  readonly cut: boolean
}

type Parsed = Readonly<Record<string, unknown>>

/** Rejects with AgentError when the library cannot be read, or nobody knows whose it is. */
export function checkLibrary(
  parsed: Parsed,
  clock: Clock,
  { tracker, sources }: Analyzed,
  said: SaidLines,
): Promise<LibraryCheck> {
  const level = String(parsed['level'] ?? bytesLevel)
  return withSession({ ...parsed, level }, clock, async (session) => {
    const runs = [...tracker.distributions()].map(({ run }) => run)
    const dp = libraryOwner(runs, ownLogs(sources), String(parsed['library']), text(parsed['dp']))
    const claims = dp === undefined ? [] : claimsOfRuns(runs, dp)
    return look(session, claims, dp ?? '', said)
  })
}

/** What the logs speak of is hashed, unless the command line wants less. */
const bytesLevel = 2

async function look(
  session: Session,
  claims: ReturnType<typeof claimsOfRuns>,
  dp: string,
  said: SaidLines,
): Promise<LibraryCheck> {
  const startedAt = session.clock.now()
  const index = await readLibrary(session)
  const rows = session.options.level < bytesLevel ? [] : rowsSpokenOf(viewOf(index), claims)
  const run = session.options.level < bytesLevel ? undefined : await hashSome(session, index, rows, false)
  const results = run?.results ?? []
  const known = new Set(results.filter(({ actual }) => actual !== undefined).map(({ row }) => hashOfStored(index, row)))
  const judged = await judgeLibrary(session, index, startedAt, run?.results)
  const findings = findingsByPackage(judged.judgement.findings)
  const troubles = libraryTroubles(judged.judgement.findings)
  const disagreements: Disagreement[] = []
  const verifications = new Map<Run, Verification | undefined>()
  for (const { claim, run: told } of claims) {
    const facts = packageFacts(judged.view, findings, claim, { known, orderIsKnown: false })
    const { verification, contradiction } = judgeClaim(claim, facts)
    verifications.set(told, verification)
    if (contradiction === undefined) continue
    disagreements.push(disagreement(claim.packageId, contradiction, said.of(claim, dp), dp))
  }
  return {
    account: { ...libraryAccount(judged.view, judged.judgement), failures: troubles },
    troubles,
    judged,
    disagreements,
    verificationOf: verificationsOf(verifications),
    cut: run?.stopped !== undefined,
  }
}

const rowsSpokenOf = (view: LibraryView, claims: readonly { readonly claim: Claim }[]): readonly number[] => {
  const contents = claims
    .filter(({ claim }) => claim.says !== 'absent')
    .flatMap(({ claim }) => contentsSpokenOf(view.index, claim))
  return rowsOfContents(view, contents)
}

/** Runs are made anew each time they are asked for: they are known again by what they are about. */
function verificationsOf(known: ReadonlyMap<Run, Verification | undefined>): VerificationOf {
  const byName = new Map([...known].map(([run, verification]) => [nameOf(run), verification]))
  return (run) => byName.get(nameOf(run))
}

const nameOf = ({ packageId, packageVersion, dp }: Run): string => [packageId, packageVersion, dp].join('|')

/** Hosts whose provider, or pull component, wrote one of the logs: each is a distribution point. */
const ownLogs = (sources: Analyzed['sources']): readonly string[] => [
  ...new Set(
    sources
      .filter(({ log }) => log.host !== '' && /^(smsdpprov|pulldp)[^/]*$/i.test(log.file))
      .map(({ log }) => log.host.toUpperCase()),
  ),
]

/**
 * Whose library is it? The one that is named, else the one whose name its path contains, else the only one whose own
 * logs are there, else the only one that is spoken of. undefined when none is spoken of.
 */
export function libraryOwner(
  runs: readonly Run[],
  own: readonly string[],
  library: string,
  asked: string | undefined,
): string | undefined {
  const all = [...new Set(runs.flatMap(({ dp }) => dp ?? []))]
  if (asked !== undefined) return all.find((dp) => isSameDp(dp, asked.toUpperCase())) ?? asked.toUpperCase()
  const parts = library.toUpperCase().split(/[\\/]/)
  const inPath = all.filter((dp) => parts.some((part) => part === dp))
  const [only, ...others] =
    [inPath, all.filter((dp) => own.some((host) => isSameDp(host, dp))), all].find((some) => some.length === 1) ?? all
  if (others.length === 0) return only
  const some = all.slice(0, 5).map(printableLine).join(', ')
  const problem = `The logs speak of ${all.length} distribution points, and nothing tells whose library this is; give --dp NAME: ${some}${all.length > 5 ? ' …' : ''}`
  throw new AgentError('badUsage', { problem })
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
