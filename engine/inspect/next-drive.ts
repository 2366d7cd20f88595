// Which drive takes the next file: the current ones in their order while more than the reserve stays free, then the one
// with most free space (content library, drives). A marker counts only for a drive that holds no library yet.
import { driveMarker } from '../library/layout.ts'
import type { DriveSurvey } from '../scan/survey.ts'

/** The drive, or undefined when all are at their reserve or nobody knows their free space. */
export function nextDrive(drives: readonly DriveSurvey[], reserveBytes: number): string | undefined {
  const usable = drives.filter(
    ({ neighbours, parts, rootPresent }) =>
      rootPresent && (parts.FileLib !== undefined || !neighbours.includes(driveMarker)),
  )
  const roomy = usable.filter(({ freeBytes }) => freeBytes !== undefined && freeBytes > reserveBytes)
  const holding = roomy.find(({ parts }) => parts.FileLib !== undefined)
  if (holding !== undefined) return holding.drive
  return [...roomy].sort((a, b) => (b.freeBytes ?? 0) - (a.freeBytes ?? 0) || (a.drive < b.drive ? -1 : 1))[0]?.drive
}
