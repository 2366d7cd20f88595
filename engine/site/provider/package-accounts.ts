// SMS_PackageAccessByUsers: who may read a package's folder (object-model.md 4).
import type { PackageId } from '../../ids.ts'
import { notificationTypes } from '../database/database-rows.ts'
import { accessKey, notify } from '../database/site-database.ts'
import { ObjectError } from '../objects/errors.ts'
import { defaultAccess, type UserAccess } from '../objects/package-access.ts'
import { audit, existingPackage, type ProviderSession } from './session.ts'

const objectClass = 'SMS_PackageAccessByUsers'

export function setAccess(session: ProviderSession, id: PackageId, user: string, access = defaultAccess): UserAccess {
  existingPackage(session.database, objectClass, id)
  if (user === '') {
    throw new ObjectError('O-6', 'ILLEGAL_NULL', { objectClass, property: 'UserName' }, 'must not be empty')
  }
  if (!Number.isInteger(access) || access < 0 || access >= 1 << 9) {
    throw new ObjectError('O-12', 'VALUE_OUT_OF_RANGE', { objectClass, property: 'Access' }, 'has bits beyond 8')
  }
  const row = { PackageID: id, UserName: user, Access: access }
  session.database.access.put(row)
  announce(session, id, user)
  return row
}

export function removeAccess(session: ProviderSession, id: PackageId, user: string): void {
  existingPackage(session.database, objectClass, id)
  session.database.access.delete(accessKey(id, user))
  announce(session, id, user)
}

function announce(session: ProviderSession, id: PackageId, user: string): void {
  notify(session.database, id, notificationTypes.account)
  audit(session, 'modified', objectClass, `${id} ${user}`)
}
