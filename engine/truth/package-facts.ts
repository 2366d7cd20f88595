// What an index, and the judgement over it, show of one package: the facts that a claim of a log is held against. The
// index may be that of a whole library or of the few packages that were just looked at. Reads no disk.
import { findingKinds } from '../checks/finding-kinds.ts'
import type { Finding } from '../checks/findings.ts'
import { hashOfStored, isInPlace, isUnfinished, rowsOf, sourcePath, type LibraryView } from '../checks/view.ts'
import { contentKey, packageContent } from '../ids.ts'
import { uncommitted } from '../library/layout.ts'
import { none } from '../scan/column.ts'
import type { ContentEntry } from '../scan/entries.ts'
import { contentOf, type LibraryIndex } from '../scan/library-index.ts'
import type { Claim, PackageFacts, ProvenFinding } from './claim.ts'

/** Findings by the package they affect; those of the whole library under ''. */
export type FindingsByPackage = ReadonlyMap<string, readonly ProvenFinding[]>

/** Without its primary drive, or a part of the library there, nothing can be seen of any package. */
const everywhere = ''

export function findingsByPackage(findings: readonly Finding[]): FindingsByPackage {
  const byPackage = new Map<string, ProvenFinding[]>()
  for (const { rule, severity, transient, subject, packagesAffected, kind, ...rest } of findings) {
    const { contentId, hash } = subject
    const one: ProvenFinding = { rule, severity, transient, detail: wordsOf(rest, hash), contentId, hash }
    const own = rule === 'I17' && subject.packageId !== undefined ? [subject.packageId] : packagesAffected
    for (const id of kind === 'partMissing' ? [everywhere] : own) {
      const list = byPackage.get(id)
      if (list === undefined) byPackage.set(id, [one])
      else list.push(one)
    }
  }
  return byPackage
}

/** Which files of the package a stored file is, its contents tell. */
function wordsOf({ detail, evidence }: Pick<Finding, 'detail' | 'evidence'>, hash: string | undefined): string {
  if (hash !== undefined) return detail
  const some = evidence.slice(0, mostNames)
  const more = evidence.length > some.length ? ` and ${evidence.length - some.length} more` : ''
  return some.length === 0 ? detail : `${detail} (${some.join(', ')}${more})`
}
const mostNames = 3

/** What is known beside the index. */
export type Knowledge = {
  /** Hashes whose bytes are known, good or bad; everything counts as known when undefined. */
  readonly known: ReadonlySet<string> | undefined
  /** Is the order of names that tree hashes follow known for this library (orderIsKnown)? */
  readonly orderIsKnown: boolean
}

export function packageFacts(
  view: LibraryView,
  findings: FindingsByPackage,
  claim: Claim,
  { known, orderIsKnown }: Knowledge,
): PackageFacts {
  const { index } = view
  const entry = index.survey.packages.find(({ packageId }) => packageId === claim.packageId)
  const spokenOf = contentsSpokenOf(index, claim)
  const rows = rowsOfContents(view, spokenOf)
  const open = spokenOf.flatMap((name) => {
    const content = contentOf(index, name)
    return content !== undefined && content.tree !== 'holds' && content.tree !== 'differs' ? [content] : []
  })
  return {
    entry: entry && { version: entry.record?.version, contents: entry.record?.contents },
    held: claim.says === 'absent' ? heldBy(view, claim) : [],
    unfinished: spokenOf.flatMap((name) => {
      if (contentOf(index, name) !== undefined) return []
      return contentOf(index, `${name}.temp`)?.name ?? []
    }),
    findings: [
      ...(findings.get(everywhere) ?? []),
      ...(findings.get(claim.packageId) ?? []).map((one) => withNames(index, spokenOf, one)),
      ...(orderIsKnown ? open.filter(({ tree }) => tree === 'unverifiable').map(otherTree) : []),
    ],
    hashed: open.length === 0 && (known === undefined || rows.every((row) => known.has(hashOfStored(index, row)))),
  }
}

/** Few contents alone cannot tell the order of their names; the whole library could. */
const otherTree = ({ name, treeHash }: ContentEntry): ProvenFinding => ({
  rule: findingKinds.treeDiffers.rule,
  severity: findingKinds.treeDiffers.severity,
  transient: false,
  detail: `${findingKinds.treeDiffers.means}: ${name}, stored hash ${treeHash ?? ''}`,
  contentId: name,
})

/** A hash says nothing to anybody: the source files that need it are named. */
function withNames(index: LibraryIndex, contents: readonly string[], one: ProvenFinding): ProvenFinding {
  const number = one.hash === undefined ? undefined : index.tables.hashes.find(one.hash)
  if (number === undefined) return one
  const names = contents.flatMap((name) => {
    const { firstFile = 0, fileCount = 0 } = contentOf(index, name) ?? {}
    const files = Array.from({ length: fileCount }, (_, at) => firstFile + at)
    return files.filter((file) => index.tables.files.hash.at(file) === number).map((file) => sourcePath(index, file))
  })
  if (names.length === 0) return one
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : ''
  return { ...one, detail: `${names.slice(0, mostNames).join(', ')}${more}: ${one.detail}` }
}

/** Contents that must be there for the claim to hold; one each, by key. */
export function contentsSpokenOf({ survey }: LibraryIndex, claim: Claim): readonly string[] {
  const { packageId, packageVersion, contentIds, whole } = claim
  const names = new Map(contentIds.map((name) => [contentKey(name), name]))
  if (!whole) return [...names.values()]
  const { record } = survey.packages.find((one) => one.packageId === packageId) ?? {}
  for (const name of record?.contents ?? []) {
    const own = packageContent(name)
    // An older version that was kept is none of this claim's concern.
    const isOther = own?.packageId === packageId && packageVersion !== undefined && own.version !== packageVersion
    if (!isOther && !names.has(contentKey(name))) names.set(contentKey(name), name)
  }
  const hasOwn = [...names.values()].some((name) => packageContent(name)?.packageId !== undefined)
  if (record === undefined && packageVersion !== undefined && !hasOwn)
    names.set(contentKey(`${packageId}.${packageVersion}`), `${packageId}.${packageVersion}`)
  return [...names.values()]
}

/** Rows of the stored files that these contents need, where their bytes lie; each hash once. */
export function rowsOfContents({ index, stored }: LibraryView, names: readonly string[]): readonly number[] {
  const { files } = index.tables
  const rows = new Map<number, number>()
  for (const name of names) {
    const content = contentOf(index, name)
    if (content === undefined) continue
    for (let file = content.firstFile; file < content.firstFile + content.fileCount; file++) {
      const hash = files.hash.at(file)
      if (hash === none || rows.has(hash)) continue
      const row = rowsOf(stored, hash).find((at) => isInPlace(index, at))
      if (row !== undefined) rows.set(hash, row)
    }
  }
  return [...rows.values()]
}

/** Committed contents that nobody but this package can own: under its own name, or named by the log. */
function heldBy({ contents, owners }: LibraryView, { packageId, contentIds }: Claim): readonly string[] {
  const named = new Set(contentIds.map(contentKey))
  return contents
    .filter((content) => !isUnfinished(content) && uncommitted(content.name, '.removing') === undefined)
    .map(({ name }) => name)
    .filter((name) => packageContent(name)?.packageId === packageId || named.has(contentKey(name)))
    .filter((name) => (owners.get(contentKey(name)) ?? []).every((owner) => owner === packageId))
}
