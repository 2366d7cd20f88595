// What `library transfer` and `library merge` ask for: which drive leaves, and where it goes.
import { statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { assumedRemoteFolder } from '../../../engine/assumptions.ts'
import { findingKinds, type Rule } from '../../../engine/checks/finding-kinds.ts'
import type { DriveRoot } from '../../../engine/library/disk-store.ts'
import { libraryFolder } from '../../../engine/library/layout.ts'
import { moveMark } from '../../../engine/upkeep/move/move.ts'
import { badUsage } from '../../errors.ts'
import type { Session } from '../library-session.ts'
import { requireApart } from '../outside-library.ts'

type Parsed = Readonly<Record<string, unknown>>

/** What the command line asks for, with the target as a place of its own. */
export type MoveRequest = {
  readonly operation: 'transfer' | 'merge'
  /** undefined: every drive but the target. */
  readonly from: string | undefined
  readonly target: DriveRoot
  /** A folder without a letter: the whole library goes there. */
  readonly remote: boolean
  readonly deleteSource: boolean
  readonly accepted: ReadonlySet<Rule>
}

/** @returns the request, and the command line without the target's own --drive when the library is not on it yet */
export function moveRequest(parsed: Parsed, operation: 'transfer' | 'merge'): { request: MoveRequest; parsed: Parsed } {
  const to = String(parsed[operation === 'transfer' ? 'to' : 'into'])
  const from = operation === 'transfer' ? driveName(String(parsed['from'])) : undefined
  const accepted = acceptedRules(parsed['accept'])
  const given = Array.isArray(parsed['drive']) ? parsed['drive'].map(String) : []
  const letter = driveName(to)
  const mapping = letter === undefined ? undefined : given.find((one) => one.toUpperCase().startsWith(letter))
  const root =
    mapping === undefined
      ? letter === undefined
        ? resolve(to)
        : `${letter}\\`
      : resolve(mapping.slice(mapping.indexOf('=') + 1))
  const library = join(root, letter === undefined ? assumedRemoteFolder : libraryFolder)
  const target = { drive: letter ?? 'target', library, root: dirname(library) }
  if (operation === 'transfer' && from === undefined)
    throw badUsage(`--from ${String(parsed['from'])} must be a drive of the library, such as D:`)
  const rest = isPart(library) ? given : given.filter((one) => one !== mapping)
  const request: MoveRequest = {
    operation,
    from,
    target,
    remote: letter === undefined,
    deleteSource: parsed['delete-source'] === true,
    accepted,
  }
  return { request, parsed: { ...parsed, drive: rest } }
}

/** @throws AgentError badUsage for a rule that no finding has */
function acceptedRules(given: unknown): ReadonlySet<Rule> {
  if (given === undefined) return new Set()
  const known = new Set<string>(Object.values(findingKinds).map(({ rule }) => rule))
  const asked = String(given)
    .toUpperCase()
    .split(',')
    .map((one) => one.trim())
  const unknown = asked.filter((one) => !known.has(one))
  if (unknown.length > 0)
    throw badUsage(
      `--accept ${unknown.join(',')} is no rule; right would be those that \`library scan\` prints: I10,I12`,
    )
  return new Set(asked as Rule[])
}

/** `d`, `D:` or `D:\` -> `D:`; undefined for anything else. */
const driveName = (text: string): string | undefined => {
  const letter = /^([A-Za-z]):?\\?$/.exec(text)?.[1]
  return letter === undefined ? undefined : `${letter.toUpperCase()}:`
}

/** The target holds a FileLib that is no unfinished move: it is a drive of the library. */
const isPart = (library: string): boolean => isThere(join(library, 'FileLib')) && !isThere(join(library, moveMark))

function kindAt(path: string): 'file' | 'folder' | undefined {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file'
  } catch {
    return undefined // whoever names it hears so
  }
}

const isThere = (path: string): boolean => kindAt(path) !== undefined
const isFolder = (path: string): boolean => kindAt(path) === 'folder'

/**
 * A drive of the library is where the library says; elsewhere than on Windows a new one needs a folder.
 *
 * @throws AgentError badUsage when the target is not there, or would have something in common with the library
 */
export function knownTarget({ place }: Pick<Session, 'place'>, { operation, target, remote }: MoveRequest): DriveRoot {
  const known = remote ? undefined : place.roots.find(({ drive }) => drive === target.drive)
  if (known !== undefined) return known
  const root = target.root ?? target.library
  if (!isFolder(root)) {
    if (remote) throw badUsage(`${root} is no folder that is there; make the folder that takes the library first`)
    const right = `map it with --drive ${target.drive}=DIR, the folder that stands for its root`
    throw badUsage(`Where is drive ${target.drive}? ${root} is not there; ${right}`)
  }
  requireApart(place.roots, operation === 'transfer' ? '--to' : '--into', target.library)
  return target
}
