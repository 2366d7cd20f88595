// I6, I7, I15, I19: what the INIs of packages, contents and source files say.
import { packageContent } from '../ids.ts'
import { recordProblems } from '../library/ini-records.ts'
import { join, pathInLibrary } from '../library/layout.ts'
import { problemOf, type ContentEntry, type PackageEntry } from '../scan/entries.ts'
import { notRead } from '../scan/index-tables.ts'
import type { Facts } from './facts.ts'
import { finding, type Finding, type Subject } from './findings.ts'
import { suspectWords, type Suspects } from './unowned.ts'
import { filePath, folderPath, isUnfinished, packagesOf, type LibraryView } from './view.ts'

/** I6: the tree hash of a content must be usable. */
export function checkContentInis(view: LibraryView, { now }: Facts): Finding[] {
  return committed(view).flatMap((content) => {
    if (content.problem === undefined || content.problem === 'denied' || content.ini === undefined) return []
    const path = join(dataLib(view), content.ini)
    return finding('treeHashUnusable', now, {
      subject: { ...contentSubject(view, content), path: pathInLibrary(path) },
      detail: `${pathInLibrary(path)}: ${recordProblems[content.problem]}`,
      packages: packagesOf(view, content.name),
      involved: [path],
    })
  })
}

const committed = (view: LibraryView): readonly ContentEntry[] =>
  view.contents.filter((content) => !isUnfinished(content))

const dataLib = (view: LibraryView): string => view.index.survey.drives[0]?.parts.DataLib?.path ?? ''

const contentSubject = (view: LibraryView, { name }: ContentEntry): Subject => ({
  kind: 'content',
  packageId: view.owners.get(name.toUpperCase())?.[0] ?? packageContent(name)?.packageId,
  contentId: name,
  drive: view.index.survey.drives[0]?.drive,
})

/** I7: every entry of a source file must give its four values. */
export function checkFileInis(view: LibraryView, { now }: Facts, suspects: Suspects): Finding[] {
  const { index } = view
  const found: Finding[] = []
  for (const content of committed(view)) {
    for (let file = content.firstFile; file < content.firstFile + content.fileCount; file++) {
      const state = index.tables.files.state.at(file)
      if (state === 0 || state === notRead) continue
      const problem = problemOf(state)
      // Denied and unreadable are I25, told by the remark.
      if (problem === undefined || problem === 'denied' || problem === 'unreadable') continue
      const path = filePath(index, file)
      found.push(
        finding('fileIniUnusable', now, {
          subject: { ...contentSubject(view, content), kind: 'file', path: pathInLibrary(path) },
          detail: `${pathInLibrary(path)}: ${recordProblems[problem]}`,
          packages: packagesOf(view, content.name),
          evidence: suspectWords(suspects, content.name),
          involved: [path, path.slice(0, path.lastIndexOf('/'))],
        }),
      )
    }
  }
  return found
}

/**
 * I15: names and hashes must add up to the tree hash.
 *
 * @param disputed  keys of contents whose entries and users lists disagree: an order we do not know cannot explain that
 */
export function checkTrees(
  view: LibraryView,
  { now }: Facts,
  disputed: ReadonlyMap<string, readonly string[]>,
): Finding[] {
  const contents = committed(view)
  const known = orderIsKnown(contents)
  return contents.flatMap((content) => {
    if (content.tree !== 'differs' && content.tree !== 'unverifiable') return []
    const evidence = disputed.get(content.name.toUpperCase()) ?? []
    const certain = content.tree === 'differs' || known || evidence.length > 0
    return finding(certain ? 'treeDiffers' : 'treeUnverifiable', now, {
      subject: contentSubject(view, content),
      detail: `${content.name}, stored hash ${content.treeHash ?? ''}`,
      packages: packagesOf(view, content.name),
      evidence,
      involved: foldersOf(view, content),
    })
  })
}

/** Contents enough whose hash holds although their order was open, and more of them than of the others. */
export function orderIsKnown(contents: readonly ContentEntry[]): boolean {
  const telling = contents.filter((content) => content.telling).length
  return telling >= 3 && telling > contents.filter(({ tree }) => tree === 'unverifiable').length
}

/** The content's INI and its folders, as far as a finding can carry them. */
function foldersOf({ index }: LibraryView, { firstFolder, folderCount, ini }: ContentEntry): readonly string[] {
  const folders = Array.from({ length: Math.min(folderCount, 100) }, (_, at) => folderPath(index, firstFolder + at))
  const root = index.survey.drives[0]?.parts.DataLib?.path ?? ''
  return ini === undefined ? folders : [join(root, ini), ...folders]
}

/** I19: the stored version is that of the newest content. */
export function checkVersions({ index }: LibraryView, { now }: Facts): Finding[] {
  return index.survey.packages.flatMap((entry) => {
    const detail = versionFault(entry)
    if (detail === undefined) return []
    return finding('versionDiffers', now, {
      subject: {
        kind: 'package',
        packageId: entry.packageId,
        path: pathInLibrary(entry.path),
        drive: index.survey.drives[0]?.drive,
      },
      detail: `${entry.packageId}: ${detail}`,
      packages: [entry.packageId],
      involved: [entry.path],
    })
  })
}

function versionFault({ packageId, record }: PackageEntry): string | undefined {
  if (record === undefined) return undefined
  const versions = record.contents.flatMap((content) => {
    const own = packageContent(content)
    return own?.packageId === packageId ? [own.version] : []
  })
  const highest = Math.max(...versions)
  if (record.badVersion !== undefined) return `"${record.badVersion.slice(0, 40)}" is no version`
  if (versions.length === 0) return undefined
  if (record.version === undefined) return `no version is stored, the newest content is ${packageId}.${highest}`
  if (record.version === highest) return undefined
  return `version ${record.version} is stored, the newest content is ${packageId}.${highest}`
}
