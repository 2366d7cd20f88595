import type { Subject } from '../../engine/distribution/distribution-event.ts'
import { contentKey } from '../../engine/ids.ts'
import { nobody } from './threads.ts'

/** Which package, and version, a content belongs to; a content id of an application or an update does not tell. */
export type ContentOwners = {
  learn(contentId: string, owner: Subject): void
  of(contentId: string): Subject | undefined
  /** By key of `learnt`. */
  byKey(key: string): Subject | undefined
  restore(key: string, owner: Subject): void
}

/** Contents remembered; beyond this the oldest is forgotten. */
const most = 10_000

/** @param learnt told the key of every owner that is learnt or forgotten */
export function contentOwners(learnt: (key: string) => void): ContentOwners {
  const owners = new Map<string, Subject>()
  return {
    learn: (contentId, { packageId, packageVersion }) => {
      if (packageId === undefined) return
      const key = contentKey(contentId)
      const known = owners.get(key)
      if (known?.packageId === packageId && (packageVersion === undefined || known.packageVersion === packageVersion))
        return
      owners.set(key, { ...nobody, packageId, packageVersion })
      learnt(key)
      const oldest = owners.size > most ? owners.keys().next().value : undefined
      if (oldest === undefined) return
      owners.delete(oldest)
      learnt(oldest)
    },
    of: (contentId) => owners.get(contentKey(contentId)),
    byKey: (key) => owners.get(key),
    restore: (key, owner) => void owners.set(key, owner),
  }
}
