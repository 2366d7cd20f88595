// Two libraries, or one library at two times: what differs in packages, contents, source files and stored files, and
// which side has the newer version.
import { contentKey } from '../ids.ts'
import { none } from '../scan/column.ts'
import type { PackageEntry } from '../scan/entries.ts'
import { contentOf } from '../scan/library-index.ts'
import { isInPlace, rowsOf, sourcePath, type LibraryView } from '../checks/view.ts'
import { fileRows } from './links.ts'

export type Difference = {
  readonly level: 'package' | 'content' | 'file' | 'stored-file'
  /** `only here`, `only there`, `differs`. */
  readonly what: 'onlyHere' | 'onlyThere' | 'differs'
  readonly packageId: string | null
  readonly contentId: string | null
  readonly path: string | null
  readonly hash: string | null
  readonly here: string | null
  readonly there: string | null
  /** Which side has the higher version or the later time; null when neither can be told. */
  readonly newer: 'here' | 'there' | null
}

const blank = {
  packageId: null,
  contentId: null,
  path: null,
  hash: null,
  here: null,
  there: null,
  newer: null,
} as const

/** Packages first, then contents, files, stored files; empty when both hold the same. */
export const diffLibraries = (here: LibraryView, there: LibraryView): readonly Difference[] => [
  ...diffPackages(here, there),
  ...diffContents(here, there),
  ...diffStored(here, there),
]

function sides<Value>(
  here: ReadonlyMap<string, Value>,
  there: ReadonlyMap<string, Value>,
): [string, Value | undefined, Value | undefined][] {
  return [...new Set([...here.keys(), ...there.keys()])].sort().map((key) => [key, here.get(key), there.get(key)])
}

const whichOnly = (here: unknown): 'onlyHere' | 'onlyThere' => (here === undefined ? 'onlyThere' : 'onlyHere')

function diffPackages(here: LibraryView, there: LibraryView): Difference[] {
  const byId = ({ index }: LibraryView): Map<string, PackageEntry> =>
    new Map(index.survey.packages.map((entry) => [entry.packageId, entry]))
  return sides(byId(here), byId(there)).flatMap(([packageId, a, b]): Difference[] => {
    if (a === undefined || b === undefined) return [{ ...blank, level: 'package', what: whichOnly(a), packageId }]
    const [mine, other] = [describePackage(a), describePackage(b)]
    if (mine === other) return []
    const newer = newest(a.record?.version, b.record?.version)
    return [{ ...blank, level: 'package', what: 'differs', packageId, here: mine, there: other, newer }]
  })
}

const describePackage = ({ record }: PackageEntry): string =>
  record === undefined
    ? 'unreadable'
    : `version ${record.version ?? '-'}: ${record.contents.map(contentKey).sort().join(', ')}`

function newest<Value extends number | bigint>(here: Value | undefined, there: Value | undefined): Difference['newer'] {
  if (here === undefined || there === undefined || here === there) return null
  return here > there ? 'here' : 'there'
}

function diffContents(here: LibraryView, there: LibraryView): Difference[] {
  const byKey = ({ contents }: LibraryView): Map<string, string> =>
    new Map(contents.map(({ name }) => [contentKey(name), name]))
  return sides(byKey(here), byKey(there)).flatMap(([, a, b]): Difference[] => {
    if (a === undefined || b === undefined)
      return [{ ...blank, level: 'content', what: whichOnly(a), contentId: a ?? b ?? '' }]
    const files = diffFiles(here, there, a)
    const [mine, other] = [contentOf(here.index, a)?.treeHash ?? '', contentOf(there.index, b)?.treeHash ?? '']
    if (mine === other) return files
    return [{ ...blank, level: 'content', what: 'differs', contentId: a, here: mine, there: other }, ...files]
  })
}

function diffFiles(here: LibraryView, there: LibraryView, contentId: string): Difference[] {
  return sides(filesOf(here, contentId), filesOf(there, contentId)).flatMap(([, a, b]): Difference[] => {
    const base = { ...blank, level: 'file', contentId, path: a?.path ?? b?.path ?? '' } as const
    if (a === undefined || b === undefined) return [{ ...base, what: whichOnly(a) }]
    if (a.facts === b.facts) return []
    return [{ ...base, what: 'differs', here: a.facts, there: b.facts, newer: newest(a.time, b.time) }]
  })
}

function filesOf(view: LibraryView, contentId: string): Map<string, { path: string; facts: string; time: bigint }> {
  const content = contentOf(view.index, contentId)
  const { files, hashes } = view.index.tables
  return new Map(
    (content === undefined ? [] : fileRows(content)).map((file) => {
      const path = sourcePath(view.index, file)
      const hash = files.hash.at(file)
      const time = files.timeModified.at(file)
      const facts =
        hash === none
          ? 'unreadable'
          : `${hashes.text(hash)} ${files.size.at(file)} bytes, attributes ${files.attributes.at(file).toString(16)}, time ${time}`
      return [path.toUpperCase(), { path, facts, time }]
    }),
  )
}

/** Stored files by hash; on which drive they lie is no difference. */
function diffStored(here: LibraryView, there: LibraryView): Difference[] {
  return sides(storedOf(here), storedOf(there)).flatMap(([hash, a, b]): Difference[] => {
    if (a !== undefined && b !== undefined && a === b) return []
    const base = { ...blank, level: 'stored-file', hash } as const
    if (a === undefined || b === undefined) return [{ ...base, what: whichOnly(a) }]
    return [{ ...base, what: 'differs', here: a, there: b }]
  })
}

function storedOf(view: LibraryView): Map<string, string> {
  const { tables } = view.index
  const found = new Map<string, string>()
  for (let hash = 0; hash < tables.hashes.count; hash++) {
    const row = rowsOf(view.stored, hash).find((one) => isInPlace(view.index, one))
    if (row !== undefined) found.set(tables.hashes.text(hash), `${tables.stored.size.at(row)} bytes`)
  }
  return found
}
