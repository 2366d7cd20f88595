// What the tracker remembers over a restart, as records of plain JSON: only what changed since the last batch is handed
// out, for a batch is written four times a second. What was handed out counts as unsaved until `committed`.
import { newDistribution, newOpenRun, type Attempt, type Distribution, type OpenRun } from './distribution.ts'
import type { DpRecord } from './outside-runs/dp-work.ts'
import type { PackageRecord } from './outside-runs/package-record.ts'
import type { SavedSites } from './outside-runs/package-work.ts'

/** One changed record; `value` is plain JSON, undefined when the record is gone. */
export type SavedRecord = { readonly key: string; readonly value: unknown }

export type Remembered = {
  distribution(one: Distribution): void
  package(record: PackageRecord): void
  dp(record: DpRecord): void
  sites(saved: SavedSites): void
}

export type TrackerMemory = {
  changed(one: Distribution): void
  packageChanged(key: string): void
  dpChanged(key: string): void
  sitesChanged(): void
  forgotten(id: number): void
  stage(parts: {
    readonly packages: ReadonlyMap<string, PackageRecord>
    readonly dps: ReadonlyMap<string, DpRecord>
    readonly sites: () => SavedSites
  }): SavedRecord[]
  committed(): void
}

export function trackerMemory(): TrackerMemory {
  const distributions = new Map<number, Distribution | undefined>()
  const packages = new Set<string>()
  const dps = new Set<string>()
  let sites = false
  return {
    changed: (one) => distributions.set(one.id, one),
    packageChanged: (key) => packages.add(key),
    dpChanged: (key) => dps.add(key),
    sitesChanged: () => (sites = true),
    forgotten: (id) => distributions.set(id, undefined),
    stage: (parts) => [
      ...[...distributions].map(([id, one]) => ({ key: `d${id}`, value: one && savedDistribution(one) })),
      ...[...packages].map((key) => ({ key: `p${key}`, value: parts.packages.get(key) })),
      ...[...dps].map((key) => ({ key: `r${key}`, value: parts.dps.get(key) })),
      ...(sites ? [{ key: 's', value: parts.sites() }] : []),
    ],
    committed: () => {
      distributions.clear()
      packages.clear()
      dps.clear()
      sites = false
    },
  }
}

/** A tracker whose memory nobody asks for. */
export const forgetful: TrackerMemory = {
  changed: () => undefined,
  packageChanged: () => undefined,
  dpChanged: () => undefined,
  sitesChanged: () => undefined,
  forgotten: () => undefined,
  stage: () => [],
  committed: () => undefined,
}

/** Hands every record to where it belongs. A record that is none of ours is left aside. */
export function recall(saved: Iterable<SavedRecord>, to: Remembered): void {
  for (const { key, value } of saved) {
    if (typeof value !== 'object' || value === null) continue
    if (key.startsWith('d')) to.distribution(recalledDistribution(value as SavedDistribution))
    else if (key.startsWith('p')) to.package(value as PackageRecord)
    else if (key.startsWith('r')) to.dp(value as DpRecord)
    else if (key === 's') to.sites(value as SavedSites)
  }
}

type SavedDistribution = Omit<Distribution, 'open'> & {
  readonly open?: Omit<OpenRun, 'attempts'> & { readonly attempts: readonly (readonly [string, Attempt])[] }
}

function savedDistribution({ open, ...one }: Distribution): object {
  return open === undefined ? one : { ...one, open: { ...open, attempts: [...(open.attempts ?? [])] } }
}

/** JSON leaves out what is undefined: the rest is as it was made. */
function recalledDistribution({ open, ...one }: SavedDistribution): Distribution {
  const made = newDistribution(
    { packageId: undefined, packageVersion: undefined, dp: undefined, site: undefined },
    one.id,
  )
  const opened = open && { ...newOpenRun(), ...open, attempts: new Map(open.attempts) }
  return { ...made, ...one, open: opened }
}
