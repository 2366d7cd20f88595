// Where an operation keeps its journal, its lock and what it has written ahead: a folder of its own on the primary drive.
import { join, libraryOn, operationFolder } from '../library/layout.ts'
import type { LibraryStore } from '../library/store.ts'

export const operationPath = (store: LibraryStore): string =>
  join(libraryOn(store.drives[0]?.drive ?? ''), operationFolder)
