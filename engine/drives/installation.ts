// Which drives a distribution point gets when it is installed: up to two for the content library and two for package
// shares, named in their order or automatic. Automatic takes the drive with most free space as primary and the next as
// secondary. Afterwards these settings cannot be changed (distribution engine, drive rules).
import { byFreeSpace, isFull, isUsable, type Volume } from './volumes.ts'

/** A letter such as `E:`, or the drive with most free space among those that are left. */
export type DriveWish = string

export const automatic: DriveWish = 'automatic'

export type DriveSettings = {
  /** In order of priority; one or two. */
  readonly library: readonly DriveWish[]
  readonly packageShare: readonly DriveWish[]
  readonly reserveMegabytes: number
}

export type InstalledDrives = {
  readonly library: ChosenPair
  readonly packageShare: ChosenPair
  readonly reserveBytes: number
}

export type ChosenPair = {
  readonly primary: string
  /** undefined on a host with one usable drive. */
  readonly secondary: string | undefined
}

export type DriveRefusal = { readonly refused: keyof typeof driveRefusals; readonly reason: string }

export const driveRefusals = {
  fixedAtInstallation: 'the drives and the reserve can be set only when the distribution point is installed',
  tooManyDrives: 'at most two drives can be named',
  sameDriveTwice: 'a drive can be named once only',
  notUsable: 'the drive does not exist, is no fixed NTFS or ReFS drive, or holds NO_SMS_ON_DRIVE.SMS',
  full: 'the drive has no more free space than the reserve',
  noDrive: 'no drive is usable and has more free space than the reserve',
} as const

const refuse = (refused: DriveRefusal['refused'], what: string): DriveRefusal => ({
  refused,
  reason: `${what}: ${driveRefusals[refused]}`,
})

export const isDriveRefusal = (answer: object): answer is DriveRefusal => 'refused' in answer

export const bytesOfMegabytes = (megabytes: number): number => megabytes * 1024 * 1024

/** The choice of the installation, or why there is none. */
export function installDrives(volumes: readonly Volume[], settings: DriveSettings): InstalledDrives | DriveRefusal {
  const reserveBytes = bytesOfMegabytes(settings.reserveMegabytes)
  const library = choosePair(volumes, settings.library, reserveBytes, 'content library')
  if (isDriveRefusal(library)) return library
  const packageShare = choosePair(volumes, settings.packageShare, reserveBytes, 'package share')
  if (isDriveRefusal(packageShare)) return packageShare
  return { library, packageShare, reserveBytes }
}

/** The settings of a distribution point that is installed stay; the same ones again are no change. */
export function changeDrives(installed: DriveSettings, wanted: DriveSettings): DriveSettings | DriveRefusal {
  const same =
    sameWishes(installed.library, wanted.library) &&
    sameWishes(installed.packageShare, wanted.packageShare) &&
    installed.reserveMegabytes === wanted.reserveMegabytes
  return same ? installed : refuse('fixedAtInstallation', 'Not changed')
}

const sameWishes = (a: readonly DriveWish[], b: readonly DriveWish[]): boolean =>
  a.length === b.length && a.every((wish, at) => wish.toUpperCase() === b[at]?.toUpperCase())

function choosePair(
  volumes: readonly Volume[],
  wishes: readonly DriveWish[],
  reserveBytes: number,
  what: string,
): ChosenPair | DriveRefusal {
  if (wishes.length > 2) return refuse('tooManyDrives', what)
  const named = wishes.filter((wish) => wish !== automatic).map((wish) => wish.toUpperCase())
  if (new Set(named).size < named.length) return refuse('sameDriveTwice', `${what} ${named.join(' ')}`)
  const fault = named.map((drive) => faultOf(volumes, drive, reserveBytes, what)).find((one) => one !== undefined)
  if (fault !== undefined) return fault
  const free = volumes
    .filter((volume) => isUsable(volume) && !isFull(volume, reserveBytes) && !named.includes(volume.drive))
    .sort(byFreeSpace)
    .map(({ drive }) => drive)
  // Nothing named at all means automatic for both; one named drive alone stays alone.
  const all = wishes.length === 0 ? [automatic, automatic] : wishes
  const [primary, secondary] = all.flatMap((wish) => (wish === automatic ? (free.shift() ?? []) : wish.toUpperCase()))
  return primary === undefined ? refuse('noDrive', what) : { primary, secondary }
}

function faultOf(
  volumes: readonly Volume[],
  drive: string,
  reserveBytes: number,
  what: string,
): DriveRefusal | undefined {
  const volume = volumes.find((one) => one.drive === drive)
  if (volume === undefined || !isUsable(volume)) return refuse('notUsable', `${what} ${drive}`)
  return isFull(volume, reserveBytes) ? refuse('full', `${what} ${drive}`) : undefined
}
