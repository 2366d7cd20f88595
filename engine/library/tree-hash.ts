// The hash over a content's folder tree: `Hash` in `DataLib\<ContentID>.INI`. Computed from names and file hashes alone,
// so it needs DataLib and not one stored file. The vendor does not document it; a public extractor computes it so:
//
// One SHA-256 over UTF-16LE text without separators. Per folder, beginning with the root of the content:
//   1. each sub-folder's path from the root, lower case, back-slashes
//   2. each file's path, lower case
//   3. each of these files' hash, upper-case hex
//   4. then the same for the sub-folders, first to last, depth first
//
// The order inside a folder is that of an NTFS listing: ordinal by upper-cased name. Where that is not certain, the
// other orders of the layout profile are tried. Attributes and times do not count. Names that differ only by case
// (possible on a case-sensitive volume) count once.
import { createHash, hash as hashAtOnce, type Hash } from 'node:crypto'
import { assumedLayout, type LayoutProfile } from '../assumptions.ts'
import type { FileHash } from '../ids.ts'
import { compareUpper, lowerName, upperName } from './name-case.ts'

export type TreeFolder = {
  readonly folders: readonly { readonly name: string; readonly tree: TreeFolder }[]
  readonly files: readonly { readonly name: string; readonly hash: FileHash }[]
}

export type Order = LayoutProfile['treeHashOrders'][number]

/** Upper-case hex. */
export function treeHash(root: TreeFolder, order: Order = 'upper-case ordinal', digits = 64): FileHash {
  const hash = textHash(digits === 40 ? 'sha1' : 'sha256')
  feed(hash, root, '', order)
  return hash.digest() as FileHash
}

type TextHash = { add(text: string): void; digest(): string }

/** UTF-16 code units that are hashed at once: most trees are smaller, and one call costs a third of three. */
const unitsAtOnce = 64 * 1024

function textHash(algorithm: 'sha1' | 'sha256'): TextHash {
  let begun: Hash | undefined
  let text = ''
  return {
    add(more) {
      text += more
      if (text.length < unitsAtOnce) return
      begun ??= createHash(algorithm)
      begun.update(text, 'utf16le')
      text = ''
    },
    digest() {
      const rest = Buffer.from(text, 'utf16le')
      return (begun?.update(rest).digest('hex') ?? hashAtOnce(algorithm, rest, 'hex')).toUpperCase()
    },
  }
}

/** @param path  of the folder from the root, lower case, with a back-slash at its end */
function feed(hash: TextHash, folder: TreeFolder, path: string, order: Order): void {
  const folders = inOrder(folder.folders, order)
  const files = inOrder(folder.files, order)
  let text = ''
  for (const { name } of folders) text += path + lowerName(name)
  for (const { name } of files) text += path + lowerName(name)
  for (const file of files) text += file.hash
  hash.add(text)
  for (const { name, tree } of folders) feed(hash, tree, `${path}${lowerName(name)}\\`, order)
}

type Named = { readonly name: string }

/** Sorted, names that differ only by case once (the first by code units). */
function inOrder<Entry extends Named>(entries: readonly Entry[], order: Order): readonly Entry[] {
  const once = isAscending(entries) ? entries : sortedOnce(entries)
  if (order === 'ordinal') return once.toSorted((a, b) => ordinal(a.name, b.name))
  if (order === 'culture') return once.toSorted((a, b) => byCulture(a.name, b.name))
  return once
}

/** Most listings are in order already. */
const isAscending = (entries: readonly Named[]): boolean =>
  entries.every(({ name }, at) => at === 0 || compareUpper(entries[at - 1]?.name ?? '', name) < 0)

function sortedOnce<Entry extends Named>(entries: readonly Entry[]): readonly Entry[] {
  const keyed = entries.map((entry) => ({ entry, name: entry.name, upper: upperName(entry.name) }))
  keyed.sort((a, b) => ordinal(a.upper, b.upper) || ordinal(a.name, b.name))
  return keyed.filter(({ upper }, at) => at === 0 || keyed[at - 1]?.upper !== upper).map(({ entry }) => entry)
}

const ordinal = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const culture = new Intl.Collator('en-US')
const byCulture = (a: string, b: string): number => culture.compare(a, b) || ordinal(a, b)

/** The order of the profile under which the tree has the stored hash; undefined when it has it under none. */
export function matchingOrder(root: TreeFolder, stored: FileHash, profile = assumedLayout): Order | undefined {
  return profile.treeHashOrders.find((order) => treeHash(root, order, stored.length) === stored)
}

/**
 * Could another listing order or another way to change case, which we do not know, explain a different hash? Only where
 * the known orders disagree about some folder, or letters beyond ASCII leave room.
 */
export function orderIsCertain(root: TreeFolder): boolean {
  return (
    listIsCertain(root.folders) && listIsCertain(root.files) && root.folders.every(({ tree }) => orderIsCertain(tree))
  )
}

function listIsCertain(entries: readonly Named[]): boolean {
  const beyondAscii = entries.filter(({ name }) => /[^\x00-\x7f]/.test(name))
  if (beyondAscii.some(({ name }) => lowerName(name) !== name.toLowerCase())) return false
  if (entries.length < 2) return true
  if (beyondAscii.length > 0) return false
  // Where each name stands behind its neighbour in the other orders too, they are the same order.
  return inOrder(entries, 'upper-case ordinal').every(({ name }, at, all) => {
    const before = all[at - 1]?.name
    return before === undefined || (before < name && byCulture(before, name) < 0)
  })
}
