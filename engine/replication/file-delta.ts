// Which files of a package changed between two versions (flows, FDR-2): by path, as the product compares.
import type { FileHash } from '../ids.ts'

export type VersionFile = {
  readonly hash: FileHash
  /** Length of the file. */
  readonly bytes: number
}

/** A version of a package: path below its source folder, with `\`, in any case -> file. */
export type VersionFiles = ReadonlyMap<string, VersionFile>

export type FileChange =
  /** Also a file that was renamed or moved here: only two versions of one name can make a block delta (rdc 1, rule 7). */
  | { readonly kind: 'added'; readonly path: string; readonly file: VersionFile }
  | { readonly kind: 'changed'; readonly path: string; readonly file: VersionFile; readonly before: VersionFile }
  | { readonly kind: 'removed'; readonly path: string; readonly before: VersionFile }

/** What is different in `after`; in the order of its paths, removed ones last. */
export function compareVersions(before: VersionFiles, after: VersionFiles): readonly FileChange[] {
  const old = new Map([...before].map(([path, file]) => [path.toUpperCase(), { path, file }]))
  const changes: FileChange[] = []
  for (const [path, file] of after) {
    const same = old.get(path.toUpperCase())
    old.delete(path.toUpperCase())
    if (same === undefined) changes.push({ kind: 'added', path, file })
    else if (same.file.hash !== file.hash) changes.push({ kind: 'changed', path, file, before: same.file })
  }
  return [
    ...changes,
    ...[...old.values()].map(({ path, file }): FileChange => ({ kind: 'removed', path, before: file })),
  ]
}

/** Length of all files of a version. */
export const bytesOf = (files: VersionFiles): number => [...files.values()].reduce((sum, { bytes }) => sum + bytes, 0)
