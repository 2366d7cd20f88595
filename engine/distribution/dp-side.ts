// The DP's own log says why its provider refused a file, but names neither package nor content there: the reason is
// joined to the site server's failure by DP, file name and time (log-signatures.md, DP-006 and DP-007).
import type { AboutDistribution } from './distribution-event.ts'
import type { DistributionBook } from './distribution-book.ts'
import type { Distribution } from './distribution.ts'
import { addEvidence } from './run-facts.ts'
import type { Evidence } from './run.ts'
import type { State } from './states.ts'

/** A reason counts when it was written within a retry (30 min) and the clock skew (15 min) of the failure; ms. */
const window = 45 * 60_000

export type DpSideFailures = {
  /** A record made for a DP's nameless failure that fits no run yet. */
  keep(reason: Distribution): void
  /** The run that a DP's nameless failure explains; undefined when the event is none, or fits no run. */
  attach(event: AboutDistribution): Distribution | undefined
  /** A run failed as the site server sees it: takes over what the DP said before. */
  absorb(one: Distribution): void
}

const explainable: ReadonlySet<State> = new Set<State>(['sending', 'failing', 'retrying'])

export function dpSideFailures(book: DistributionBook): DpSideFailures {
  const reasons = new Set<Distribution>()

  const isReason = ({ by, happening, subject }: AboutDistribution): boolean =>
    by === 'dp' && happening === 'failureSeen' && subject.packageId === undefined

  return {
    keep: (reason) => void reasons.add(reason),
    attach: (event) => {
      if (!isReason(event)) return undefined
      const { dp } = event.subject
      const runs = dp === undefined ? book.active : book.openOn(dp)
      const fitting = [...runs].filter(
        (one) =>
          one.bySite && explainable.has(one.state) && isNear(one.lastAt, event.at) && !isOtherFile(one, event.evidence),
      )
      const sure = fitting.filter((one) => fileOf(one) !== undefined)
      const one = single(sure) ?? (dp === undefined ? single(fitting.filter(hasFailed)) : single(fitting))
      if (one?.open === undefined) return undefined
      one.open.dpEvidence ??= []
      addEvidence(one.open.dpEvidence, event.evidence)
      return one
    },
    absorb: (one) => {
      for (const reason of reasons) {
        if (!book.unidentified.has(reason) || reason.bySite) {
          reasons.delete(reason)
          continue
        }
        if (reason === one) continue
        if (reason.dp !== undefined && reason.dp !== one.dp) continue
        const evidence = reason.open?.hindrance?.evidence ?? []
        if (evidence.length === 0 || !isNear(reason.lastAt, one.lastAt)) continue
        if (evidence.every((line) => isOtherFile(one, line)) || one.open === undefined) continue
        for (const line of evidence) addEvidence((one.open.dpEvidence ??= []), line)
        book.remove(reason)
        reasons.delete(reason)
      }
    },
  }
}

const hasFailed = ({ state }: Distribution): boolean => state !== 'sending'

function isNear(one: number | undefined, other: number | undefined): boolean {
  return one === undefined || other === undefined || Math.abs(one - other) <= window
}

/** File the run failed at: "Failed to add the file … in content …". */
function fileOf(one: Distribution): string | undefined {
  return one.open?.hindrance?.evidence.map(nameOf).find((name) => name !== undefined)
}

function isOtherFile(one: Distribution, line: Evidence): boolean {
  const failed = fileOf(one)
  const named = nameOf(line)
  return failed !== undefined && named !== undefined && failed !== named
}

const nameOf = ({ fields }: Evidence): string | undefined =>
  fields['file'] === undefined ? undefined : String(fields['file']).toUpperCase()

const single = <Item>(items: readonly Item[]): Item | undefined => (items.length === 1 ? items[0] : undefined)
