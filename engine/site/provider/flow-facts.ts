// What a site's database tells about a package or an advertisement, as facts for the flows PCD and ADV. The rest, such as
// free threads and readable folders, is for whoever runs the site.
import type { PackageId } from '../../ids.ts'
import type { Answer } from '../../flowcharts/run-flow.ts'
import { actions, jobStates, type PackageServerRow } from '../database/database-rows.ts'
import { dpKey, packageServerKey, programKey, type SiteDatabase } from '../database/site-database.ts'
import { flagsAgree, isMandatory } from '../objects/sms-advertisement.ts'
import { actionsInProgress, hasContent } from '../objects/sms-package.ts'
import { hasFlag, programFlags } from '../objects/sms-program.ts'
import type { DistributionPoint, DpNalPath } from '../objects/sms-distribution-point.ts'
import { offerState } from './advertisements.ts'
import { mayDistribute, siteNeedsCopy } from './distribution/versions.ts'

type KnownFacts = Readonly<Record<string, Answer>>

/** Jobs that a pull DP may have at once (distribution-engine.md 6.4). */
export const pullDpCapacity = 50

/**
 * Facts of flow PCD.
 *
 * @param siteServer  FQDN of this site's server
 * @param nalPath     the DP that the row is about; undefined: the package alone
 */
export function packageFacts(
  database: SiteDatabase,
  packageId: PackageId,
  siteServer: string,
  nalPath?: DpNalPath,
): KnownFacts {
  const row = database.packageRows.get(packageId)
  const values = database.packages.get(packageId)
  if (row === undefined || values === undefined) return {}
  const server = nalPath === undefined ? undefined : database.packageServers.get(packageServerKey(packageId, nalPath))
  const dp = nalPath === undefined ? undefined : database.distributionPoints.get(dpKey(nalPath))
  const sourceAction = row.Action === actions.add || row.Action === actions.update
  return {
    packageDeleted: row.Action === actions.delete,
    sourceSite: values.SourceSite === database.site,
    sourceToProcess: hasContent(values) && sourceAction,
    versionStored: row.StoredPkgVersion === values.SourceVersion,
    siteHoldsVersion: mayDistribute(database, packageId, siteServer),
    dpRowWithAction: server !== undefined && server.Action !== actions.none,
    ...(server === undefined || dp === undefined ? {} : dpFacts(database, server, dp)),
  }
}

/** Facts of flow ADV that the site decides. */
export function advertisementFacts(database: SiteDatabase, advertisementId: string): KnownFacts {
  const advertisement = database.advertisements.get(advertisementId)
  if (advertisement === undefined) return {}
  const program = database.programs.get(programKey(advertisement.PackageID, advertisement.ProgramName))
  const offered =
    program !== undefined &&
    program.ActionInProgress !== actionsInProgress.delete &&
    !hasFlag(program.ProgramFlags, programFlags.DISABLED)
  return {
    programOffered: offered,
    flagsAgree: program !== undefined && flagsAgree(advertisement, program),
    contentOnSomeDp: offerState(database, advertisementId) === 'offered',
    mandatory: isMandatory(advertisement),
  }
}

function dpFacts(database: SiteDatabase, server: PackageServerRow, dp: DistributionPoint): KnownFacts {
  const wanted = { [actions.delete]: 'remove', [actions.cancel]: 'cancel', [actions.validate]: 'validate' } as const
  const inUse = [...database.jobs.rows()].filter(
    (job) => job.DPID === dp.DPID && job.SendAction !== '' && pullStates.includes(job.State),
  )
  return {
    dpOfThisSite: dp.SiteCode === database.site,
    dpAction: (wanted as Readonly<Record<number, string>>)[server.Action] ?? 'no',
    siteNeedsFiles: siteNeedsCopy(database, server.PkgID, dp.SiteCode),
    colocatedContentOnly: dp.colocated,
    pullDp: dp.IsPullDP,
    pullCapacityFree: inUse.length < pullDpCapacity,
    redistribution: server.RefreshTrigger === 1,
    // Whether a prestaged DP waits for media is a choice per package that no table shows.
    ...(dp.PreStagingAllowed ? {} : { prestageByHand: false }),
  }
}

const pullStates: readonly number[] = [jobStates.started, jobStates.inProgress, jobStates.pendingRestart]
