// What a command writes beside a library, an index or rebuilt files, never lies inside it: a stray file there is a
// finding, and a product that lists the folder may take it for its own. And what a changing command reads from or moves
// to has nothing in common with the library, under whatever name: what goes here must not be what came there.
import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { DriveRoot } from '../../engine/library/disk-store.ts'
import { toBytes } from '../../engine/library/host-names.ts'
import { badUsage } from '../errors.ts'
import { printableLine } from '../terminal/printable.ts'

type Roots = readonly Pick<DriveRoot, 'library'>[]

/**
 * @param option  as the person typed it: `--index`
 * @throws AgentError badUsage when `path` lies inside one of the libraries, also by way of links, another spelling of the
 *   drive or, where the file system does not tell them apart, other letters
 */
export function requireOutside(roots: Roots, option: string, path: string): void {
  const inside = insideOf(roots, path)
  if (inside === undefined) return
  const problem = `${option} ${printableLine(path)} lies inside the library ${printableLine(inside)}; choose a place outside`
  throw badUsage(problem)
}

/**
 * @param option  as the person typed it: `--source`
 * @param path  a folder or file that a changing command reads from or writes to
 * @throws AgentError badUsage when it is one of the libraries under whatever name, lies inside one, or contains one
 */
export function requireApart(roots: Roots, option: string, path: string): void {
  requireOutside(roots, option, path)
  const held = roots.find(({ library }) => insideOf([{ library: path }], library) !== undefined)
  if (held === undefined) return
  const problem = `${option} ${printableLine(path)} contains the library ${printableLine(held.library)}; choose a place apart from it`
  throw badUsage(problem)
}

/** The library folder that holds the path; undefined when none does. */
export function insideOf(roots: Roots, path: string): string | undefined {
  // One that is not there yet is known by its place alone.
  const libraries = roots.map(({ library }) => {
    const identity = identityOf(library)
    return { library, identity, place: identity === undefined ? whereWritten(resolve(library)) : undefined }
  })
  for (let folder = whereWritten(resolve(path)); ; folder = dirname(folder)) {
    const identity = identityOf(folder)
    const match = libraries.find((one) =>
      one.identity === undefined ? one.place === folder : one.identity === identity,
    )
    if (match !== undefined) return match.library
    if (dirname(folder) === folder) return undefined
  }
}

/** Volume and number of a folder: the same for every way to it. */
function identityOf(folder: string): string | undefined {
  try {
    const { dev, ino } = statSync(toBytes(folder), { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return undefined // not there yet, or not to be seen: then its parent decides
  }
}

/** More links than this in a row are a loop; the system will refuse to write there. */
const mostLinks = 40

/** The path with the links on its way resolved, also one at its end that leads to nothing yet. */
function whereWritten(path: string, links = 0): string {
  try {
    return realpathSync(path)
  } catch {
    if (dirname(path) === path) return path
    const folder = whereWritten(dirname(path), links)
    const here = join(folder, basename(path))
    const target = links < mostLinks ? linkAt(here) : undefined
    return target === undefined ? here : whereWritten(resolve(folder, target), links + 1)
  }
}

function linkAt(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined
  } catch {
    return undefined // nothing there
  }
}
