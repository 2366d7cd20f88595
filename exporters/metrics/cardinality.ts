// What keeps the number of series bounded, whatever a log contains. A family keeps apart a limited number of label sets
// taken from logs (the combinations of dp, package, component, error_code); what comes later is counted under `_other`.
// Labels of closed lists (outcome, stage …) multiply a label set, they do not use up the limit: a site server with 300
// DPs needs 300 label sets for six outcomes each.
import { labelSources, type Family, type LabelName } from './catalogue.ts'
import { labelValue } from './label-value.ts'

export type Labels = Readonly<Record<string, string>>

export type SeriesLimits = {
  /** Label sets from logs that one family keeps apart. */
  readonly perFamily: number
  /** Samples of all families together. */
  readonly total: number
}

/** The value of every label that was folded. */
export const folded = '_other'

/** Samples that Node.js and the process say about themselves (prom-client's default metrics). */
const samplesOfOthers = 150

/** Share of the total that counters may use up; the rest is for the present state, which the alerts look at. */
const shareOfCounters = 0.75

export type Cardinality = {
  /** The labels under which a value may be counted; counts the new series. Always the same answer for the same labels. */
  admit(family: Family, labels: Labels): Labels
  /** The series is gone: its label set may be used by another. */
  release(family: Family, labels: Labels): void
  /** Samples admitted so far. */
  samples(): number
}

/**
 * @param onFolded called with the family's name for every value that was folded
 */
export function cardinality(limits: SeriesLimits, onFolded: (family: string) => void): Cardinality {
  const known = new Map<string, Map<string, Set<string>>>()
  let samples = samplesOfOthers

  const setsOf = (family: Family): Map<string, Set<string>> => {
    const sets = known.get(family.name) ?? new Map<string, Set<string>>()
    known.set(family.name, sets)
    return sets
  }

  const place = (family: Family, labels: Labels, bounded: boolean): boolean => {
    const sets = setsOf(family)
    const series = sets.get(setKey(family, labels))
    const key = seriesKey(family, labels)
    if (series?.has(key) === true) return true
    const needed = samplesPerSeries(family)
    const room = family.lives === 'scrape' ? limits.total : limits.total * shareOfCounters
    if (bounded && (samples + needed > room || (series === undefined && sets.size >= limits.perFamily))) return false
    if (series === undefined) sets.set(setKey(family, labels), new Set([key]))
    else series.add(key)
    samples += needed
    return true
  }

  return {
    admit(family, labels) {
      const clean = cleaned(family, labels)
      const open = family.labels.some((name) => labelSources[name] === 'logs')
      if (place(family, clean, open)) return clean
      onFolded(family.name)
      const rest = fold(family, clean)
      place(family, rest, false)
      return rest
    },
    release(family, labels) {
      const series = known.get(family.name)?.get(setKey(family, labels))
      if (series?.delete(seriesKey(family, labels)) !== true) return
      samples -= samplesPerSeries(family)
      if (series.size === 0) known.get(family.name)?.delete(setKey(family, labels))
    },
    samples: () => samples,
  }
}

function cleaned(family: Family, labels: Labels): Labels {
  return Object.fromEntries(family.labels.map((name) => [name, labelValue(labels[name] ?? '')]))
}

function fold(family: Family, labels: Labels): Labels {
  const value = (name: LabelName): string => (labelSources[name] === 'logs' ? folded : (labels[name] ?? ''))
  return Object.fromEntries(family.labels.map((name) => [name, value(name)]))
}

/** The part of a series' identity that comes from logs. */
function setKey(family: Family, labels: Labels): string {
  return family.labels
    .filter((name) => labelSources[name] === 'logs')
    .map((name) => labels[name])
    .join('\n')
}

function seriesKey(family: Family, labels: Labels): string {
  return family.labels.map((name) => labels[name]).join('\n')
}

function samplesPerSeries(family: Family): number {
  return family.type === 'histogram' ? (family.buckets?.length ?? 0) + 3 : 1
}
