// In which order a client of the current branch tries its sources (flows.md 6c; CLF-22 to CLF-24, CLF-26, CLF-28, CLF-29).
import type { BoundaryGroup, PoolMember } from './boundary-groups.ts'

export type SourceKind = 'dp' | 'peer' | 'microsoft-update' | 'internet-dp' | 'cloud'

/** One source that the client may come to use. */
export type Source = {
  readonly name: string
  readonly kind: SourceKind
  /** Milliseconds after the first failure from which on it may be used. */
  readonly from: number
  readonly reach: PoolMember['reach']
  readonly sameComputer?: boolean
  readonly sameSubnet?: boolean
}

export type Ranked = Source & { readonly rank: number; readonly locality: Locality }

/** Words of the location reply and of the client's logs. */
export type Locality =
  'COMPUTER' | 'SUBNETPEER' | 'SUBNET' | 'PEER' | 'LOCAL' | 'NEIGHBOR' | 'FALLBACK' | 'WUMU' | 'INTERNET' | 'CLOUD'

export type OrderOptions = Pick<BoundaryGroup, 'preferDpsOverPeersOfSameSubnet' | 'preferCloud'> & {
  /** Task sequences rank peers before everything else. */
  readonly taskSequence?: boolean
}

const localities: Readonly<Record<number, Locality>> = {
  1: 'COMPUTER',
  2: 'SUBNETPEER',
  3: 'SUBNET',
  4: 'PEER',
  5: 'LOCAL',
  6: 'NEIGHBOR',
  7: 'FALLBACK',
  8: 'WUMU',
  9: 'INTERNET',
  10: 'CLOUD',
}

/** 1 DP on this computer … 10 cloud; a neighbour's DP in the client's own subnet ranks like any other there (CLF-29). */
export function rankOf(source: Source): number {
  if (source.kind === 'microsoft-update') return 8
  if (source.kind === 'internet-dp') return 9
  if (source.kind === 'cloud') return 10
  if (source.kind === 'peer') return source.sameSubnet === true ? 2 : 4
  if (source.sameComputer === true) return 1
  if (source.sameSubnet === true) return 3
  return { current: 5, neighbor: 6, default: 7 }[source.reach]
}

/**
 * The sources in the order in which they are tried: among equal ranks those that come into the pool first, then as
 * `chance` says (0 to 1, the same for the same name: equals are taken at random).
 */
export function orderSources(
  sources: readonly Source[],
  options: OrderOptions,
  chance: (name: string) => number,
): readonly Ranked[] {
  return sources
    .map((source): Ranked => {
      const rank = rankOf(source)
      return { ...source, rank, locality: localities[rank] ?? 'LOCAL' }
    })
    .sort(
      (one, other) =>
        place(one, options) - place(other, options) || one.from - other.from || chance(one.name) - chance(other.name),
    )
}

/** Where the rank stands when the group's options and the kind of request have moved it. */
function place({ rank, kind }: Ranked, options: OrderOptions): number {
  if (options.taskSequence === true && kind === 'peer') return rank / 100
  if (options.preferDpsOverPeersOfSameSubnet === true && (rank === 2 || rank === 3)) return 5 - rank
  // The exact place of what is preferred is rebuilt: just before the DPs of the current group, cloud before update.
  if (options.preferCloud === true && rank === 10) return 4.5
  if (options.preferCloud === true && rank === 8) return 4.6
  return rank
}
