import type { Subject } from '../../engine/distribution/distribution-event.ts'
import { contentKey } from '../../engine/ids.ts'
import { nobody } from './threads.ts'

/** Which package, and version, a content belongs to; a content id of an application or an update does not tell. */
export type ContentOwners = {
  learn(contentId: string, owner: Subject): void
  of(contentId: string): Subject | undefined
}

/** Contents remembered; beyond this the oldest is forgotten. */
const most = 10_000

export function contentOwners(): ContentOwners {
  const owners = new Map<string, Subject>()
  return {
    learn: (contentId, { packageId, packageVersion }) => {
      if (packageId === undefined) return
      const key = contentKey(contentId)
      const known = owners.get(key)
      if (known?.packageId === packageId && (packageVersion === undefined || known.packageVersion === packageVersion))
        return
      owners.set(key, { ...nobody, packageId, packageVersion })
      const oldest = owners.size > most ? owners.keys().next().value : undefined
      if (oldest !== undefined) owners.delete(oldest)
    },
    of: (contentId) => owners.get(contentKey(contentId)),
  }
}
