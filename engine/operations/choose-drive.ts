// The room that the drives of a library have while a plan is made. The rules are those of engine/drives.
import { pickDrive, takesFirst } from '../drives/pick-drive.ts'
import type { Volume } from '../drives/volumes.ts'
import { driveMarker } from '../library/layout.ts'
import type { Survey } from '../scan/survey.ts'

export type DriveRoom = {
  /** `D:` */
  readonly drive: string
  /** Bytes; undefined when nobody knows. */
  readonly freeBytes: number | undefined
  /** It has a FileLib. */
  readonly holds: boolean
  /** Its root is there and no marker keeps it out. */
  readonly usable: boolean
  /** Bytes that this plan already promised to it. */
  promised: number
}

export const driveRooms = ({ drives }: Survey): DriveRoom[] =>
  drives.map(({ drive, freeBytes, parts, rootPresent, neighbours }) => ({
    drive,
    freeBytes,
    holds: parts.FileLib !== undefined,
    usable: rootPresent && (parts.FileLib !== undefined || !neighbours.includes(driveMarker)),
    promised: 0,
  }))

/**
 * Takes the bytes off the room of the drive it returns.
 *
 * @param drives  in the order of the library, the primary first
 * @returns undefined when no drive has room for them beside the reserve
 */
export function chooseDrive(drives: readonly DriveRoom[], bytes: number, reserveBytes: number): DriveRoom | undefined {
  const [primary] = drives
  // Nearly every file of a plan goes to the primary drive, which is asked first.
  const chosen =
    primary !== undefined && takesFirst(volumeOf(primary), bytes, reserveBytes)
      ? primary
      : picked(drives, bytes, reserveBytes)
  if (chosen !== undefined) chosen.promised += bytes
  return chosen
}

function picked(drives: readonly DriveRoom[], bytes: number, reserveBytes: number): DriveRoom | undefined {
  const preferred = drives.slice(0, 1).map(({ drive }) => drive)
  const pick = pickDrive(drives.map(volumeOf), bytes, { preferred, reserveBytes })
  return pick.kind === 'taken' ? drives.find(({ drive }) => drive === pick.volume.drive) : undefined
}

const volumeOf = ({ drive, freeBytes, holds, usable, promised }: DriveRoom): Volume => ({
  drive,
  // A drive of unknown room is taken as having it: the write itself will tell.
  freeBytes: (freeBytes ?? Number.POSITIVE_INFINITY) - promised,
  suitable: usable,
  hasMarker: false,
  // The plan has spread to it already.
  holdsLibrary: holds || promised > 0,
})
