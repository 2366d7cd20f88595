// SMS_Advertisement: create, change, delete, and whether it is offered yet (object-model.md 7 and 10; ADV-1 to ADV-4).
import { assumedProvider } from '../../assumptions.ts'
import { packageStatusNumbers, statusTypes } from '../database/database-rows.ts'
import { programKey, type SiteDatabase } from '../database/site-database.ts'
import { ObjectError } from '../objects/errors.ts'
import { changedInstance, newInstance } from '../objects/property.ts'
import { checkToken } from '../objects/schedule-token.ts'
import {
  advertisementProperties,
  checkAdvertisement,
  flagsAgree,
  timeFlagsOf,
  type SmsAdvertisement,
} from '../objects/sms-advertisement.ts'
import { actionsInProgress, hasContent } from '../objects/sms-package.ts'
import { hasFlag, programFlags } from '../objects/sms-program.ts'
import { checkCommitted } from './contents.ts'
import { addPackagesToGroup } from './distribution/dp-groups.ts'
import {
  audit,
  checkReadVersion,
  checkSourceSite,
  existingCollection,
  existingPackage,
  existingProgram,
  nextId,
  nextVersionOf,
  type ProviderSession,
} from './session.ts'
import { sweepDeleted } from './sweep.ts'

const objectClass = 'SMS_Advertisement'

export function createAdvertisement(session: ProviderSession, values: Partial<SmsAdvertisement>): string {
  const { database } = session
  const AdvertisementID = nextId(database, 'advertisement', (id) => database.advertisements.get(id) !== undefined)
  const made = newInstance<SmsAdvertisement>(objectClass, advertisementProperties, values, {
    AdvertisementID,
    SourceSite: database.site,
  })
  checkAdvertisement(made)
  const advertised = existingPackage(database, objectClass, made.PackageID)
  checkCommitted(database, advertised)
  existingProgram(database, objectClass, made.PackageID, made.ProgramName)
  existingCollection(database, objectClass, made.CollectionID)
  made.AssignedSchedule.forEach(checkToken)
  database.advertisements.put({ ...made, TimeFlags: timeFlagsOf(made) })
  audit(session, 'created', objectClass, AdvertisementID)
  if (assumedProvider.groupsGetWhatTheirCollectionsGet && hasContent(advertised)) sendToGroupsOf(session, made)
  return AdvertisementID
}

export function changeAdvertisement(
  session: ProviderSession,
  id: string,
  changes: Partial<SmsAdvertisement>,
  readVersion?: string,
): void {
  const { database } = session
  const before = existingAdvertisement(database, id)
  checkSourceSite(session, objectClass, before.SourceSite)
  checkReadVersion(objectClass, before.SedoObjectVersion, readVersion)
  const after = changedInstance(objectClass, advertisementProperties, before, changes)
  checkAdvertisement(after)
  after.AssignedSchedule.forEach(checkToken)
  database.advertisements.put({ ...after, TimeFlags: timeFlagsOf(after), SedoObjectVersion: nextVersionOf(before) })
  audit(session, 'modified', objectClass, id)
}

export function deleteAdvertisement(session: ProviderSession, id: string): void {
  const { database } = session
  const before = existingAdvertisement(database, id)
  checkSourceSite(session, objectClass, before.SourceSite)
  database.advertisements.delete(id)
  audit(session, 'deleted', objectClass, id)
  sweepDeleted(database)
}

/**
 * Not advertised: the program is disabled, marked for deletion, or its flags disagree (O-19). Not yet offered: the content
 * is on no distribution point (O-18).
 */
export type OfferState = 'not advertised' | 'not yet offered' | 'offered'

export function offerState(database: SiteDatabase, id: string): OfferState {
  const advertisement = existingAdvertisement(database, id)
  const program = database.programs.get(programKey(advertisement.PackageID, advertisement.ProgramName))
  if (program === undefined || program.ActionInProgress === actionsInProgress.delete) return 'not advertised'
  if (hasFlag(program.ProgramFlags, programFlags.DISABLED) || !flagsAgree(advertisement, program)) {
    return 'not advertised'
  }
  const advertised = database.packages.get(advertisement.PackageID)
  if (advertised === undefined || !hasContent(advertised))
    return advertised === undefined ? 'not advertised' : 'offered'
  return isOnSomeDp(database, advertisement.PackageID) ? 'offered' : 'not yet offered'
}

function isOnSomeDp(database: SiteDatabase, packageId: string): boolean {
  return [...database.statuses.group(packageId)].some(
    (row) => row.Type === statusTypes.copy && row.Status === packageStatusNumbers.installed,
  )
}

/** What is deployed to a collection goes to the DP groups that are associated with it. */
function sendToGroupsOf(session: ProviderSession, made: SmsAdvertisement): void {
  for (const group of [...session.database.groups.rows()]) {
    if (group.collections.includes(made.CollectionID)) addPackagesToGroup(session, group.GroupID, [made.PackageID])
  }
}

function existingAdvertisement(database: SiteDatabase, id: string): SmsAdvertisement {
  const found = database.advertisements.get(id)
  if (found !== undefined) return found
  const where = { objectClass, property: 'AdvertisementID' }
  throw new ObjectError('O-1', 'ADVERTISEMENT_NOT_FOUND', where, `there is no advertisement ${id}`)
}
