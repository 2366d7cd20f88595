// A central administration site has a content library of its own but serves no client: it holds no distribution point,
// and content on its way from one primary site to another stays in the scheduler's inbox (distribution engine, drives).
import { byFreeSpace, isFull, isUsable, type Volume } from './volumes.ts'

export type SiteKind = 'central' | 'primary' | 'secondary'

/** The drive of a site server's own library: the one with most free space, no wishes. undefined when all are full. */
export const siteLibraryDrive = (volumes: readonly Volume[], reserveBytes: number): string | undefined =>
  volumes.filter((volume) => isUsable(volume) && !isFull(volume, reserveBytes)).sort(byFreeSpace)[0]?.drive

/** Why this site cannot hold a distribution point; undefined when it can. */
export const dpRefusal = (kind: SiteKind): string | undefined =>
  kind === 'central'
    ? 'a central administration site serves no clients and cannot hold a distribution point'
    : undefined

export type Arrival = {
  readonly kind: SiteKind
  /** The content's source is this site. */
  readonly isSource: boolean
  /** A distribution point of this site is targeted. */
  readonly hasTargets: boolean
}

/** Where content goes that arrives at a site: into its library, or only through the inbox of its scheduler. */
export const placeOfArrival = ({ kind, isSource, hasTargets }: Arrival): 'library' | 'scheduler inbox' =>
  kind === 'central' && !isSource ? 'scheduler inbox' : isSource || hasTargets ? 'library' : 'scheduler inbox'
