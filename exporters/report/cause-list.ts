// Which causes there are, the one that hits most first: a thousand failing distributions often have two.
import type { ReportDistribution } from './analysis-view.ts'
import { countOf, moreOf, shown } from './report-parts.ts'

type Cause = { readonly name: string; readonly code: string; readonly remedy: string; count: number; dps: Set<string> }

/** The rest is counted. */
const mostCauses = 50
/** Distribution points that are named in one entry. */
const mostNames = 5
/** Distribution points that are counted one by one for a cause. */
const mostDps = 10_000

export type Causes = { add(one: ReportDistribution): void; html(): string }

export function createCauses(): Causes {
  const causes = new Map<string, Cause>()
  return {
    add({ failure, dp, outcome }) {
      if (failure === null || (outcome !== 'failure' && outcome !== 'retrying')) return
      const code = failure.code === null ? '' : `${failure.code} ${failure.codeName ?? ''}`.trim()
      const key = `${failure.class} ${code}`
      const known = causes.get(key)
      const cause = known ?? { name: failure.class, code, remedy: failure.remedy, count: 0, dps: new Set<string>() }
      causes.set(key, cause)
      cause.count++
      if (dp !== null && cause.dps.size < mostDps) cause.dps.add(dp)
    },
    html() {
      if (causes.size === 0) return ''
      const all = [...causes.values()].sort((one, other) => other.count - one.count)
      const items = all.slice(0, mostCauses).map(item)
      return `<h2>Causes</h2>\n<ul class="causes">\n${items.join('\n')}\n</ul>${moreOf(all.length - mostCauses, 'causes')}`
    },
  }
}

function item({ name, code, remedy, count, dps }: Cause): string {
  const some = [...dps].slice(0, mostNames).join(', ')
  const more = dps.size > mostNames ? ` and ${String(dps.size - mostNames)} more` : ''
  const where = some === '' ? '' : ` to ${shown(some + more)}`
  const what = `<span class="failure">${shown(name)}</span>${code === '' ? '' : ` ${shown(code)}`}`
  return `<li>${what}: ${countOf(count, 'distribution')}${where}<br><span class="soft">${shown(remedy)}</span></li>`
}
