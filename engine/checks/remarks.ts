// I7 (info), I24, I25, I26, I27, I29: what the scan found odd on its way, as findings.
import { contentKey, packageContent } from '../ids.ts'
import { pathInLibrary, uncommitted, withoutIni } from '../library/layout.ts'
import { isPackageId, type Remark } from '../scan/entries.ts'
import type { Facts } from './facts.ts'
import type { FindingKind } from './finding-kinds.ts'
import { finding, type Finding, type Subject } from './findings.ts'
import { suspectWords, type Suspects } from './unowned.ts'
import { contentOfFile, packagesOf, rowsOf, type LibraryView } from './view.ts'

const kinds: Readonly<Record<Remark['kind'], FindingKind>> = {
  foreign: 'foreign',
  link: 'link',
  unreadable: 'unreadable',
  badName: 'badName',
  twin: 'caseDiffers',
  wrongCase: 'caseDiffers',
  oddForm: 'oddForm',
}

/** So many foreign things in one folder are one finding about the folder. */
const manyInOneFolder = 20

type Known = {
  /** Paths that a graver finding already speaks of: their odd form is not reported beside it. */
  readonly told: ReadonlySet<string>
  readonly suspects: Suspects
}

export function checkRemarks(view: LibraryView, { now }: Facts, { told, suspects }: Known): Finding[] {
  const remarks = [...view.index.survey.remarks, ...view.index.tables.remarks]
  const sections = commonSections(remarks, view.stored.rows.length)
  const once = new Map<string, Finding>()
  for (const remark of mergeFolders(remarks)) {
    if (remark.kind === 'oddForm' && (told.has(remark.path) || sections.has(remark.detail))) continue
    if (remark.kind === 'unreadable' && told.has(remark.path)) continue
    if (remark.kind === 'wrongCase' && isForeignName(view, remark.path)) continue
    const made = remarkFinding(view, remark, suspects, now)
    if (!once.has(made.id)) once.set(made.id, made)
  }
  return [...once.values()]
}

/** What is named after no package is no package in a wrong case (I2). */
const isForeignName = ({ index }: LibraryView, path: string): boolean => {
  const cut = path.lastIndexOf('/')
  const name = withoutIni(path.slice(cut + 1))
  return path.slice(0, cut) === index.survey.drives[0]?.parts.PkgLib?.path && !isPackageId(name?.toUpperCase() ?? '')
}

function remarkFinding(view: LibraryView, remark: Remark, suspects: Suspects, now: number): Finding {
  const [drive = ''] = remark.path.split('/')
  const path = pathInLibrary(remark.path)
  return finding(kinds[remark.kind], now, {
    subject: subjectOf(view, remark, drive, path),
    detail: `${path === '' ? remark.path : path} ${remark.detail}`,
    packages: packagesConcerned(view, remark),
    evidence: remark.kind === 'unreadable' || remark.kind === 'link' ? suspectWords(suspects, remark.content) : [],
    involved: [remark.path],
  })
}

function subjectOf(view: LibraryView, { content, hash }: Remark, drive: string, path: string): Subject {
  if (content !== undefined)
    return { kind: 'file', packageId: packageOf(view, content), contentId: content, drive, path }
  if (hash !== undefined) return { kind: 'stored-file', hash, drive, path }
  const packageId = packageAt(view, path)
  return packageId === undefined ? { kind: 'library', drive, path } : { kind: 'package', packageId, drive, path }
}

/** The package whose file this is, in any case. @param path  from the library folder on */
function packageAt(view: LibraryView, path: string): string | undefined {
  const [part = '', name = '', below] = path.split('\\')
  if (part.toUpperCase() !== 'PKGLIB' || below !== undefined) return undefined
  const id = withoutIni(name)?.toUpperCase()
  return view.index.survey.packages.find(({ packageId }) => packageId === id)?.packageId
}

/** The package its name speaks of, or the only one that names it. */
function packageOf(view: LibraryView, content: string): string | undefined {
  const committed = uncommitted(content) ?? content
  const [owner, ...others] = view.owners.get(contentKey(committed)) ?? []
  return packageContent(committed)?.packageId ?? (others.length === 0 ? owner : undefined)
}

function packagesConcerned(view: LibraryView, { content, hash, path }: Remark): readonly string[] {
  if (content !== undefined) return packagesOf(view, content)
  const number = hash === undefined ? undefined : view.index.tables.hashes.find(hash)
  if (number === undefined) {
    const packageId = packageAt(view, pathInLibrary(path))
    return packageId === undefined ? [] : [packageId]
  }
  return [...rowsOf(view.files, number)].flatMap((file) =>
    packagesOf(view, contentKey(contentOfFile(view.index, file)?.name ?? '')),
  )
}

/** A section name that most stored files use is the library's own, whatever we assumed. */
function commonSections(remarks: readonly Remark[], stored: number): ReadonlySet<string> {
  const counts = new Map<string, number>()
  for (const { kind, detail } of remarks) {
    if (kind === 'oddForm' && detail.startsWith('section [')) counts.set(detail, (counts.get(detail) ?? 0) + 1)
  }
  return new Set([...counts].filter(([, count]) => count * 2 > stored).map(([detail]) => detail))
}

function mergeFolders(remarks: readonly Remark[]): readonly Remark[] {
  const folders = new Map<string, number>()
  const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))
  for (const { kind, path } of remarks) {
    if (kind === 'foreign') folders.set(folderOf(path), (folders.get(folderOf(path)) ?? 0) + 1)
  }
  return remarks.map((remark) => {
    const count = remark.kind === 'foreign' ? (folders.get(folderOf(remark.path)) ?? 0) : 0
    return count <= manyInOneFolder
      ? remark
      : { ...remark, path: folderOf(remark.path), detail: `holds ${count} foreign entries` }
  })
}
