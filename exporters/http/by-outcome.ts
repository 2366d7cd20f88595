// Distributions in the order in which they need a person, as many as a page can show, and how many there are.

/** What needs a person first. */
export const outcomeOrder = [
  'failure',
  'retrying',
  'unknown',
  'waiting',
  'in-progress',
  'cancelled',
  'superseded',
  'removed',
  'success',
]

export type ByOutcome<Row> = {
  readonly rows: readonly Row[]
  readonly total: number
  readonly counts: readonly (readonly [outcome: string, count: number])[]
}

/** Goes through them once and keeps no more than are shown. */
export function byOutcome<Row extends { readonly outcome: string }>(
  all: Iterable<Row>,
  mostRows: number,
): ByOutcome<Row> {
  const kept = new Map<string, Row[]>(outcomeOrder.map((outcome) => [outcome, []]))
  const counts = new Map<string, number>()
  let total = 0
  for (const one of all) {
    total++
    counts.set(one.outcome, (counts.get(one.outcome) ?? 0) + 1)
    const rows = kept.get(one.outcome) ?? []
    if (rows.length < mostRows) rows.push(one)
    kept.set(one.outcome, rows)
  }
  return { rows: [...kept.values()].flat().slice(0, mostRows), total, counts: [...counts] }
}
