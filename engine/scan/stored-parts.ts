// Which stored files a listing of a bucket shows, and under which names their parts lie there.
import { join, readStoredName, storedPart, type StoredFilePart } from '../library/layout.ts'
import type { Entry } from '../library/store.ts'
import type { FileHash } from '../ids.ts'
import type { Remark } from './entries.ts'

/** The names under which the parts of one stored file were found. */
export type StoredParts = {
  readonly hash: FileHash
  data: string | undefined
  ini: string | undefined
  sig: string | undefined
}

/** @param remarks  takes what belongs to no stored file, and second spellings */
export function storedPartsIn(folder: string, entries: readonly Entry[], remarks: Remark[]): readonly StoredParts[] {
  const found = new Map<FileHash, StoredParts>()
  let last: StoredParts | undefined
  for (const entry of entries) {
    const { name, kind } = entry
    // The parts of one stored file are listed one after the other as a rule.
    const isNext: boolean = last !== undefined && name.startsWith(last.hash)
    const part = isNext && last !== undefined ? storedPart(name, last.hash.length) : undefined
    if (last !== undefined && part !== undefined && kind === 'file' && last[part] === undefined) {
      last[part] = name
      continue
    }
    const stored = readStoredName(name)
    if (stored === undefined || kind !== 'file') {
      remarks.push(foreign(folder, entry, stored?.hash))
      continue
    }
    last = found.get(stored.hash) ?? { hash: stored.hash, data: undefined, ini: undefined, sig: undefined }
    found.set(stored.hash, last)
    place(last, stored.part, join(folder, name), name, remarks)
  }
  return [...found.values()]
}

/** Two spellings of one part in one folder: the upper-case one counts. */
function place(parts: StoredParts, part: StoredFilePart, path: string, name: string, remarks: Remark[]): void {
  const other = parts[part]
  if (other !== undefined) {
    const detail = `differs from ${other} only by case`
    remarks.push({ kind: 'twin', path, detail, content: undefined, hash: parts.hash })
    if (!name.startsWith(parts.hash)) return
  }
  parts[part] = name
}

const foreignBecause = { folder: 'is a folder', other: 'is no plain file', file: 'is not named after a hash' } as const

const foreign = (folder: string, { name, kind }: Entry, hash: FileHash | undefined): Remark => ({
  ...(kind === 'link'
    ? { kind: 'link', detail: 'is a link', hash }
    : { kind: 'foreign', detail: foreignBecause[kind], hash: undefined }),
  path: join(folder, name),
  content: undefined,
})
