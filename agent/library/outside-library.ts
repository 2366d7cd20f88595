// What a reading command writes, an index or rebuilt files, never lies inside a library: a stray file there is a finding,
// and a product that lists the folder may take it for its own.
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

/** The library folder that holds the path; undefined when none does. */
export function insideOf(roots: Roots, path: string): string | undefined {
  const libraries = roots.flatMap(({ library }) => {
    const identity = identityOf(library)
    return identity === undefined ? [] : [{ library, identity }]
  })
  for (let folder = whereWritten(resolve(path)); ; folder = dirname(folder)) {
    const identity = identityOf(folder)
    const match = identity === undefined ? undefined : libraries.find((one) => one.identity === identity)
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
