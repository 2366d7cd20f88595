// `library repair`: the findings of a fresh look, or those that were named, as one change.
import { liveStored } from '../../../engine/scan/library-index.ts'
import { isInPlace } from '../../../engine/checks/view.ts'
import type { Finding } from '../../../engine/checks/findings.ts'
import type { LibraryFacts } from '../../../engine/operations/contents/library-facts.ts'
import type { Plan } from '../../../engine/operations/plan.ts'
import { planRepair } from '../../../engine/upkeep/repair/plan-repair.ts'
import { badUsage } from '../../errors.ts'
import type { Change } from '../change/change-run.ts'
import { hashSome } from '../hash-run.ts'
import { judgeLibrary, type Session } from '../library-session.ts'
import { healSources } from './heal-sources.ts'

type Parsed = Readonly<Record<string, unknown>>

export function repairChange(session: Session, parsed: Parsed): Change {
  const named = listOf(parsed['finding']).map((name) => name.toUpperCase())
  const key = parsed['key'] === undefined ? undefined : String(parsed['key'])
  const sources = healSources(session.place.roots, listOf(parsed['source']), key)
  return {
    operation: 'repair',
    subject: named.length === 0 ? 'all findings' : named.join(' '),
    places: Object.fromEntries(sources.map(({ place, store }) => [place, store])),
    plan: async (facts) => {
      const { findings, expected, view } = await lookAt(session, facts)
      const chosen = named.length === 0 ? findings : chosenFrom(findings, named)
      const context = { ...facts, view, sources, expected, users: new Map() }
      const { plan, left } = planRepair(chosen, context, named.length > 0)
      const remarks = left.map(({ finding, why }) => `left: ${finding.id} ${finding.detail}: ${why}`)
      return { ...plan, remarks } satisfies Plan
    },
  }
}

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [])

/** The second look reads again what moved: only its own view knows the rows as they are now. */
type Look = {
  readonly view: LibraryFacts['view']
  readonly findings: readonly Finding[]
  readonly expected: ReadonlySet<string> | undefined
}

async function lookAt(session: Session, { view: { index } }: LibraryFacts): Promise<Look> {
  const startedAt = session.clock.now()
  const rows = [...liveStored(index)].filter((row) => isInPlace(index, row))
  const run = session.options.level < 2 ? undefined : await hashSome(session, index, rows, true)
  const { judgement, facts, view } = await judgeLibrary(session, index, startedAt, run?.results)
  const expected = facts.expected?.map(({ packageId }) => packageId)
  return { view, findings: judgement.findings, expected: expected === undefined ? undefined : new Set(expected) }
}

/** By id (`I8-3f29c1d07a5e`) or by rule (`I8`). */
function chosenFrom(findings: readonly Finding[], named: readonly string[]): readonly Finding[] {
  const matches = (finding: Finding, name: string): boolean =>
    finding.id.toUpperCase() === name || finding.rule === name
  const unknown = named.filter((name) => !findings.some((finding) => matches(finding, name)))
  if (unknown.length > 0) {
    const hint = 'right would be an id or a rule that `library scan` prints; wrong bytes (I10) show with --level 2'
    throw badUsage(`No finding ${unknown.join(', ')}; ${hint}`)
  }
  return findings.filter((finding) => named.some((name) => matches(finding, name)))
}
