// Two ways to do the same work, in turn, round after round: the median of the ratios of the rounds.

export type Line = {
  readonly name: string
  readonly value: number
  /** undefined: for information only. */
  readonly target: number | undefined
  readonly good: boolean
  readonly detail: string
}

export const seconds = (since: number): number => (performance.now() - since) / 1000

/**
 * @param prepare  done before each of the two, not timed
 * @returns how many times as fast as the yardstick we are
 */
export async function compare(
  name: string,
  target: number | undefined,
  rounds: number,
  yardstick: () => unknown,
  ours: () => unknown,
  prepare: () => void = () => undefined,
): Promise<Line> {
  const ratios: number[] = []
  let best = Infinity
  for (let round = 0; round < rounds; round++) {
    const times = { yardstick: 0, ours: 0 }
    const order = round % 2 === 0 ? (['yardstick', 'ours'] as const) : (['ours', 'yardstick'] as const)
    for (const which of order) {
      prepare()
      const began = performance.now()
      await (which === 'ours' ? ours() : yardstick())
      times[which] = seconds(began)
    }
    ratios.push(times.yardstick / times.ours)
    best = Math.min(best, times.ours)
  }
  const value = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? 0
  const range = `${(ratios[0] ?? 0).toFixed(2)} to ${(ratios.at(-1) ?? 0).toFixed(2)}`
  const detail = `median of ${rounds} rounds, ${range}; our best ${best.toFixed(2)} s`
  return { name, value, target, good: target === undefined || value >= target, detail }
}

/**
 * Prints every line of a benchmark.
 * @returns exit code: 0 when each is good
 */
export function report(lines: readonly Line[]): 0 | 1 {
  for (const { name, value, target, good, detail } of lines) {
    const aim = target === undefined ? '' : ` (target ${target.toFixed(2)})`
    process.stdout.write(`${good ? 'ok  ' : 'MISS'} ${name}: ${value.toFixed(2)}${aim}; ${detail}\n`)
  }
  return lines.every(({ good }) => good) ? 0 : 1
}
