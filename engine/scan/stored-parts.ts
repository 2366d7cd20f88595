// Which stored files a listing of a bucket shows, and under which names their parts lie there.
import { join, readStoredName, type StoredFilePart } from '../library/layout.ts'
import type { Entry } from '../library/store.ts'
import type { FileHash } from '../ids.ts'
import type { Remark } from './entries.ts'

/** The names under which the parts of one stored file were found. */
export type StoredParts = {
  readonly hash: FileHash
  data: string | undefined
  ini: string | undefined
  sig: string | undefined
  /** Was any of them seen in lower case? */
  lowerCase: boolean
}

/** Nearly every bucket, told in one look: data, INI and perhaps signature of one stored file after the other. */
const plainBucket = /^(?:([0-9A-F]{64})\n\1\.INI\n(?:\1\.SIG\n)?)+$/

/** Entries told in one look; an expression over a bucket of a million would run out of stack. */
const mostInOneLook = 3_000

/** @param remarks  takes what belongs to no stored file, and second spellings */
export function storedPartsIn(folder: string, entries: readonly Entry[], remarks: Remark[]): readonly StoredParts[] {
  return plainPartsIn(entries) ?? anyPartsIn(folder, entries, remarks)
}

/** undefined unless all of them are files that are named as the product names them, and in order. */
function plainPartsIn(entries: readonly Entry[]): readonly StoredParts[] | undefined {
  if (entries.length > mostInOneLook) return undefined
  let names = ''
  for (const { name, kind } of entries) {
    if (kind !== 'file') return undefined
    names += `${name}\n`
  }
  if (!plainBucket.test(names)) return undefined
  const found: StoredParts[] = []
  for (let at = 0; at < entries.length;) {
    const hash = entries[at]?.name as FileHash
    const sig = entries[at + 2]?.name
    const isComplete = sig !== undefined && sig.length > hash.length
    found.push({ hash, data: hash, ini: entries[at + 1]?.name, sig: isComplete ? sig : undefined, lowerCase: false })
    at += isComplete ? 3 : 2
  }
  return found
}

function anyPartsIn(folder: string, entries: readonly Entry[], remarks: Remark[]): readonly StoredParts[] {
  const found = new Map<FileHash, StoredParts>()
  for (const entry of entries) {
    const stored = readStoredName(entry.name)
    if (stored === undefined || entry.kind !== 'file') {
      remarks.push(foreign(folder, entry, stored?.hash))
      continue
    }
    const { hash, part } = stored
    const parts = found.get(hash) ?? { hash, data: undefined, ini: undefined, sig: undefined, lowerCase: false }
    found.set(hash, parts)
    place(parts, part, folder, entry.name, remarks)
  }
  return [...found.values()]
}

/** Two spellings of one part in one folder: the upper-case one counts. */
function place(parts: StoredParts, part: StoredFilePart, folder: string, name: string, remarks: Remark[]): void {
  const isUpper = name.startsWith(parts.hash)
  const other = parts[part]
  if (other !== undefined) {
    const detail = `differs from ${other} only by case`
    remarks.push({ kind: 'twin', path: join(folder, name), detail, content: undefined, hash: parts.hash })
    if (!isUpper) return
  }
  parts[part] = name
  if (!isUpper) parts.lowerCase = true
}

const foreignBecause = { folder: 'is a folder', other: 'is no plain file', file: 'is not named after a hash' } as const

const foreign = (folder: string, { name, kind }: Entry, hash: FileHash | undefined): Remark => ({
  ...(kind === 'link'
    ? { kind: 'link', detail: 'is a link', hash }
    : { kind: 'foreign', detail: foreignBecause[kind], hash: undefined }),
  path: join(folder, name),
  content: undefined,
})
