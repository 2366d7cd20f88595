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
  /** A series that was admitted before a restart: it stays, also when the limits are lower now. */
  readmit(family: Family, labels: Labels): void
  /** The series is gone: its label set may be used by another. */
  release(family: Family, labels: Labels): void
  /** Samples admitted so far. */
  samples(): number
}

/** Folded label sets of one family that are told apart; beyond this no further one is counted. */
const mostFolded = 20_000

/**
 * @param onFolded called with the family's name for every label set that is folded, once
 */
export function cardinality(limits: SeriesLimits, onFolded: (family: string) => void): Cardinality {
  const known = new Map<string, Map<string, Set<string>>>()
  const foldedSets = new Map<string, Set<number>>()
  let samples = samplesOfOthers

  const tellFolded = (family: Family, labels: Labels): void => {
    const told = foldedSets.get(family.name) ?? new Set<number>()
    foldedSets.set(family.name, told)
    const hash = hashOf(setKey(family, labels))
    if (told.has(hash) || told.size >= mostFolded) return
    told.add(hash)
    onFolded(family.name)
  }

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
    const apart = sets.size - (sets.has(setKey(family, fold(family, labels))) ? 1 : 0)
    if (bounded && (samples + needed > room || (series === undefined && apart >= limits.perFamily))) return false
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
      tellFolded(family, clean)
      const rest = fold(family, clean)
      place(family, rest, false)
      return rest
    },
    readmit: (family, labels) => void place(family, labels, false),
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

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

function seriesKey(family: Family, labels: Labels): string {
  return family.labels.map((name) => labels[name]).join('\n')
}

function samplesPerSeries(family: Family): number {
  return family.type === 'histogram' ? (family.buckets?.length ?? 0) + 3 : 1
}
