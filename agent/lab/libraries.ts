// The library of every DP on disk: `libraries/<host>/<drive>/SCCMContentLib`, filled from `sources/<content>`.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { diskFolder } from '../../engine/library/disk-folder.ts'
import type { DriveRoot } from '../../engine/library/disk-store.ts'
import type { Content } from '../../engine/site/model/content.ts'
import type { HierarchyPlan } from '../../engine/site/model/hierarchy-plan.ts'
import { diskWriter } from '../../engine/write/disk-writer.ts'
import type { Clock } from '../clock.ts'
import { bytesOf, type FileIdentity } from './file-bytes.ts'
import { libraryKeeper, type Libraries } from './library-keeper.ts'

type Place = { readonly roots: readonly DriveRoot[]; readonly reserve: number }

/** @param out  gets `libraries` and `sources` */
export function realLibraries(
  out: string,
  plan: HierarchyPlan,
  files: ReadonlyMap<string, FileIdentity>,
  clock: Pick<Clock, 'now' | 'sleep'>,
): Libraries {
  const places = new Map<string, Place>()
  const sources = new Set<string>()

  const placeOf = (dp: string): Place => {
    const known = places.get(dp)
    if (known !== undefined) return known
    const described = plan.distributionPoints.find(({ name }) => name === dp)
    const roots = (described?.drives ?? []).map(({ letter }) => {
      const root = join(out, 'libraries', dp, letter.slice(0, 1))
      mkdirSync(join(root, 'SCCMContentLib'), { recursive: true })
      return { drive: letter, library: join(root, 'SCCMContentLib'), root }
    })
    const place = { roots, reserve: described?.reserve ?? 0 }
    places.set(dp, place)
    return place
  }

  /** The content as a folder, written when it is first needed. */
  const sourceOf = (content: Content): string => {
    const folder = join(out, 'sources', content.id)
    if (sources.has(content.id)) return folder
    mkdirSync(folder, { recursive: true })
    for (const { name, hash } of content.files) {
      const identity = files.get(hash)
      if (identity !== undefined) writeFileSync(join(folder, name), bytesOf(identity))
    }
    sources.add(content.id)
    return folder
  }

  return libraryKeeper(
    {
      placeOf: (dp) => {
        const { roots, reserve } = placeOf(dp)
        return { store: diskWriter(roots), reserve }
      },
      sourceOf: (content) => diskFolder(sourceOf(content)),
      damage: (dp, hash) => damage(placeOf(dp).roots, hash),
    },
    clock,
  )
}

/** One byte of a stored file turns over, wherever on the drives it lies. */
function damage(roots: readonly DriveRoot[], hash: string): void {
  for (const { library } of roots) {
    const path = join(library, 'FileLib', hash.slice(0, 4), hash)
    if (!existsSync(path)) continue
    const bytes = readFileSync(path)
    bytes[0] = (bytes[0] ?? 0) ^ 0xff
    return writeFileSync(path, bytes)
  }
}
