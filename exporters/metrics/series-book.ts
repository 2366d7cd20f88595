// Values that were counted, and values that may be shown. What comes from log lines is shown only after it is on disk
// together with the offsets: otherwise a crash would make counters step back, which Prometheus reads as a reset.
//
//   add / set / observe   ->  counted
//   stage()               ->  everything counted and not yet on disk, to be written in the batch with the offsets
//   committed()           ->  that batch is on disk: shown
import type { Cardinality, Labels } from './cardinality.ts'
import type { Family } from './catalogue.ts'
import type { Exemplar, HistogramValue, MetricsRegistry } from './registry.ts'

/** One series as it is kept on disk. `key` is unique: JSON of the metric's name and its label values in order. */
export type SavedSeries = { readonly key: string; readonly value: number | HistogramValue }

export type SeriesBook = {
  /** Makes a series exist at 0, so that its first change is seen as one. */
  ensure(family: Family, labels: Labels): void
  add(family: Family, labels: Labels, amount: number, exemplar?: Exemplar): void
  set(family: Family, labels: Labels, value: number): void
  /** Sets a point in time unless a later one is known: lines are not always read in the order of their times. */
  raise(family: Family, labels: Labels, value: number): void
  observe(family: Family, labels: Labels, value: number, exemplar?: Exemplar): void
  /** Takes a series away at once; it begins at 0 when it comes back. */
  remove(family: Family, labels: Labels): void
  /** Series changed since the last batch that reached the disk, with their whole values. */
  stage(): SavedSeries[]
  committed(): void
  /** Takes over what was saved; series of metrics that no longer exist are left out. Call before the first count. */
  restore(saved: Iterable<SavedSeries>): void
}

type Series = {
  readonly family: Family
  readonly labels: Labels
  value: number | { sum: number; buckets: number[] }
  exemplar: Exemplar | undefined
}

export function seriesBook(
  families: readonly Family[],
  registry: Pick<MetricsRegistry, 'write' | 'remove'>,
  series: Cardinality,
): SeriesBook {
  const byName = new Map(families.map((family) => [family.name, family]))
  const book = new Map<string, Series>()
  const counted = new Set<Series>()
  const staged = new Map<Series, SavedSeries>()

  const show = (one: Series, value: Series['value']): void => {
    registry.write(one.family, one.labels, value, one.exemplar)
  }

  const find = (family: Family, asked: Labels): Series => {
    const known = book.get(keyOf(family, asked))
    if (known !== undefined) return known
    const labels = series.admit(family, asked)
    const key = keyOf(family, labels)
    const placed = book.get(key)
    if (placed !== undefined) return placed
    const one: Series = { family, labels, value: zero(family), exemplar: undefined }
    book.set(key, one)
    if (family.type !== 'gauge') show(one, one.value)
    return one
  }

  const changed = (one: Series): void => {
    if (one.family.lives === 'commit') counted.add(one)
    else show(one, one.value)
  }

  return {
    ensure: (family, labels) => void find(family, labels),
    add(family, labels, amount, exemplar) {
      const one = find(family, labels)
      if (typeof one.value === 'number' && amount >= 0) one.value += amount
      one.exemplar = exemplar ?? one.exemplar
      changed(one)
    },
    set(family, labels, value) {
      const one = find(family, labels)
      one.value = value
      changed(one)
    },
    raise(family, labels, value) {
      const one = find(family, labels)
      if (typeof one.value !== 'number' || one.value >= value) return
      one.value = value
      changed(one)
    },
    observe(family, labels, value, exemplar) {
      const one = find(family, labels)
      if (typeof one.value !== 'number') observeIn(one.value, family, value)
      one.exemplar = exemplar
      changed(one)
    },
    remove(family, labels) {
      const one = book.get(keyOf(family, labels))
      if (one === undefined) return
      book.delete(keyOf(family, labels))
      series.release(family, one.labels)
      registry.remove(family, one.labels)
    },
    stage() {
      for (const one of counted) staged.set(one, { key: savedKey(one), value: copyOf(one.value) })
      counted.clear()
      return [...staged.values()]
    },
    committed() {
      for (const [one, saved] of staged) registry.write(one.family, one.labels, saved.value, one.exemplar)
      staged.clear()
    },
    restore(saved) {
      for (const { key, value } of saved) {
        const [family, labels] = parseKey(key, byName) ?? []
        if (family === undefined || labels === undefined || !fits(family, value)) continue
        const known = book.get(keyOf(family, labels))
        const one: Series = known ?? { family, labels, value: zero(family), exemplar: undefined }
        series.readmit(family, labels)
        book.set(keyOf(family, labels), one)
        one.value = copyOf(value)
        show(one, one.value)
      }
    },
  }
}

function zero(family: Family): Series['value'] {
  return family.type === 'histogram' ? { sum: 0, buckets: [...(family.buckets ?? []), Infinity].map(() => 0) } : 0
}

function observeIn(histogram: { sum: number; buckets: number[] }, family: Family, value: number): void {
  const above = family.buckets?.length ?? 0
  const index = family.buckets?.findIndex((bound) => value <= bound) ?? -1
  const at = index === -1 ? above : index
  histogram.sum += value
  histogram.buckets[at] = (histogram.buckets[at] ?? 0) + 1
}

function copyOf(value: number | HistogramValue): Series['value'] {
  return typeof value === 'number' ? value : { sum: value.sum, buckets: [...value.buckets] }
}

function keyOf(family: Family, labels: Labels): string {
  let key = family.name
  for (const name of family.labels) key += `\n${labels[name] ?? ''}`
  return key
}

function savedKey({ family, labels }: Series): string {
  return JSON.stringify([family.name, ...family.labels.map((name) => labels[name])])
}

function parseKey(key: string, byName: ReadonlyMap<string, Family>): [Family, Labels] | undefined {
  const [name, ...values] = parseStrings(key)
  const family = byName.get(name ?? '')
  if (family?.lives !== 'commit' || values.length !== family.labels.length) return undefined
  return [family, Object.fromEntries(family.labels.map((label, index) => [label, values[index] ?? '']))]
}

function parseStrings(json: string): string[] {
  try {
    const parsed: unknown = JSON.parse(json)
    return Array.isArray(parsed) ? parsed.map(String) : []
  } catch {
    return [] // written by another program: no series of ours
  }
}

/** Has the value the form that the family has today (a release may change buckets)? */
function fits(family: Family, value: number | HistogramValue): boolean {
  if (family.type !== 'histogram') return typeof value === 'number' && Number.isFinite(value)
  if (typeof value === 'number' || !Array.isArray(value.buckets) || !Number.isFinite(value.sum)) return false
  return value.buckets.length === (family.buckets?.length ?? 0) + 1 && value.buckets.every((count) => count >= 0)
}
