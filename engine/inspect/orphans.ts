// What could be freed, by class: what goes at once, and what goes only together with something else.
import { contentKey, packageContent } from '../ids.ts'
import type { Facts } from '../checks/facts.ts'
import type { Finding } from '../checks/findings.ts'
import {
  contentOfFile,
  currentContents,
  isLeaving,
  isUnfinished,
  rowsOf,
  storedBytes,
  type LibraryView,
} from '../checks/view.ts'
import type { PackageEntry } from '../scan/entries.ts'
import { contentOf } from '../scan/library-index.ts'
import { fileRows } from './links.ts'

export const orphanClasses = {
  O1: 'stored file without user',
  O2: 'stale user of a stored file',
  O3: 'content without package',
  O4: 'package that nobody expects here',
  O5: 'package only in WMI or only in PkgLib',
  O6: 'staging leftover',
  O7: 'unfinished content',
  O8: 'signature archive without content',
  O9: 'classic share folder without package',
  O10: 'expanded boot image without package',
} as const

export type OrphanClass = keyof typeof orphanClasses

export type Orphan = {
  readonly class: OrphanClass
  readonly packageId: string | null
  readonly contentId: string | null
  readonly hash: string | null
  readonly drive: string | null
  readonly path: string | null
  /** Bytes that removing this one alone frees. */
  readonly freedNow: number
  /** Bytes that removing it together with all orphans of its class frees. */
  readonly freedTogether: number
  readonly detail: string
}

export type OrphanReport = {
  readonly orphans: readonly Orphan[]
  /** Bytes that each class frees when all of it goes. */
  readonly freedTogether: Readonly<Partial<Record<OrphanClass, number>>>
  /** Classes whose input was not there. */
  readonly notEvaluated: readonly OrphanClass[]
}

const classOfKind: Readonly<Record<string, OrphanClass>> = {
  noUser: 'O1',
  staleUser: 'O2',
  onlyInWmi: 'O5',
  onlyInPkgLib: 'O5',
  staleStaging: 'O6',
}

export function findOrphans(view: LibraryView, findings: readonly Finding[], facts: Facts): OrphanReport {
  const fromFindings = findings.flatMap((one): Orphan[] => {
    const kind = classOfKind[one.kind]
    return kind === undefined ? [] : [orphanOf(kind, one)]
  })
  const contents = findings
    .filter(({ rule }) => rule === 'I4' || rule === 'I5')
    .map(({ subject }) => subject.contentId ?? '')
  const notEvaluated: OrphanClass[] = [
    ...(facts.expected === undefined ? (['O4'] as const) : []),
    ...(facts.wmi === undefined ? (['O5'] as const) : []),
    ...(facts.staging === undefined ? (['O6'] as const) : []),
    ...(facts.archives === undefined ? (['O8'] as const) : []),
    ...(facts.copies.shares === undefined ? (['O9'] as const) : []),
    ...(facts.copies.images === undefined ? (['O10'] as const) : []),
  ]
  const byClass = {
    O3: contents,
    O4: unexpectedContents(view, facts),
    O7: view.contents.filter((content) => isUnfinished(content) && !isLeaving(content)).map(({ name }) => name),
  }
  const orphans = [
    ...fromFindings,
    ...Object.entries(byClass).flatMap(([kind, names]) => contentOrphans(view, kind as keyof typeof byClass, names)),
    ...bareUnexpected(view, facts, byClass.O4),
    ...archiveOrphans(view, facts),
    ...copyOrphans(view, facts),
  ]
  const together = Object.entries(byClass).map(([kind, names]) => [kind, bytesTogether(view, names)] as const)
  const own = ['O1', 'O2', 'O6', 'O8', 'O9', 'O10'].map(
    (kind) => [kind, sumNow(orphans.filter((one) => one.class === kind))] as const,
  )
  return {
    orphans: orphans.sort((a, b) => Number(a.class.slice(1)) - Number(b.class.slice(1))),
    freedTogether: Object.fromEntries([...together, ...own]),
    notEvaluated,
  }
}

const sumNow = (orphans: readonly Orphan[]): number => orphans.reduce((sum, { freedNow }) => sum + freedNow, 0)

/** Bytes of the stored files that nobody but these contents needs, each once. */
function bytesTogether(view: LibraryView, names: readonly string[]): number {
  const all = new Set(names.map(contentKey))
  const { files } = view.index.tables
  const freed = new Map<number, number>()
  for (const name of names) {
    const content = contentOf(view.index, name)
    for (const file of content === undefined ? [] : fileRows(content)) {
      if (files.state.at(file) === 0 && isOnlyFor(view, file, all))
        freed.set(files.hash.at(file), storedBytes(view, files.hash.at(file)))
    }
  }
  return [...freed.values()].reduce((sum, bytes) => sum + bytes, 0)
}

const isOnlyFor = (view: LibraryView, file: number, keys: ReadonlySet<string>): boolean =>
  rowsOf(view.files, view.index.tables.files.hash.at(file)).every((row) =>
    keys.has(contentKey(contentOfFile(view.index, row)?.name ?? '')),
  )

const orphanOf = (kind: OrphanClass, { subject, bytes, detail }: Finding): Orphan => ({
  class: kind,
  packageId: subject.packageId ?? null,
  contentId: subject.contentId ?? null,
  hash: subject.hash ?? null,
  drive: subject.drive ?? null,
  path: subject.path ?? null,
  freedNow: bytes,
  freedTogether: bytes,
  detail,
})

const unexpectedPackages = (view: LibraryView, { expected }: Facts): readonly PackageEntry[] => {
  if (expected === undefined) return []
  const wanted = new Set(expected.map(({ packageId }) => packageId))
  return view.index.survey.packages.filter(({ packageId }) => !wanted.has(packageId))
}

/** What only packages name that should not be here; each content once, however many of them name it. */
function unexpectedContents(view: LibraryView, facts: Facts): readonly string[] {
  const unexpected = new Set(unexpectedPackages(view, facts))
  const needed = view.index.survey.packages.filter((entry) => !unexpected.has(entry)).flatMap(currentContents)
  const seen = new Set(needed.map(contentKey))
  return [...unexpected]
    .flatMap(({ record }) => record?.contents ?? [])
    .filter((name) => !seen.has(contentKey(name)) && seen.add(contentKey(name)))
}

/** A package that should not be here, though every content it names stays for others: only its file of PkgLib goes. */
function bareUnexpected(view: LibraryView, facts: Facts, contents: readonly string[]): Orphan[] {
  const told = new Set(contents.map((name) => view.owners.get(contentKey(name))?.[0]))
  return unexpectedPackages(view, facts)
    .filter(({ packageId }) => !told.has(packageId))
    .map(({ packageId }) => ({
      class: 'O4',
      packageId,
      contentId: null,
      hash: null,
      drive: view.index.survey.drives[0]?.drive ?? null,
      path: `PkgLib\\${packageId}.INI`,
      freedNow: 0,
      freedTogether: 0,
      detail: `${packageId}: ${orphanClasses.O4}; other packages name its contents too`,
    }))
}

/** Bytes that only one of them needs go at once; those that only they share go when all of them do. */
function contentOrphans(view: LibraryView, kind: OrphanClass, names: readonly string[]): Orphan[] {
  const all = new Set(names.map(contentKey))
  const { files } = view.index.tables
  return names.map((name) => {
    const content = contentOf(view.index, name)
    let now = 0
    let together = 0
    for (const file of new Map(
      (content === undefined ? [] : fileRows(content)).map((row) => [files.hash.at(row), row]),
    ).values()) {
      if (files.state.at(file) !== 0) continue
      const bytes = storedBytes(view, files.hash.at(file))
      if (isOnlyFor(view, file, new Set([contentKey(name)]))) now += bytes
      if (isOnlyFor(view, file, all)) together += bytes
    }
    return {
      class: kind,
      packageId: view.owners.get(contentKey(name))?.[0] ?? packageContent(name)?.packageId ?? null,
      contentId: name,
      hash: null,
      drive: view.index.survey.drives[0]?.drive ?? null,
      path: null,
      freedNow: now,
      freedTogether: together,
      detail: `${name}: ${orphanClasses[kind]}`,
    }
  })
}

function archiveOrphans(view: LibraryView, { archives }: Facts): Orphan[] {
  return [...(archives ?? [])]
    .filter(([key]) => contentOf(view.index, key) === undefined)
    .map(([key, { drive, name, bytes }]) => ({
      class: 'O8',
      packageId: null,
      contentId: key,
      hash: null,
      drive,
      path: `SMSSIG$\\${name}`,
      freedNow: bytes,
      freedTogether: bytes,
      detail: `${key}: ${orphanClasses.O8}`,
    }))
}

/** A package that PkgLib does not hold cannot be installed here: its copies outside the library are left over. */
function copyOrphans({ index }: LibraryView, { copies }: Facts): Orphan[] {
  const known = new Set(index.survey.packages.map(({ packageId }) => packageId))
  return [...(copies.shares ?? []), ...(copies.images ?? [])]
    .filter(({ packageId }) => !known.has(packageId))
    .map(({ kind, drive, packageId, path, bytes }) => {
      const name = kind === 'share' ? 'O9' : 'O10'
      return {
        class: name,
        packageId,
        contentId: null,
        hash: null,
        drive,
        path,
        freedNow: bytes,
        freedTogether: bytes,
        detail: `${packageId}: ${orphanClasses[name]}`,
      }
    })
}
