/**
 * The word of `words` that somebody most likely meant by `typed`; undefined when none is near.
 * Near: at most one slip per three characters (a slip is a letter wrong, missing, too much, or two swapped).
 */
export function nearest(typed: string, words: Iterable<string>): string | undefined {
  if (typed.length > 60) return undefined
  let best: string | undefined
  let fewest = Math.max(1, Math.floor(typed.length / 3)) + 1
  for (const word of words) {
    const count = slips(typed.toLowerCase(), word.toLowerCase())
    if (count < fewest) {
      fewest = count
      best = word
    }
  }
  return best
}

/** Edit distance with swaps (optimal string alignment). */
function slips(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, column - 2) + 1 : Infinity,
      )
    }
    beforeLast = last
    last = current
  }
  return at(last, b.length)
}

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity
