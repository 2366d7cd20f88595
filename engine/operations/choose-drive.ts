// Which drive takes the next stored file (content library, drives): the drives that hold a FileLib in their order, as
// long as more than the reserve stays free; then another usable drive, the one with most free space first. A marker
// counts only for a drive that holds no library yet.
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
  const roomy = drives.filter((room) => room.usable && roomFor(room) - bytes >= reserveBytes)
  const chosen = roomy.find(({ holds }) => holds) ?? [...roomy].sort((a, b) => roomFor(b) - roomFor(a))[0]
  if (chosen !== undefined) chosen.promised += bytes
  return chosen
}

/** A drive of unknown room is taken as having it: the write itself will tell. */
const roomFor = ({ freeBytes, promised }: DriveRoom): number => (freeBytes ?? Number.POSITIVE_INFINITY) - promised
