// The step that makes a package name other contents: `PkgLib\<PackageID>.INI` with a content added or taken out. Keys
// and sections nobody knows stay.
import { contentKey, type PackageId } from '../../ids.ts'
import { iniName, join, libraryOn } from '../../library/layout.ts'
import { writePackageIni } from '../../library/ini-records.ts'
import { writeIni, type IniEntry, type IniSection } from '../../library/ini.ts'
import type { PackageEntry } from '../../scan/entries.ts'
import type { Survey } from '../../scan/survey.ts'
import type { Step } from '../steps/step.ts'

export type PackageChange = {
  readonly add: readonly string[]
  readonly drop: readonly string[]
  /** The version that is stored from now on; undefined leaves it as it is. */
  readonly version: number | undefined
}

/** Store path of the file of a package, spelled as found when it is there. */
export function packagePath(survey: Survey, packageId: PackageId): string {
  const primary = survey.drives[0]
  const folder = primary?.parts.PkgLib?.path ?? join(libraryOn(primary?.drive ?? ''), 'PkgLib')
  return packageEntry(survey, packageId)?.path ?? join(folder, iniName(packageId))
}

export const packageEntry = ({ packages }: Survey, packageId: PackageId): PackageEntry | undefined =>
  packages.find((entry) => entry.packageId === packageId)

/**
 * @param bytes  size of the file as it is; counts when it goes
 * @returns undefined when nothing changes
 */
export function packageStep(survey: Survey, packageId: PackageId, change: PackageChange, bytes: number): Step {
  const entry = packageEntry(survey, packageId)
  const path = packagePath(survey, packageId)
  const content = changedPackage(entry, change)
  return content === undefined
    ? { action: 'remove-file', path, bytes }
    : { action: 'write-file', path, bytes: content.length, content, replaces: entry !== undefined }
}

/** The file as it must be; undefined when no content is left. */
function changedPackage(entry: PackageEntry | undefined, { add, drop, version }: PackageChange): Buffer | undefined {
  const before = entry?.record
  if (before === undefined) return add.length === 0 ? undefined : writePackageIni(add, version)
  const going = new Set([...drop, ...add].map(contentKey))
  const contents = [...before.contents.filter((content) => !going.has(contentKey(content))), ...add]
  if (contents.length === 0) return undefined
  const sections = before.sections.map((section) => {
    if (section.name.toUpperCase() === 'PACKAGES')
      return { name: section.name, entries: contents.map((key) => ({ key, value: '' })) }
    return section.name.toUpperCase() === 'INFO' ? withVersion(section, version) : section
  })
  const hasInfo = sections.some(({ name }) => name.toUpperCase() === 'INFO')
  return writeIni(hasInfo ? sections : [...sections, withVersion({ name: 'Info', entries: [] }, version)])
}

function withVersion({ name, entries }: IniSection, version: number | undefined): IniSection {
  if (version === undefined) return { name, entries }
  const entry: IniEntry = { key: 'Version', value: String(version) }
  const at = entries.findIndex(({ key }) => key.toUpperCase() === 'VERSION')
  return { name, entries: at < 0 ? [...entries, entry] : entries.map((other, place) => (place === at ? entry : other)) }
}
