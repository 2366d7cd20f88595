// Packages whose source is looked at on a schedule (object-model.md 2, RefreshSchedule; a trigger of flow PCD).
import type { PackageId } from '../../ids.ts'
import { actions, notificationTypes } from '../database/database-rows.ts'
import { notify, type SiteDatabase } from '../database/site-database.ts'
import { nextTime } from '../objects/schedule-times.ts'
import { listPackages } from './packages.ts'

/**
 * Packages of this site whose schedule came due between two moments. Each is notified as an update; SourceVersion rises
 * only when the snapshot finds other content than the stored one (PCD-11), which `snapshotTaken` is told.
 *
 * @param since, until  milliseconds since 1970 UTC; `until` counts, `since` does not
 * @param biasMinutes   of the site server: UTC = local time + bias
 */
export function notifyDueRefreshes(
  database: SiteDatabase,
  since: number,
  until: number,
  biasMinutes: number,
): readonly PackageId[] {
  const due = listPackages(database).filter(
    (row) =>
      row.SourceSite === database.site &&
      row.RefreshSchedule.some((token) => {
        const shift = token.isGmt ? 0 : -biasMinutes * 60_000
        const next = nextTime(token, since + shift + 1)
        return next !== undefined && next <= until + shift
      }),
  )
  for (const { PackageID } of due) {
    database.packageRows.change(PackageID, { Action: actions.update })
    notify(database, PackageID, notificationTypes.package)
  }
  return due.map(({ PackageID }) => PackageID)
}
