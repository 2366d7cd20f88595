// What a distribution point is sent of an update (flows, FDR-12 to FDR-16), file by file. The flow's table decides; here are
// its facts.
import { runFlow, type Facts } from '../flowcharts/run-flow.ts'
import type { FileHash } from '../ids.ts'
import { compareVersions, type FileChange, type VersionFiles } from './file-delta.ts'
import type { ReplicationRules } from './plan-for-site.ts'
import { asBlockDelta, type TravellingFile } from './travelling-file.ts'

export type DpDestination = {
  /** A pull DP takes whole files only, a cloud one all of them (rdc 1, rule 3). */
  readonly kind: 'standard' | 'pull' | 'cloud'
  readonly hasRdc: boolean
  /** Files of the version that it has; empty when it has none. */
  readonly files: VersionFiles
  /** True for a stored file that is in its content library, whichever content brought it. */
  holds(hash: FileHash): boolean
  /** False when the rebuilt file does not have the SHA-256 of its name: then it is sent whole. */
  rebuilds(path: string): boolean
}

export type DpPlan = {
  /** Every file of the version that was new or changed; of a cloud DP every file. */
  readonly files: readonly TravellingFile[]
  /** Bytes that travel, also those that were thrown away. */
  readonly bytes: number
  /** Nodes of the flow, for each file the ones it passed. */
  readonly paths: ReadonlyMap<string, readonly string[]>
}

export function planForDp(files: VersionFiles, dp: DpDestination, rules: ReplicationRules): DpPlan {
  const paths = new Map<string, readonly string[]>()
  const had: VersionFiles = dp.kind === 'cloud' ? new Map() : dp.files
  const travelling = compareVersions(had, files).flatMap((change): readonly TravellingFile[] => {
    if (change.kind === 'removed') return []
    const { path, sent } = planForFile(change, dp, rules)
    paths.set(change.path, path)
    return sent
  })
  return { files: travelling, bytes: travelling.reduce((sum, { bytes }) => sum + bytes, 0), paths }
}

type Arriving = Exclude<FileChange, { kind: 'removed' }>

function planForFile(
  change: Arriving,
  dp: DpDestination,
  rules: ReplicationRules,
): { readonly path: readonly string[]; readonly sent: readonly TravellingFile[] } {
  const block = rules.blockDeltas && dp.hasRdc ? asBlockDelta(change, rules.blockCost) : undefined
  const { hash, bytes } = change.file
  const whole: TravellingFile = { path: change.path, hash, how: 'whole', bytes }
  const facts: Facts = {
    toAnotherSite: false,
    dpKind: dp.kind,
    hashOnDp: dp.holds(hash),
    blockDeltaToDp: block !== undefined,
    // A whole file that arrives is checked by the transfer; a rebuilt one is discarded once, and then comes whole.
    rebuiltHashRight: block === undefined ? true : [dp.rebuilds(change.path), true],
  }
  const { path } = runFlow('fdr', facts, { variant: rules.variant, from: 'FDR-5' })
  if (path.at(-1) === 'FDR-13') return { path, sent: [{ ...whole, how: 'link', bytes: 0 }] }
  // A pull DP compares signatures and hashes itself, and downloads only what it does not hold.
  if (dp.kind === 'pull' && dp.holds(hash)) return { path, sent: [{ ...whole, how: 'link', bytes: 0 }] }
  if (block === undefined || !path.includes('FDR-14')) return { path, sent: [whole] }
  return { path, sent: path.filter((node) => node === 'FDR-16').length > 1 ? [block, whole] : [block] }
}
