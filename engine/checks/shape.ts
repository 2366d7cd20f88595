// I1 to I5, I16, I24 to I27, I29: what listings and PkgLib alone decide.
import { abandonedAfter } from '../assumptions.ts'
import { contentKey, packageContent } from '../ids.ts'
import { join, libraryOn, pathInLibrary, removingSuffix, uncommitted } from '../library/layout.ts'
import { recordProblems } from '../library/ini-records.ts'
import { isPackageId, type ContentEntry, type PackageEntry } from '../scan/entries.ts'
import { contentOf } from '../scan/library-index.ts'
import type { Facts } from './facts.ts'
import { finding, type Finding } from './findings.ts'
import type { Absence } from './missing.ts'
import { mayBeNamed } from './possible-needs.ts'
import {
  contentOfFile,
  currentContents,
  isLeaving,
  isUnfinished,
  leavingOf,
  packagesOf,
  rowsOf,
  storedBytes,
  unfinishedOf,
  type LibraryView,
} from './view.ts'

/** I1: parts and drives. What they explain is counted here. */
export function checkDrives(view: LibraryView, absence: Absence, { now }: Facts): Finding[] {
  const { index } = view
  const found: Finding[] = []
  const losses = lossOf(view, absence.explained)
  const [primary] = index.survey.drives
  if (primary !== undefined && absence.missingParts.length > 0) {
    const whole = absence.missingParts.includes('PkgLib') || absence.missingParts.includes('DataLib')
    found.push(
      finding('partMissing', now, {
        subject: { kind: 'library', drive: primary.drive, path: absence.missingParts.join(', ') },
        detail: `${absence.missingParts.join(', ')} of ${primary.location}${losses.words}`,
        bytes: losses.bytes,
        packages: whole ? index.survey.packages.map(({ packageId }) => packageId) : losses.packages,
        involved: [libraryOn(primary.drive)],
      }),
    )
  }
  const byDrive = lossByDrive(view, absence)
  const [first] = absence.goneDrives
  for (const drive of absence.goneDrives) {
    const loss = byDrive.losses.get(drive)
    const elsewhere = drive === first || byDrive.exact ? '' : `; what it held is counted with ${first}`
    found.push(
      finding('driveGone', now, {
        subject: { kind: 'drive', drive },
        detail: `${drive} (${index.survey.drives.find((one) => one.drive === drive)?.location ?? ''})${loss?.words ?? elsewhere}`,
        bytes: loss?.bytes ?? 0,
        packages: loss?.packages ?? (byDrive.exact ? [] : losses.packages),
        evidence: loss?.hashes ?? [],
        involved: [libraryOn(drive)],
      }),
    )
  }
  return found
}

type Loss = {
  readonly words: string
  readonly bytes: number
  readonly packages: ReadonlySet<string>
  readonly hashes: readonly string[]
}

type LossByDrive = {
  readonly losses: ReadonlyMap<string, Loss>
  /** Did an earlier look see each of them on its drive? */
  readonly exact: boolean
}

/** What is missing with each gone drive. What no earlier look saw may have lain on any of them: counted at the first. */
function lossByDrive(view: LibraryView, { explained, goneDrives, missingParts }: Absence): LossByDrive {
  if (missingParts.includes('FileLib')) return { losses: new Map(), exact: false } // counted there
  const { lastSeenOn, survey } = view.index
  const groups = new Map<string, Set<number>>()
  let exact = true
  for (const hash of explained) {
    const seenOn = survey.drives[lastSeenOn.get(hash) ?? -1]?.drive
    const isKnown = seenOn !== undefined && goneDrives.includes(seenOn)
    const drive = isKnown ? seenOn : (goneDrives[0] ?? '')
    if (!isKnown) exact = false
    groups.set(drive, (groups.get(drive) ?? new Set()).add(hash))
  }
  return { losses: new Map([...groups].map(([drive, hashes]) => [drive, lossOf(view, hashes)])), exact }
}

function lossOf(view: LibraryView, explained: ReadonlySet<number>): Loss {
  const { tables } = view.index
  const packages = new Set<string>()
  let bytes = 0
  for (const hash of explained) {
    const files = rowsOf(view.files, hash)
    const [first] = files
    bytes += first === undefined ? 0 : Number(tables.files.size.at(first))
    for (const file of files) {
      for (const id of packagesOf(view, contentOfFile(view.index, file)?.name ?? '')) packages.add(id)
    }
  }
  const words =
    explained.size === 0
      ? ''
      : `, and with it ${explained.size} stored files (${bytes} bytes) of ${packages.size} packages`
  return { words, bytes, packages, hashes: [...explained].map((hash) => tables.hashes.text(hash)) }
}

/** I2: files of PkgLib. */
export function checkPackages({ index }: LibraryView, { now }: Facts): Finding[] {
  const found: Finding[] = []
  for (const entry of index.survey.packages) {
    const reason = unusable(entry)
    if (reason === undefined) continue
    found.push(
      finding(isPackageId(entry.packageId) ? 'packageUnreadable' : 'packageNameUnusable', now, {
        subject: {
          kind: 'package',
          packageId: entry.packageId,
          path: pathInLibrary(entry.path),
          drive: index.survey.drives[0]?.drive,
        },
        detail: `${pathInLibrary(entry.path)}: ${reason}`,
        packages: [entry.packageId],
        involved: [entry.path],
      }),
    )
  }
  return found
}

function unusable(entry: PackageEntry): string | undefined {
  if (!isPackageId(entry.packageId)) return 'its name is no package id of 8 characters'
  // Access denied is I25, told by the remark.
  if (entry.record !== undefined || entry.problem === 'denied') return undefined
  return recordProblems[entry.problem]
}

/** I3: what PkgLib names, DataLib must hold. One finding per content, however many packages name it. */
export function checkNamedContents(view: LibraryView, absence: Absence, { now }: Facts): Finding[] {
  if (absence.blind.DataLib) return []
  const { index } = view
  const found: Finding[] = []
  const seen = new Set<string>()
  const primary = index.survey.drives[0]
  for (const { packageId, record } of index.survey.packages) {
    for (const name of record?.contents ?? []) {
      if (seen.has(contentKey(name))) continue
      seen.add(contentKey(name))
      const content = contentOf(index, name)
      if (content?.folder !== undefined && content.ini !== undefined) continue
      const unfinished = unfinishedOf(index, name) ?? leavingOf(index, name)
      const dataLib = primary?.parts.DataLib?.path ?? ''
      found.push(
        finding(
          content === undefined && unfinished !== undefined && !isLeaving(unfinished)
            ? 'contentUnfinished'
            : 'contentMissing',
          now,
          {
            subject: { kind: 'content', packageId, contentId: name, drive: primary?.drive },
            detail: `${name}${lack(content, unfinished)}`,
            packages: packagesOf(view, name),
            involved: [join(dataLib, name), join(dataLib, unfinished?.name ?? name), dataLib],
          },
        ),
      )
    }
  }
  return found
}

function lack(content: ContentEntry | undefined, unfinished: ContentEntry | undefined): string {
  if (content === undefined)
    return unfinished === undefined ? ' has neither folder nor INI' : ` exists as ${unfinished.name}`
  return content.folder === undefined ? ' has no folder' : ' has no INI'
}

/** I4, I5: what DataLib holds, a package must name. */
export function checkOwners(view: LibraryView, absence: Absence, { now }: Facts): Finding[] {
  if (absence.blind.PkgLib) return []
  const { index } = view
  const found: Finding[] = []
  for (const content of view.contents) {
    const { name, folder, ini } = content
    if (isLeaving(content)) found.push(...leavingFinding(view, content, now))
    if (view.owners.has(contentKey(name)) || isUnfinished(content) || mayBeNamed(view, name)) continue
    const path = join(index.survey.drives[0]?.parts.DataLib?.path ?? '', folder ?? ini ?? name)
    const subject = { contentId: name, drive: index.survey.drives[0]?.drive, path: pathInLibrary(path) } as const
    const involved = [path, `${path}.INI`, index.survey.drives[0]?.parts.PkgLib?.path ?? '']
    const half = folder === undefined || ini === undefined
    found.push(
      finding(half ? 'halfOrphan' : 'contentOrphan', now, {
        subject: { kind: 'content', packageId: packageContent(name)?.packageId, ...subject },
        detail: half ? `${name}: only the ${folder === undefined ? 'INI' : 'folder'} is there` : name,
        bytes: view.index.level < 1 ? 0 : ownBytes(view, content),
        involved,
      }),
    )
  }
  return found
}

/** I5: what a removal left when it did not end. Users that it did not come to, and stored files, are part of that. */
function leavingFinding(view: LibraryView, content: ContentEntry, now: number): Finding[] {
  const base = uncommitted(content.name, removingSuffix) ?? content.name
  // Then it is what PkgLib names and DataLib lacks (I3), or may name (I2).
  if (view.owners.has(contentKey(base)) || mayBeNamed(view, base)) return []
  const dataLib = view.index.survey.drives[0]?.parts.DataLib?.path ?? ''
  const path = join(dataLib, content.folder ?? content.ini ?? content.name)
  return [
    finding('removalLeft', now, {
      subject: {
        kind: 'content',
        packageId: packageContent(base)?.packageId,
        contentId: content.name,
        drive: view.index.survey.drives[0]?.drive,
        path: pathInLibrary(path),
      },
      detail: `${content.name}, with ${content.fileCount} entries`,
      bytes: view.index.level < 1 ? 0 : ownBytes(view, content),
      involved: [path, join(dataLib, base)],
    }),
  ]
}

/** Bytes on disk of stored files that only this content needs. */
function ownBytes(view: LibraryView, { name, firstFile, fileCount }: ContentEntry): number {
  const { tables } = view.index
  const counted = new Set<number>()
  let bytes = 0
  for (let file = firstFile; file < firstFile + fileCount; file++) {
    const hash = tables.files.hash.at(file)
    if (counted.has(hash) || tables.files.state.at(file) !== 0) continue
    counted.add(hash)
    if (rowsOf(view.files, hash).every((other) => contentOfFile(view.index, other)?.name === name)) {
      bytes += storedBytes(view, hash)
    }
  }
  return bytes
}

/** I16: unfinished contents that nobody works on. */
export function checkUnfinished(view: LibraryView, { now }: Facts): Finding[] {
  return view.contents
    .filter((content) => isUnfinished(content) && !isLeaving(content) && now - content.modified > abandonedAfter)
    .map((content) => {
      const base = uncommitted(content.name) ?? content.name
      const path = join(view.index.survey.drives[0]?.parts.DataLib?.path ?? '', content.folder ?? content.ini ?? '')
      return finding('abandoned', now, {
        subject: {
          kind: 'content',
          packageId: packageContent(base)?.packageId,
          contentId: content.name,
          drive: view.index.survey.drives[0]?.drive,
        },
        detail: `${content.name}, last changed ${Math.floor((now - content.modified) / 3_600_000)} hours ago`,
        packages: packagesOf(view, base),
        involved: [path],
      })
    })
}

/** Contents that belong to a package, for lists of current ones. */
export const isCurrent = (entry: PackageEntry, content: string): boolean =>
  currentContents(entry).some((name) => contentKey(name) === contentKey(content))
