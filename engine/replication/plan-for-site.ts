// What another site is sent of an update (flows, FDR-5 to FDR-11 and FDR-17). The flow's table decides; here are its facts.
import type { Variant } from '../flowcharts/flow-node.ts'
import { runFlow, type Facts } from '../flowcharts/run-flow.ts'
import { bytesOf, compareVersions, type FileChange } from './file-delta.ts'
import { asBlockDelta, type BlockCost, type TravellingFile } from './travelling-file.ts'
import { deltaCopyName, fullCopyName, type VersionHistory } from './version-history.ts'

export type SiteDestination = {
  /** The version it has received; undefined when none. */
  readonly version: number | undefined
  /** It still has that version, and nobody altered it. */
  readonly baseUnaltered: boolean
}

export type ReplicationRules = {
  readonly packageId: string
  /** Always for applications, else by bit 26 of PkgFlags (rdc 1). */
  readonly blockDeltas: boolean
  readonly blockCost: BlockCost
  readonly variant: Variant
  /** 2007 starts deltas only when every receiving site holds some version. */
  readonly everySiteHasSome: boolean
}

export type SitePlan = {
  readonly kind: 'full' | 'delta'
  /** Name of the copy: `PS100039.PCK.7`, `PS100039.DLT.6.7`. */
  readonly name: string
  /** Bytes of files that travel. */
  readonly bytes: number
  /** With a delta: the files that are new or changed. */
  readonly files: readonly TravellingFile[]
  /** A delta was sent first, and the receiver reported that it could not apply it; bytes of that one. */
  readonly refused: number | undefined
  /** Nodes of the flow, in order. */
  readonly path: readonly string[]
}

export function planForSite(
  history: VersionHistory,
  { version, baseUnaltered }: SiteDestination,
  rules: ReplicationRules,
): SitePlan {
  const files = history.kept.get(history.current) ?? new Map()
  const had = version === undefined ? undefined : history.kept.get(version)
  const travelling = had === undefined ? [] : travellingFiles(compareVersions(had, files), rules)
  const [full, delta] = [bytesOf(files), travelling.reduce((sum, { bytes }) => sum + bytes, 0)]
  const facts: Facts = {
    toAnotherSite: true,
    siteHasSomeVersion: version !== undefined && (rules.variant === 'current' || rules.everySiteHasSome),
    withinFiveVersions:
      had === undefined
        ? 'no'
        : rules.variant === 'current' && history.fullSet === history.current
          ? 'five-used-up'
          : 'yes',
    blockDeltasOn: rules.blockDeltas,
    deltaSmaller: delta < full,
    baseUnaltered,
  }
  const { path } = runFlow('fdr', facts, { variant: rules.variant, from: 'FDR-5' })
  const isFull = path.includes('FDR-11')
  return {
    kind: isFull ? 'full' : 'delta',
    name: isFull
      ? fullCopyName(rules.packageId, history.current)
      : deltaCopyName(rules.packageId, version ?? 0, history.current),
    bytes: isFull ? full : delta,
    files: isFull ? [] : travelling,
    refused: isFull && path.includes('FDR-10') ? delta : undefined,
    path,
  }
}

/** New and changed files: as block deltas where these are on and smaller, else whole. */
const travellingFiles = (
  changes: readonly FileChange[],
  { blockDeltas, blockCost }: ReplicationRules,
): readonly TravellingFile[] =>
  changes.flatMap((change): TravellingFile | readonly [] => {
    if (change.kind === 'removed') return []
    const { hash, bytes } = change.file
    return (
      (blockDeltas ? asBlockDelta(change, blockCost) : undefined) ?? { path: change.path, hash, how: 'whole', bytes }
    )
  })

/**
 * Packages and sites for which several deltas wait: each carries what the earlier ones carry, so the bytes add up while
 * the address of a site is closed (flows, FDR).
 *
 * @param waiting  copies that are not sent yet
 * @returns  `PS100039` and site, once each
 */
export function piledUpDeltas(
  waiting: readonly { readonly packageId: string; readonly site: string; readonly kind: SitePlan['kind'] }[],
): readonly { readonly packageId: string; readonly site: string; readonly count: number }[] {
  const counts = new Map<string, { packageId: string; site: string; count: number }>()
  for (const { packageId, site, kind } of waiting) {
    if (kind !== 'delta') continue
    const key = `${packageId}\t${site}`
    counts.set(key, { packageId, site, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  return [...counts.values()].filter(({ count }) => count > 1)
}
