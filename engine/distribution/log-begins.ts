// A log that rolled over more than once has lost its oldest lines: what it told before its first line at hand is not
// known. A run whose last word is older than that may have gone on, ended, or been removed since.
import type { SiteCode } from '../ids.ts'
import type { Distribution } from './distribution.ts'
import type { PackageWork } from './run.ts'
import type { State } from './states.ts'

/** Since when a log is at hand that has lost what was before. */
export type LogBegin = {
  /** As in evidence: FQDN in upper case, '' when unknown. */
  readonly host: string
  readonly log: 'distmgr' | 'pkgxfermgr'
  /** Time of its first line, milliseconds since 1970 UTC. */
  readonly at: number
}

/** May lines about this run be lost that came after all we know of it? */
export function mayHaveGoneOn(
  one: Distribution,
  begins: readonly LogBegin[],
  siteOf: (host: string) => SiteCode | undefined,
): boolean {
  const { lastAt = Infinity, site, over } = one
  return begins.some(({ host, log, at }) => {
    const serves = siteOf(host)
    if (serves !== undefined && site !== undefined && serves !== site) return false
    if (at <= lastAt) return false
    // DistMgr begins and ends every run, and removes; PkgXferMgr tells what becomes of a job.
    return log === 'distmgr' || (!over && waitsForTransfer(one))
  })
}

/** Lines are lost that would say which package or version it is of: the site told of it elsewhere, too. */
export function isPiece(one: Distribution, begins: readonly LogBegin[]): boolean {
  const { packageId, packageVersion, bySite } = one
  return begins.length > 0 && bySite && (packageId === undefined || packageVersion === undefined)
}

/** A thread whose beginning is lost names its package when it ends; the end may be lost, too. */
export const withoutGuess = (work: PackageWork): PackageWork =>
  work.packageId === undefined && work.outcome === 'in-progress' ? { ...work, outcome: 'unknown' } : work

const inTransfer: ReadonlySet<State> = new Set<State>(['sending', 'pulling', 'copied', 'uncertain'])

const waitsForTransfer = ({ state, attempts, jobIds, open }: Distribution): boolean =>
  inTransfer.has(state) || (state !== 'reported' && (attempts > 0 || jobIds.length > 0 || open?.jobToken !== undefined))
