// The five-version rule (flows, FDR-1 to FDR-4, FDR-7 and FDR-17): what the source site keeps of a package's versions.
import { runFlow } from '../flowcharts/run-flow.ts'
import { compareVersions, type VersionFiles } from './file-delta.ts'

/** Earlier versions to which differences are kept. */
export const keptDifferences = 5

export type VersionHistory = {
  /** The newest version; 0 before the first one. */
  readonly current: number
  /** The newest one and up to five before it, oldest first. */
  readonly kept: ReadonlyMap<number, VersionFiles>
  /** The version that made the last full content set. */
  readonly fullSet: number
}

export const noVersions: VersionHistory = { current: 0, kept: new Map(), fullSet: 0 }

/**
 * A new snapshot becomes the next version. The first one is a full content set; so is, in current branch, the one that comes
 * after five incremental versions.
 */
function nextVersion(history: VersionHistory, files: VersionFiles): VersionHistory {
  const current = history.current + 1
  const kept = new Map([...history.kept].filter(([version]) => version >= current - keptDifferences)).set(
    current,
    files,
  )
  const isFull = history.current === 0 || current - history.fullSet > keptDifferences
  return { current, kept, fullSet: isFull ? current : history.fullSet }
}

/**
 * What an update of the source makes of it: the next version, or nothing when a scheduled one finds no difference.
 *
 * @param isManual  an administrator asked for it: a version is made also without a difference
 */
export function updateVersion(history: VersionHistory, files: VersionFiles, isManual: boolean): VersionHistory {
  const before = history.kept.get(history.current)
  const isDifferent = before === undefined || compareVersions(before, files).length > 0
  const { path } = runFlow('fdr', { anyDifference: isDifferent ? 'yes' : isManual ? 'forced' : 'no' })
  return path.includes('FDR-4') ? nextVersion(history, files) : history
}

/** Names of the inter-site copies of a package (rdc 5). */
export const fullCopyName = (packageId: string, version: number): string => `${packageId}.PCK.${version}`
export const deltaCopyName = (packageId: string, from: number, to: number): string => `${packageId}.DLT.${from}.${to}`
