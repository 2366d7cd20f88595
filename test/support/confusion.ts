// What was so against what was told, class by class.

export type Confusion = {
  /** @param where  for the list of what was told wrong */
  count(truth: string, told: string, where: string): void
  /** Classes that were true at least once. */
  readonly classes: ReadonlySet<string>
  readonly wrong: readonly string[]
  readonly total: number
  /** The matrix as text: a row for each true class, what it was told as and how often. */
  print(): string
}

/** The word for "nothing is wrong". */
export const healthy = '(nothing)'

export function confusion(): Confusion {
  const rows = new Map<string, Map<string, number>>()
  const wrong: string[] = []
  let total = 0
  return {
    count(truth, told, where) {
      total++
      const row = rows.get(truth) ?? new Map<string, number>()
      rows.set(truth, row.set(told, (row.get(told) ?? 0) + 1))
      if (truth !== told) wrong.push(`${where}: ${told} instead of ${truth}`)
    },
    get classes() {
      return new Set(rows.keys())
    },
    wrong,
    get total() {
      return total
    },
    print() {
      const widest = Math.max(...[...rows.keys()].map(({ length }) => length))
      const lines = [...rows].sort().map(([truth, row]) => {
        const told = [...row].sort((one, other) => other[1] - one[1])
        const right = told.filter(([name]) => name === truth).map(([, count]) => `${String(count)} right`)
        const others = told.filter(([name]) => name !== truth).map(([name, count]) => `${String(count)} as ${name}`)
        return `  ${truth.padEnd(widest)}  ${[...right, ...others].join(', ')}`
      })
      return lines.join('\n')
    },
  }
}
