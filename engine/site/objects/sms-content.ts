// SMS_Content: one versioned set of files of a package; an application's package may have several (object-model.md 2).
import type { ContentId, PackageId } from '../../ids.ts'

export type ContentRow = {
  /** Numeric key (ContentID of the class). */
  readonly ContentKey: number
  /** `PS100039.1`, `Content_<guid>.1` or a guid. */
  readonly ContentUniqueID: ContentId
  readonly PackageID: PackageId
  readonly ContentVersion: number
  readonly ContentSource: string
  readonly ContentFlags: number
  readonly ContentType: number
  readonly RelatedContentID: string
  /** First version of the package that holds it. */
  readonly MinPackageVersion: number
  /** False between AddContent and Commit: nothing may use it yet (O-15). */
  readonly committed: boolean
  /** Set when RemoveContent took it out of the package; the row goes when no DP holds it any more. */
  readonly removed: boolean
}

/** Bit numbers of ContentFlags. */
export const contentFlagBits = {
  DOWNLOAD_ON_DEMAND_FROM_LOCAL_DP: 8,
  DOWNLOAD_FROM_LOCAL_DISPPOINT: 12,
  LOCAL_PARTIALDOWNLOADTOLOCAL: 13,
  DOWNLOAD_FROM_REMOTE_DISPPOINT: 14,
  REMOTE_PARTIALDOWNLOADTOLOCAL: 15,
  ENABLE_PEER_CACHING: 16,
  DP_NO_FALLBACK_UNPROTECTED: 17,
  DO_NOT_DOWNLOAD: 24,
  PERSIST_IN_CACHE: 25,
} as const
