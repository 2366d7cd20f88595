// Reads files of PkgLib, as many as one task names.
import { readPackageIni, type PackageRecord } from '../library/ini-records.ts'
import { isRefusal, type LibraryStore } from '../library/store.ts'
import type { PackageEntry, Remark } from './entries.ts'
import { largestIni, oddityWords, readRecord } from './read-record.ts'

export type PackageFile = {
  /** As in the file's name, upper case. */
  readonly packageId: string
  /** Store path. */
  readonly path: string
  /** A folder, pipe or device lies in the file's place: it is told, not opened. */
  readonly isNoFile?: true
}

export type PackageReading = { readonly packages: readonly PackageEntry[]; readonly remarks: readonly Remark[] }

export function readPackages(store: LibraryStore, files: readonly PackageFile[]): PackageReading {
  const remarks: Remark[] = []
  return { packages: files.map((file) => readPackage(store, file, remarks)), remarks }
}

function readPackage(store: LibraryStore, file: PackageFile, remarks: Remark[]): PackageEntry {
  const tell = (kind: Remark['kind'], detail: string): void =>
    void remarks.push({ kind, path: file.path, detail, content: undefined, hash: undefined })
  const { packageId, path, isNoFile } = file
  if (isNoFile === true) return { packageId, path, modified: 0, record: undefined, problem: 'noFile' }
  const read = readRecord<PackageRecord>(store, file.path, largestIni.package, (bytes) => readPackageIni(bytes))
  const status = store.status(file.path)
  const modified = isRefusal(status) ? 0 : status.modified
  if (read.refusal !== undefined) tell('unreadable', read.refusal.reason)
  if (read.record === undefined) return { ...file, modified, record: undefined, problem: read.problem }
  if (read.oddities.length > 0) tell('oddForm', oddityWords(read.oddities))
  return { ...file, modified, record: read.record }
}
