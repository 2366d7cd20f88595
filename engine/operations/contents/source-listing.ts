// What lies in a plain folder that is to become a content, and which of its names a content cannot have.
import type { FolderReader } from '../../library/disk-folder.ts'
import { iniName } from '../../library/layout.ts'
import { upperName } from '../../library/name-case.ts'
import { isRefusal } from '../../library/store.ts'
import { windowsNameFault } from '../../library/windows-names.ts'
import type { PlanRefusal } from '../plan.ts'

/** A folder of the source, as listed. */
export type Found = {
  /** Below the source; `''` is the source itself. */
  readonly path: string
  readonly folders: readonly { readonly name: string; readonly below: Found }[]
  readonly files: readonly string[]
}

/** Lists everything; what cannot be taken is refused by its path. */
export function lookAtSource(folder: FolderReader, path: string, refusals: PlanRefusal[]): Found {
  const listing = folder.list(path)
  if (isRefusal(listing)) {
    refusals.push({ reason: 'sourceUnreadable', detail: `the folder cannot be read (${listing.reason})`, path })
    return { path, folders: [], files: [] }
  }
  const folders: Found['folders'][number][] = []
  const files: string[] = []
  const seen = new Set<string>()
  for (const { name, kind } of [...listing.entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = pathBelow(path, name)
    const fault = faultOf(name, kind, seen)
    if (fault !== undefined) refusals.push({ ...fault, path: below })
    else if (kind === 'folder') folders.push({ name, below: lookAtSource(folder, below, refusals) })
    else files.push(name)
  }
  refusals.push(...sharedNames(path, files, folders))
  return { path, folders, files }
}

export const pathBelow = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)

/** Every file, in the order in which a content lists them. */
export const pathsIn = ({ path, files, folders }: Found): readonly string[] => [
  ...files.map((name) => pathBelow(path, name)),
  ...folders.flatMap(({ below }) => pathsIn(below)),
]

/** In DataLib a file `y` is `y.INI`, so it cannot lie beside a folder of that name. */
function sharedNames(path: string, files: Found['files'], folders: Found['folders']): readonly PlanRefusal[] {
  const names = new Map(folders.map(({ name }) => [upperName(name), name]))
  return files.flatMap((file) => {
    const folder = names.get(upperName(iniName(file)))
    if (folder === undefined) return []
    const detail = `DataLib keeps it as ${iniName(file)}, and the folder ${folder} beside it has that name`
    return [{ reason: 'badName' as const, detail, path: pathBelow(path, file) }]
  })
}

/** Why a content cannot hold an entry of this name and kind. */
function faultOf(name: string, kind: string, seen: Set<string>): Omit<PlanRefusal, 'path'> | undefined {
  const fault = windowsNameFault(kind === 'folder' ? name : iniName(name)) ?? windowsNameFault(name)
  if (fault !== undefined) return { reason: 'badName', detail: `the name ${fault}` }
  if (kind === 'link') return { reason: 'sourceUnreadable', detail: 'is a link, and links are never followed' }
  if (kind === 'other') return { reason: 'sourceUnreadable', detail: 'is neither file nor folder' }
  const key = upperName(name)
  if (seen.has(key)) return { reason: 'badName', detail: 'the name differs from another one only by case' }
  seen.add(key)
  return undefined
}
