// The shares of a distribution point. Clients reach content by these names, so a library that moves takes them along.
//
//   SCCMContentLib$    library of the primary drive       SCCMContentLibE$   FileLib of the secondary drive E
//   SMSPKGE$           package share on drive E           SMS_DP$  SMSSIG$   staging and signatures
import { libraryFolder, signatureFolder, stagingFolder } from '../library/layout.ts'

export type Share = {
  readonly share: string
  /** Folder below the root of the drive. */
  readonly drive: string
  readonly folder: string
}

const letterOf = (drive: string): string => drive.slice(0, 1).toUpperCase()

export const libraryShare = (drive: string, isPrimary: boolean): string =>
  isPrimary ? `${libraryFolder}$` : `${libraryFolder}${letterOf(drive)}$`

/** Where PXE keeps boot images, expanded: `RemoteInstall\\SMSImages\\<PackageID>` (content library, neighbours). */
export const remoteInstall = 'RemoteInstall'

export const packageShare = (drive: string): string => `SMSPKG${letterOf(drive)}$`

/**
 * Every share of one distribution point.
 *
 * @param library  drives that hold the library, the primary first
 * @param packages  drives with package shares
 */
export const sharesOf = (library: readonly string[], packages: readonly string[]): readonly Share[] => [
  ...library.map((drive, at) => ({ share: libraryShare(drive, at === 0), drive, folder: libraryFolder })),
  ...library.slice(0, 1).flatMap((drive) => [
    { share: stagingFolder, drive, folder: stagingFolder },
    { share: signatureFolder, drive, folder: signatureFolder },
  ]),
  ...packages.map((drive) => ({ share: packageShare(drive), drive, folder: packageShare(drive) })),
]

/** `ContentLibUsableDrives`: roots in the order the library came to them; a host with one drive names it twice. */
export const usableDrivesValue = (library: readonly string[]): string =>
  (library.length === 1 ? [...library, ...library] : library).map((drive) => `${drive}\\`).join(',')
