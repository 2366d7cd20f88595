// The drives of a host as the rules for drives see them. Free space is a number that somebody asked for; nothing here
// looks at a disk.

export type Volume = {
  /** `D:`, upper case. */
  readonly drive: string
  /** Bytes free for the account that writes; undefined when nobody knows, and then the drive takes nothing. */
  readonly freeBytes: number | undefined
  /** A local hard disk with a file system that can hold a library (NTFS, ReFS); no share, no removable disk. */
  readonly suitable: boolean
  /** `NO_SMS_ON_DRIVE.SMS` lies in its root. */
  readonly hasMarker: boolean
  /** A FileLib of this library is there already. */
  readonly holdsLibrary: boolean
}

/** The marker counts only where it was before the drive was chosen: a drive that holds the library stays in use. */
export const isExcluded = ({ hasMarker, holdsLibrary }: Volume): boolean => hasMarker && !holdsLibrary

/** May a library be put there, free space aside? */
export const isUsable = (volume: Volume): boolean => volume.suitable && !isExcluded(volume)

/** A drive is full at its reserve, not only below it (distribution engine, drive rules). */
export const isFull = ({ freeBytes }: Volume, reserveBytes: number): boolean =>
  freeBytes === undefined || freeBytes <= reserveBytes

/** Most free space first, ties by letter. */
export const byFreeSpace = (a: Volume, b: Volume): number =>
  (b.freeBytes ?? -1) - (a.freeBytes ?? -1) || (a.drive < b.drive ? -1 : 1)

/** What a marker does that came too late: nothing for the library, but boot images are no longer found. */
export const lateMarker = ({ drive, hasMarker, holdsLibrary }: Volume): string | undefined =>
  hasMarker && holdsLibrary
    ? `NO_SMS_ON_DRIVE.SMS on ${drive} came after the library: it stays in use, and the boot image step fails there with 0x80070003`
    : undefined
