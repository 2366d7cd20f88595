// Preferred and fallback distribution points, 2012 to 1606 (flows.md 6b).

export type PreferredSituation = {
  /** A preferred DP (one of the client's boundary groups) has the content. */
  readonly preferred: boolean
  /** The deployment allows a fallback source location. */
  readonly fallback: boolean
  readonly slowNetwork: 'download' | 'do not'
  readonly onDemand: boolean
}

export type PreferredAnswer =
  | 'download from preferred'
  | 'download from fallback'
  | 'download from fallback, distribute to preferred'
  | 'retry hourly'
  | 'retry hourly, fallback DPs listed but not used'
  | 'retry hourly, distribute to preferred'

/** `any` holds for every value; the first row that fits decides. */
const rows: readonly (readonly [
  preferred: boolean,
  fallback: boolean | 'any',
  slowNetwork: PreferredSituation['slowNetwork'] | 'any',
  onDemand: boolean | 'any',
  answer: PreferredAnswer,
])[] = [
  [true, 'any', 'any', 'any', 'download from preferred'],
  [false, false, 'any', false, 'retry hourly'],
  [false, true, 'do not', false, 'retry hourly, fallback DPs listed but not used'],
  [false, true, 'download', false, 'download from fallback'],
  [false, false, 'any', true, 'retry hourly, distribute to preferred'],
  [false, true, 'do not', true, 'retry hourly, distribute to preferred'],
  [false, true, 'download', true, 'download from fallback, distribute to preferred'],
]

export function preferredAnswer(situation: PreferredSituation): PreferredAnswer {
  const fits = (wanted: unknown, is: unknown): boolean => wanted === 'any' || wanted === is
  const row = rows.find(
    ([preferred, fallback, slowNetwork, onDemand]) =>
      fits(preferred, situation.preferred) &&
      fits(fallback, situation.fallback) &&
      fits(slowNetwork, situation.slowNetwork) &&
      fits(onDemand, situation.onDemand),
  )
  return row === undefined ? 'retry hourly' : row[4]
}

/** Kinds of location in the order in which the list of 2012 has them (community): lower comes first. */
export function placeIn2012(location: {
  readonly preferred: boolean
  readonly sameAdSite: boolean
  readonly trustedForest: boolean
  readonly protocol: 'https' | 'http' | 'smb'
}): readonly number[] {
  const no = (fact: boolean): number => (fact ? 0 : 1)
  const protocol = { https: 0, http: 1, smb: 2 }[location.protocol]
  const near = location.preferred ? no(location.sameAdSite) : 0
  return [no(location.preferred), near, no(location.trustedForest), protocol]
}
