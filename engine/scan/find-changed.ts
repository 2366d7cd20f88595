// Which folders (and content INIs) have changed since they were read: their times tell, without listing them.
import { isRefusal, type LibraryStore } from '../library/store.ts'

export type ChangeTask = {
  readonly kind: 'changed'
  readonly paths: readonly string[]
  /** Times they had, milliseconds since 1970 UTC. */
  readonly times: Float64Array
  /** Bytes they had, where that counts too. */
  readonly sizes?: Float64Array
}

/** The paths that are gone or have another time or size. */
export const findChanged = (store: LibraryStore, { paths, times, sizes }: ChangeTask): readonly string[] =>
  paths.filter((path, at) => {
    const status = store.status(path)
    return isRefusal(status) || status.modified !== times[at] || (sizes !== undefined && status.size !== sizes[at])
  })

export type YoungerTask = {
  readonly kind: 'younger'
  readonly paths: readonly string[]
  /** Milliseconds since 1970 UTC. */
  readonly since: number
}

/** The paths that exist and changed at that time or later. */
export const findYounger = (store: LibraryStore, { paths, since }: YoungerTask): readonly string[] =>
  paths.filter((path) => {
    const status = store.status(path)
    return !isRefusal(status) && status.modified >= since
  })
