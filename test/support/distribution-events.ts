// What the tracker is told, in one line each; and what it then remembers.
import type { AboutDistribution, AboutPackage, PackageHappening } from '../../engine/distribution/distribution-event.ts'
import type { Happening } from '../../engine/distribution/distribution-event.ts'
import type { State } from '../../engine/distribution/states.ts'
import type { Tracker } from '../../engine/distribution/tracker.ts'
import { parseDpName, parsePackageId } from '../../engine/ids.ts'
import { evidence, someTime, vector } from './distribution-steps.ts'

/** Something that happens to version 2 of the package of the published test vector, on its DP. DistMgr writes it. */
export const happens = (happening: Happening, more: Partial<AboutDistribution> = {}): AboutDistribution => ({
  about: 'distribution',
  happening,
  subject: subject(),
  token: undefined,
  by: 'distmgr',
  at: someTime,
  facts: {},
  evidence: evidence({ time: more.at ?? someTime, offset: more.at ?? 0 }),
  ...more,
})

export const subject = (packageVersion = 2): AboutDistribution['subject'] => ({
  packageId: parsePackageId(vector.packageId),
  packageVersion,
  dp: parseDpName(vector.dp),
  site: undefined,
})

/** The same for the package as a whole, on its site server. */
export const packageHappens = (happening: PackageHappening, more: Partial<AboutPackage> = {}): AboutPackage => ({
  about: 'package',
  happening,
  packageId: parsePackageId(vector.packageId),
  packageVersion: vector.packageVersion,
  host: 'PS1SITE.CONTOSO.COM',
  token: undefined,
  at: someTime,
  evidence: evidence({ time: more.at ?? someTime }),
  ...more,
})

export type Remembered = { readonly packageVersion: number; readonly state: State; readonly ordinal: number }

/** The tracker's record of version 2, as it would be written to disk. */
export function remembered(tracker: Tracker): Remembered {
  const records = tracker.stage().map(({ value }) => value as Remembered | undefined)
  const one = records.find((value) => value?.packageVersion === vector.packageVersion && 'ordinal' in value)
  if (one === undefined) throw new Error('the tracker remembers nothing of it')
  return one
}
