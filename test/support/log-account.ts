import type { Told } from './log-reader.ts'
import type { WrittenLine } from './log-writer.ts'

/** Up to which written line an account may have come, and the gap that was told since, in bytes. */
type Standing = { readonly next: number; readonly gap: number | undefined }

/**
 * Was every written line told exactly once and in order, or its loss as a gap in its place?
 *
 * A loss without a gap is forgiven in two cases that leave no trace for anybody to see: a line that was cut out of the
 * file before it was told, and a generation that was destroyed before anything of it was told.
 *
 * @returns what was wrong, or undefined
 */
export function judge(
  written: readonly WrittenLine[],
  told: readonly Told[],
  { mayHaveGaps }: { readonly mayHaveGaps: boolean },
): string | undefined {
  const places = placesOf(written)
  const seen = generationsSeen(written, told, places)
  const isForgiven = (line: WrittenLine): boolean => line.erased || (line.destroyed && !seen.has(line.generation))
  const maySkip = ({ next, gap }: Standing, end: number): boolean => {
    const skipped = written.slice(next, end)
    if (gap === undefined) return skipped.every(isForgiven)
    return gap <= skipped.reduce((sum, line) => sum + line.bytes, 0)
  }

  // A marker stands in every generation: a told one may be any of them, so several standings are followed.
  let standings: readonly Standing[] = [{ next: 0, gap: undefined }]
  for (const item of told) {
    if ('lostBytes' in item) {
      if (!mayHaveGaps) return `a gap before line ${standings[0]?.next}, though nothing was lost`
      standings = standings.map(({ next, gap }) => ({ next, gap: (gap ?? 0) + item.lostBytes }))
      continue
    }
    const before = standings
    standings = (places.get(item.text) ?? [])
      .filter((place) => before.some((standing) => standing.next <= place && maySkip(standing, place)))
      .map((place) => ({ next: place + 1, gap: undefined }))
    if (standings.length === 0) return complaint(written, before, item.text)
  }
  return standings.some((standing) => maySkip(standing, written.length))
    ? undefined
    : complaint(written, standings, '(end)')
}

function placesOf(written: readonly WrittenLine[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  written.forEach(({ text }, index) => {
    const known = places.get(text)
    if (known === undefined) places.set(text, [index])
    else known.push(index)
  })
  return places
}

function generationsSeen(
  written: readonly WrittenLine[],
  told: readonly Told[],
  places: ReadonlyMap<string, readonly number[]>,
): ReadonlySet<number> {
  const seen = new Set<number>()
  for (const item of told) {
    const [place, another] = 'text' in item ? (places.get(item.text) ?? []) : []
    const line = place === undefined || another !== undefined ? undefined : written[place]
    if (line !== undefined) seen.add(line.generation)
  }
  return seen
}

function complaint(written: readonly WrittenLine[], standings: readonly Standing[], text: string): string {
  const from = standings
    .map(({ next, gap }) => `"${written[next]?.text.slice(0, 30)}" of ${written.length} (gap ${gap})`)
    .join(' or ')
  return `told "${text.slice(0, 60)}", where the next could only be ${from}: lost, told twice, or a gap that is too big`
}
