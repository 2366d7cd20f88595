// Which drive takes the next stored file. The current drive takes files until only the reserve is left; the preferred
// ones come first, then those the library has spread to, then the drive with most free space among the others (content
// library, drives). What is stored already is used where it lies and never moved: the caller asks only for new bytes.
import type { DriveSurvey } from '../scan/survey.ts'
import { driveMarker } from '../library/layout.ts'
import { byFreeSpace, isFull, isUsable, type Volume } from './volumes.ts'

export type DriveRules = {
  /** Primary and secondary of the installation, in that order; a library alone knows its primary only. */
  readonly preferred: readonly string[]
  readonly reserveBytes: number
  /** Drive -> bytes promised to adds that are not written yet. */
  readonly promised?: ReadonlyMap<string, number>
}

export type DrivePick =
  | { readonly kind: 'taken'; readonly volume: Volume; readonly spans: boolean }
  | {
      readonly kind: 'diskFull'
      readonly code: '0x80070070'
      readonly neededBytes: number
      readonly best: Volume | undefined
    }

/**
 * The first drive in the order of filling that holds `size` more bytes and keeps its reserve.
 *
 * @param volumes  in the order in which the library came to them
 */
export function pickDrive(volumes: readonly Volume[], size: number, rules: DriveRules): DrivePick {
  const order = fillOrder(volumes, rules)
  const left = order.map((volume) => afterPromises(volume, rules))
  const at = left.findIndex((volume) => holds(volume, size, rules.reserveBytes))
  const volume = order[at]
  if (volume !== undefined) return { kind: 'taken', volume, spans: !volume.holdsLibrary }
  return {
    kind: 'diskFull',
    code: '0x80070070',
    neededBytes: size + rules.reserveBytes,
    best: [...left].sort(byFreeSpace)[0],
  }
}

/** Usable drives as they are filled; full ones keep their place. */
export function fillOrder(volumes: readonly Volume[], rules: DriveRules): readonly Volume[] {
  const usable = volumes.filter(isUsable)
  const preferred = rules.preferred.flatMap((letter) => usable.find(({ drive }) => drive === letter) ?? [])
  const others = usable.filter((volume) => !preferred.includes(volume))
  return [
    ...preferred,
    ...others.filter(({ holdsLibrary }) => holdsLibrary),
    ...others
      .filter(({ holdsLibrary }) => !holdsLibrary)
      .sort((a, b) => byFreeSpace(afterPromises(a, rules), afterPromises(b, rules))),
  ]
}

/** May it take `size` more bytes, and keep its reserve? A drive at its reserve takes nothing, not even an empty file. */
const holds = (volume: Volume, size: number, reserveBytes: number): boolean =>
  !isFull(volume, reserveBytes) && (volume.freeBytes ?? 0) - size >= reserveBytes

/** The answer of `pickDrive` for a drive that is preferred before all others: nobody else is asked while it takes files. */
export const takesFirst = (volume: Volume, size: number, reserveBytes: number): boolean =>
  isUsable(volume) && holds(volume, size, reserveBytes)

const afterPromises = (volume: Volume, { promised }: DriveRules): Volume =>
  volume.freeBytes === undefined
    ? volume
    : { ...volume, freeBytes: volume.freeBytes - (promised?.get(volume.drive) ?? 0) }

/** What a survey tells of the drives it was given; that they are fixed disks was decided by whoever named them. */
export const volumesOf = (drives: readonly DriveSurvey[]): readonly Volume[] =>
  drives.map(({ drive, freeBytes, rootPresent, neighbours, parts }) => ({
    drive,
    freeBytes,
    suitable: rootPresent,
    hasMarker: neighbours.includes(driveMarker),
    holdsLibrary: parts.FileLib !== undefined,
  }))

/** The drive that takes the next small file, for the overview of drives; undefined when all are at their reserve. */
export function nextDrive(drives: readonly DriveSurvey[], reserveBytes: number): string | undefined {
  const pick = pickDrive(volumesOf(drives), 0, {
    preferred: drives.slice(0, 1).map(({ drive }) => drive),
    reserveBytes,
  })
  return pick.kind === 'taken' ? pick.volume.drive : undefined
}
