import type { Hierarchy, Site } from './hierarchy.ts'

/** The neighbour that `to` is reached through: itself when a link goes there, else the first on the shortest way. */
export function routeTo(from: Site, to: Site, { plan, sites }: Hierarchy): Site {
  const neighbours = (code: string): readonly string[] =>
    plan.links.flatMap((link) => (link.from === code ? [link.to] : link.to === code ? [link.from] : []))
  const firstStep = new Map<string, string>(neighbours(from.code).map((code) => [code, code]))
  const waiting = [...firstStep.keys()]
  for (let code = waiting.shift(); code !== undefined; code = waiting.shift()) {
    if (code === to.code) break
    for (const next of neighbours(code)) {
      if (next === from.code || firstStep.has(next)) continue
      firstStep.set(next, firstStep.get(code) ?? next)
      waiting.push(next)
    }
  }
  return sites.get(firstStep.get(to.code) ?? to.code) ?? to
}
