import type { Subject } from '../../engine/distribution/distribution-event.ts'
import { contentKey, type PackageId } from '../../engine/ids.ts'
import { nobody } from './threads.ts'

/** What a content was last met for, and every package it was met for when they are several (one update in two packages). */
export type Owner = Subject & { readonly shared?: readonly PackageId[] }

/** Which package, and version, a content belongs to; a content id of an application or an update does not tell. */
export type ContentOwners = {
  learn(contentId: string, owner: Subject): void
  /** undefined: not met yet, or of several packages of which none is `likely`. */
  of(contentId: string, likely: PackageId | undefined): Subject | undefined
  /** By key of `learnt`. */
  byKey(key: string): Owner | undefined
  restore(key: string, owner: Owner): void
}

/** Contents remembered; beyond this the oldest is forgotten. */
const most = 10_000

/** Packages remembered of one content: with more it is anybody's all the same. */
const mostShared = 16

/** @param learnt told the key of every owner that is learnt or forgotten */
export function contentOwners(learnt: (key: string) => void): ContentOwners {
  const owners = new Map<string, Owner>()
  return {
    learn: (contentId, { packageId, packageVersion }) => {
      if (packageId === undefined) return
      const key = contentKey(contentId)
      const known = owners.get(key)
      if (known?.packageId === packageId && (packageVersion === undefined || known.packageVersion === packageVersion))
        return
      owners.set(key, { ...nobody, packageId, packageVersion, ...sharing(known, packageId) })
      learnt(key)
      const oldest = owners.size > most ? owners.keys().next().value : undefined
      if (oldest === undefined) return
      owners.delete(oldest)
      learnt(oldest)
    },
    of: (contentId, likely) => {
      const owner = owners.get(contentKey(contentId))
      if (owner?.shared === undefined || owner.packageId === likely) return owner
      return likely !== undefined && owner.shared.includes(likely) ? { ...nobody, packageId: likely } : undefined
    },
    byKey: (key) => owners.get(key),
    restore: (key, owner) => void owners.set(key, owner),
  }
}

function sharing(known: Owner | undefined, packageId: PackageId): { readonly shared?: readonly PackageId[] } {
  const before = known?.shared ?? (known?.packageId === undefined ? [] : [known.packageId])
  const all = before.includes(packageId) ? before : [...before, packageId].slice(-mostShared)
  return all.length > 1 ? { shared: all } : {}
}
