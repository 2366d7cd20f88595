// I17, I18, I20 to I23: the library against what the site, WMI, the registry and the drives say.
import { abandonedAfter } from '../assumptions.ts'
import { contentKey } from '../ids.ts'
import { isPackageId, type PackageEntry } from '../scan/entries.ts'
import { contentOf } from '../scan/library-index.ts'
import type { ExpectedPackage, Facts } from './facts.ts'
import { finding, type Finding } from './findings.ts'
import { currentContents, isUnfinished, packagesOf, type LibraryView } from './view.ts'

/** I17: the list that scheduled validation walks must equal PkgLib. */
export function checkWmi(view: LibraryView, { now, wmi }: Facts): Finding[] {
  if (wmi === undefined) return []
  const inLibrary = new Set(view.index.survey.packages.map(({ packageId }) => packageId))
  const involved = [view.index.survey.drives[0]?.parts.PkgLib?.path ?? '']
  const only = (ids: Iterable<string>, others: ReadonlySet<string>): string[] =>
    [...ids].filter((id) => !others.has(id)).sort()
  return [
    ...only(wmi, inLibrary).map((packageId) =>
      finding('onlyInWmi', now, { subject: { kind: 'package', packageId }, detail: packageId, involved }),
    ),
    ...only([...inLibrary].filter(isPackageId), wmi).map((packageId) =>
      finding('onlyInPkgLib', now, {
        subject: { kind: 'package', packageId },
        detail: packageId,
        packages: [packageId],
        involved,
      }),
    ),
  ]
}

/** I18: what should be here must be here, at the version and with the content and bytes that are given. */
export function checkExpected(view: LibraryView, { now, expected }: Facts): Finding[] {
  const packages = new Map(view.index.survey.packages.map((entry) => [entry.packageId, entry]))
  const involved = [view.index.survey.drives[0]?.parts.PkgLib?.path ?? '']
  // One package may have several rows, one for each content: it is one finding that names all that differs.
  const rows = new Map<string, ExpectedPackage[]>()
  for (const wanted of expected ?? []) rows.set(wanted.packageId, [...(rows.get(wanted.packageId) ?? []), wanted])
  return [...rows].flatMap(([packageId, all]) => {
    const entry = packages.get(packageId)
    const wrong = all.flatMap((wanted) => {
      const difference = entry === undefined ? '' : differenceFrom(view, entry, wanted)
      return difference === undefined ? [] : [{ wanted, difference }]
    })
    if (wrong.length === 0) return []
    const name = all.find((wanted) => wanted.name !== undefined)?.name
    const differences = [...new Set(wrong.map(({ difference }) => difference))].filter((words) => words !== '')
    const detail = `${packageId}${name === undefined ? '' : ` (${name})`} ${differences.join('; ')}`.trimEnd()
    const bytes = new Map(wrong.map(({ wanted }) => [contentKey(wanted.contentId ?? ''), wanted.bytes ?? 0]))
    return finding(entry === undefined ? 'packageMissing' : 'packageDiffers', now, {
      subject: { kind: 'package', packageId },
      detail,
      bytes: [...bytes.values()].reduce((sum, size) => sum + size, 0),
      packages: [packageId],
      involved,
    })
  })
}

function differenceFrom(view: LibraryView, entry: PackageEntry, wanted: ExpectedPackage): string | undefined {
  const { record } = entry
  if (record === undefined) return undefined // I2 speaks of it
  const { packageVersion: version, contentId, bytes } = wanted
  if (version !== undefined && record.version !== undefined && record.version !== version) {
    return `is stored as version ${record.version}, expected is ${version}`
  }
  const current = currentContents(entry)
  if (contentId !== undefined && !current.some((name) => contentKey(name) === contentKey(contentId))) {
    return `does not hold the content ${contentId}`
  }
  const held = bytes === undefined ? undefined : bytesOf(view, contentId === undefined ? current : [contentId])
  return held === undefined || held === bytes ? undefined : `holds ${held} bytes, expected are ${bytes}`
}

/** Bytes of the source files of these contents; undefined when not all of them are known. */
function bytesOf({ index }: LibraryView, names: readonly string[]): number | undefined {
  let sum = 0n
  for (const name of names) {
    const content = contentOf(index, name)
    if (content === undefined) return undefined
    for (let file = content.firstFile; file < content.firstFile + content.fileCount; file++) {
      if (index.tables.files.state.at(file) !== 0) return undefined
      sum += index.tables.files.size.at(file)
    }
  }
  return Number(sum)
}

/** I20: committed contents without a signature archive, where archives are kept at all. */
export function checkArchives(view: LibraryView, { now, archives, level }: Facts): Finding[] {
  if (archives === undefined || level < 3) return []
  return view.contents
    .filter((content) => !isUnfinished(content) && view.owners.has(contentKey(content.name)))
    .filter(({ name }) => !archives.has(contentKey(name)))
    .map(({ name }) =>
      finding('archiveMissing', now, {
        subject: { kind: 'content', contentId: name },
        detail: name,
        packages: packagesOf(view, name),
      }),
    )
}

/** I25: what lies beside the library and could not be read. */
export const checkUnreadable = ({ now, unreadable = [] }: Facts): Finding[] =>
  unreadable.map(({ drive, name, reason }) =>
    finding('unreadable', now, {
      subject: { kind: 'drive', drive, path: name },
      detail: `${drive} ${name}: ${reason}`,
      involved: [`${drive}/${name}`],
    }),
  )

/** I21: staged files older than a day; one finding for each drive. */
export function checkStaging({ now, staging }: Facts): Finding[] {
  const stale = (staging ?? []).filter(({ modified }) => now - modified > abandonedAfter)
  return [...new Set(stale.map(({ drive }) => drive))].map((drive) => {
    const here = stale.filter((file) => file.drive === drive)
    return finding('staleStaging', now, {
      subject: { kind: 'drive', drive },
      detail: `${here.length} files`,
      bytes: here.reduce((sum, { bytes }) => sum + bytes, 0),
      evidence: here.map(({ name, bytes }) => `${name}, ${bytes} bytes`),
    })
  })
}

/** I22: at least one drive must have more room than its reserve. */
export function checkSpace({ index }: LibraryView, { now, reserveBytes }: Facts): Finding[] {
  const known = index.survey.drives.filter(({ freeBytes }) => freeBytes !== undefined)
  if (reserveBytes === undefined || known.length === 0) return []
  if (known.some(({ freeBytes = 0 }) => freeBytes >= reserveBytes)) return []
  const detail = known.map(({ drive, freeBytes = 0 }) => `${drive} ${freeBytes} bytes free`).join(', ')
  return [
    finding('lowSpace', now, {
      subject: { kind: 'library' },
      detail: `${detail}; the reserve is ${reserveBytes} bytes`,
    }),
  ]
}

/** I23: the registry's list of usable drives names the primary one. */
export function checkUsableDrives({ index }: LibraryView, { now, usableDrives }: Facts): Finding[] {
  const primary = index.survey.drives[0]?.drive
  if (usableDrives === undefined || primary === undefined || usableDrives.includes(primary)) return []
  const detail = `${primary} is not in ${usableDrives.join(', ')}`
  return [finding('primaryNotUsable', now, { subject: { kind: 'drive', drive: primary }, detail })]
}

/** I30: one finding for all changes that no log spoke of. */
export function checkUnlogged({ index }: LibraryView, { now, unlogged }: Facts): Finding[] {
  if (unlogged === undefined || unlogged.length === 0) return []
  return [
    finding('countsDiffer', now, {
      subject: { kind: 'library', drive: index.survey.drives[0]?.drive },
      detail: `${unlogged.length} ${unlogged.length === 1 ? 'content' : 'contents'}`,
      packages: unlogged.flatMap(({ packageIds }) => packageIds),
      evidence: unlogged.map(({ contentId, at }) => `${contentId}, seen ${new Date(at).toISOString()}`),
    }),
  ]
}
