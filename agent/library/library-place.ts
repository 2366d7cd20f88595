// Where a library lies: from the command line, else from the configuration, which on Windows knows the registry.
import { statSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { DriveRoot } from '../../engine/library/disk-store.ts'
import { libraryFolder, parts } from '../../engine/library/layout.ts'
import { AgentError, badUsage } from '../errors.ts'
import { insideOf } from './outside-library.ts'

export type LibraryPlace = {
  /** The primary drive first. */
  readonly roots: readonly DriveRoot[]
  /** True for the library of this host; false for a copied or mounted one, whose free space says nothing. */
  readonly live: boolean
  readonly reserveBytes: number
  /** Letters of the registry's list of usable drives; undefined when nobody knows. */
  readonly usableDrives: readonly string[] | undefined
}

export type AskedPlace = {
  readonly library: string | undefined
  /** `E:=DIR` each: the folder that stands for the root of that drive. */
  readonly drives: readonly string[]
}

/** What the configuration says about the library of this host. */
export type ConfiguredPlace = {
  readonly primary: string | undefined
  readonly drives: readonly string[]
  readonly reserveMegabytes: number
  /** Roots as the registry lists them: `D:\\`. */
  readonly usableDrives?: readonly string[] | undefined
}

export function findPlace(asked: AskedPlace, configured: ConfiguredPlace): LibraryPlace {
  const mapped = asked.drives.map(readDrive)
  const primary = asked.library ?? configured.primary
  if (primary === undefined) {
    const right = 'give --library DIR, set library.primary in the configuration, or run on a distribution point'
    throw badUsage(`Which library? ${right}`)
  }
  const library = realFolder(primary)
  if (asked.library !== undefined) requireLibrary(library)
  const own = mapped.find(({ root }) => sameFolder(join(root, libraryFolder), library))
  const letter = own?.drive ?? letterOf(library)
  requireDistinct(mapped, { drive: letter, library })
  const others =
    asked.library === undefined && mapped.length === 0
      ? configured.drives.map(configuredDrive)
      : mapped.map(mappedDrive)
  const first: DriveRoot = { drive: letter, library, root: own?.root ?? dirname(library) }
  const roots = [
    first,
    ...others.filter(({ drive, library: other }) => drive !== letter && !sameFolder(other, library)),
  ]
  requireSideBySide(roots)
  return {
    roots,
    live: asked.library === undefined && mapped.length === 0,
    reserveBytes: configured.reserveMegabytes * 1024 * 1024,
    usableDrives: driveLetters(configured.usableDrives),
  }
}

/**
 * A folder above or inside the library is a slip of the finger, no library that lost its parts.
 *
 * @throws AgentError badUsage that names the folder that was meant
 */
function requireLibrary(folder: string): void {
  if (parts.some((part) => isFolder(join(folder, part)))) return
  const meant = [join(folder, libraryFolder), dirname(folder), dirname(dirname(folder))].find(
    (other) => other !== folder && parts.every((part) => isFolder(join(other, part))),
  )
  if (meant !== undefined)
    throw badUsage(`--library ${folder} holds no ${parts.join(', ')}; did you mean --library ${meant}?`)
}

const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false // then it is not the one that was meant
  }
}

/** `D:\\` -> `D:`, as drives are named in findings. */
export const driveLetters = (roots: readonly string[] | undefined): readonly string[] | undefined =>
  roots?.map((root) => root.slice(0, 2).toUpperCase())

type Mapped = { readonly drive: string; readonly root: string }

function readDrive(text: string): Mapped {
  const match = /^([A-Za-z]):?\\?=(.+)$/.exec(text)
  if (match === null) {
    throw badUsage(`--drive ${text} is no mapping; right would be E:=/mnt/e`)
  }
  return { drive: `${(match[1] ?? '').toUpperCase()}:`, root: resolve(match[2] ?? '') }
}

/** A letter given twice, or a folder under two letters, would be one drive counted twice, or one silently passed over. */
function requireDistinct(mapped: readonly Mapped[], primary: Pick<DriveRoot, 'drive' | 'library'>): void {
  const faults = mapped.flatMap(({ drive, root }, at): string[] => {
    const library = join(root, libraryFolder)
    const isPrimary = sameFolder(library, primary.library)
    if (drive === primary.drive && !isPrimary)
      return [`--drive ${drive}=${root}: ${drive} is the primary drive, whose library is ${primary.library}`]
    return mapped.slice(0, at).flatMap((other) => {
      if (other.drive === drive) return [`--drive ${drive} is given twice: ${other.root} and ${root}`]
      const isSame = other.root === root || sameFolder(join(other.root, libraryFolder), library)
      return isSame ? [`--drive ${other.drive} and ${drive} are one folder: ${root}`] : []
    })
  })
  if (faults.length > 0) throw badUsage(...faults)
}

/** A library folder inside that of another drive would be part of what it is moved to and from. */
function requireSideBySide(roots: readonly DriveRoot[]): void {
  if (roots.length === 1) return
  const faults = roots.flatMap(({ drive, library }): string[] => {
    const holder = roots.find((other) => other.drive !== drive && insideOf([other], library) !== undefined)
    return holder === undefined ? [] : [`${library} of ${drive} lies inside ${holder.library} of ${holder.drive}`]
  })
  if (faults.length > 0) throw badUsage(...faults)
}

const mappedDrive = ({ drive, root }: Mapped): DriveRoot => ({ drive, library: join(root, libraryFolder), root })

const configuredDrive = (library: string): DriveRoot => ({ drive: letterOf(library), library, root: dirname(library) })

/** The folder that was named, links on the way to it resolved: from here on no link is followed. */
function realFolder(path: string): string {
  try {
    const real = realpathSync(path)
    if (statSync(real).isDirectory()) return real
  } catch {
    throw new AgentError('fileMissing', { path: resolve(path) })
  }
  throw new AgentError('notAFolder', { path: resolve(path), kind: 'no folder' })
}

function sameFolder(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other)
  } catch {
    return false // a folder that is not there is no other one's twin
  }
}

/** `D:` from a Windows path, or from a copy kept in a folder named after the drive; else a name that is no letter. */
function letterOf(library: string): string {
  const parent = basename(dirname(library))
  const letter = /^([A-Za-z]):[\\/]/.exec(library)?.[1] ?? /^([A-Za-z]):?$/.exec(parent)?.[1]
  return letter === undefined ? 'primary' : `${letter.toUpperCase()}:`
}
