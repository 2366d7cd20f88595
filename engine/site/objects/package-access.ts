// SMS_PackageAccessByUsers: who may do what in a package's folder (object-model.md 4).
import type { PackageId } from '../../ids.ts'

export type UserAccess = {
  readonly PackageID: PackageId
  readonly UserName: string
  /** Bits of `accessBits`. */
  readonly Access: number
}

export const accessBits = {
  read: 1,
  write: 1 << 1,
  execute: 1 << 2,
  create: 1 << 3,
  delete: 1 << 4,
  viewFolders: 1 << 5,
  viewFiles: 1 << 6,
  changePermissions: 1 << 7,
  changeAttributes: 1 << 8,
} as const

/** 0x65: read, execute, view folders, view files. */
export const defaultAccess = accessBits.read | accessBits.execute | accessBits.viewFolders | accessBits.viewFiles
