// Lists folders of a library as a scan does, names and kinds, with everything below: the walk alone, nothing is kept.
import { parentPort, workerData } from 'node:worker_threads'
import { diskStore, type DriveRoot } from '../../engine/library/disk-store.ts'
import { isRefusal } from '../../engine/library/store.ts'

const store = diskStore(workerData as readonly DriveRoot[])

/** Answers a batch of store paths with the number of entries below them. */
parentPort?.on('message', (folders: readonly string[]) => {
  parentPort?.postMessage(folders.reduce((entries, folder) => entries + entriesBelow(folder), 0))
})

function entriesBelow(folder: string): number {
  const listing = store.list(folder, false)
  if (isRefusal(listing)) throw new Error(`${folder}: ${listing.reason}`)
  return listing.entries.reduce(
    (entries, { name, kind }) => entries + 1 + (kind === 'folder' ? entriesBelow(`${folder}/${name}`) : 0),
    0,
  )
}
