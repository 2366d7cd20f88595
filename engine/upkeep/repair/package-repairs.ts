// I2, I4 and I19: the files of PkgLib. Rebuilt from a source library that has them, or from the names in DataLib, which
// say everything for a package with one content per version (`ABC00001.2`) and nothing for an application.
import { contentKey, packageContent } from '../../ids.ts'
import { readPackageIni, writePackageIni } from '../../library/ini-records.ts'
import { writeIni } from '../../library/ini.ts'
import { iniName, join } from '../../library/layout.ts'
import type { Finding } from '../../checks/findings.ts'
import type { ContentEntry } from '../../scan/entries.ts'
import { contentOf } from '../../scan/library-index.ts'
import { isUnfinished } from '../../checks/view.ts'
import { inSource } from './heal-source.ts'
import { left, smallFile, steps, writeFile, type Repair, type RepairContext } from './repair.ts'

const pkgLib = ({ view }: RepairContext): string => view.index.survey.drives[0]?.parts.PkgLib?.path ?? ''

/** The file of the package in a source library, when all it names is here. */
function fromSources({ view, sources }: RepairContext, packageId: string): Buffer | undefined {
  return sources
    .map((source) => smallFile(source.store, inSource(source, `PkgLib/${iniName(packageId)}`)))
    .find((bytes) => {
      const record = bytes === undefined ? undefined : readPackageIni(bytes).record
      return record?.contents.every((name) => isWhole(contentOf(view.index, name))) === true
    })
}

const isWhole = (content: ContentEntry | undefined): boolean =>
  content?.folder !== undefined && content.ini !== undefined && !isUnfinished(content)

/** Contents of DataLib that carry the id of this package, the newest last. */
const ownContents = ({ view }: RepairContext, packageId: string): readonly { name: string; version: number }[] =>
  view.contents
    .filter(isWhole)
    .flatMap(({ name }) => {
      const own = packageContent(name)
      return own?.packageId === packageId ? [{ name, version: own.version }] : []
    })
    .sort((a, b) => a.version - b.version)

/** I2: a file of PkgLib that cannot be used. */
export function rebuildPackage({ subject }: Finding, context: RepairContext): Repair {
  const packageId = subject.packageId ?? ''
  const entry = context.view.index.survey.packages.find((one) => one.packageId === packageId)
  if (entry === undefined || !/^[A-Z0-9]{8}$/.test(packageId))
    return left('its name is no package id; nobody knows whose it is')
  if (entry.record === undefined && entry.problem === 'noFile')
    return left('something that is no file lies in its place; look what it is and move it out of the library first')
  const found = fromSources(context, packageId) ?? fromNames(context, packageId)
  return found === undefined
    ? left('no content in DataLib carries its id, and no source library has it; redistribute the package')
    : steps(['names', writeFile(context.store, entry.path, found)])
}

function fromNames(context: RepairContext, packageId: string): Buffer | undefined {
  const own = ownContents(context, packageId)
  const newest = own.at(-1)
  return newest === undefined
    ? undefined
    : writePackageIni(
        own.map(({ name }) => name),
        newest.version,
      )
}

/**
 * I4: a content that no package names. It may have been removed on purpose: only a source library or the expected list
 * shows that its package belongs here.
 */
export function nameContent({ subject }: Finding, context: RepairContext): Repair {
  const id = subject.contentId ?? ''
  const own = packageContent(id)
  const fromSource = owningPackage(context, id)
  if (fromSource !== undefined) return steps(['names', writeFile(context.store, fromSource.path, fromSource.bytes)])
  const bytes =
    own !== undefined && context.expected?.has(own.packageId) === true ? fromNames(context, own.packageId) : undefined
  const missing = context.view.index.survey.packages.every(({ packageId }) => packageId !== own?.packageId)
  if (own !== undefined && bytes !== undefined && missing)
    return steps(['names', writeFile(context.store, join(pkgLib(context), iniName(own.packageId)), bytes)])
  return left(
    'no source library and no expected list says that its package belongs here; sweep it as O3 when the site has removed it',
  )
}

/** A package of a source library that names the content and that PkgLib lacks. */
function owningPackage(context: RepairContext, id: string): { path: string; bytes: Buffer } | undefined {
  const here = new Set(context.view.index.survey.packages.map(({ packageId }) => packageId))
  for (const source of context.sources) {
    const listing = source.store.list(inSource(source, 'PkgLib'), false)
    for (const { name } of 'refused' in listing ? [] : listing.entries) {
      const packageId = name.slice(0, 8).toUpperCase()
      if (name.toUpperCase() !== iniName(packageId) || here.has(packageId)) continue
      const bytes = fromSources({ ...context, sources: [source] }, packageId)
      const record = bytes === undefined ? undefined : readPackageIni(bytes).record
      if (bytes !== undefined && record?.contents.some((one) => contentKey(one) === contentKey(id)) === true)
        return { path: join(pkgLib(context), iniName(packageId)), bytes }
    }
  }
  return undefined
}

/** I19: the stored version becomes that of the newest content that is whole, unless the site expects another one. */
export function setVersion({ subject }: Finding, context: RepairContext): Repair {
  const entry = context.view.index.survey.packages.find(({ packageId }) => packageId === subject.packageId)
  if (entry?.record === undefined) return left('its file in PkgLib cannot be read')
  const { record, packageId, path } = entry
  const named = new Set(record.contents.map(contentKey))
  const newest = ownContents(context, packageId).findLast(({ name }) => named.has(contentKey(name)))
  if (newest === undefined) return left('none of its contents is whole; redistribute the package')
  const highest = Math.max(...record.contents.map((name) => packageContent(name)?.version ?? 0))
  if (newest.version !== highest)
    return left(`${packageId}.${highest} is not whole; finish the update or redistribute the package`)
  const sections = record.sections.map((section) =>
    section.name.toUpperCase() === 'INFO'
      ? {
          ...section,
          entries: [
            ...section.entries.filter(({ key }) => key.toUpperCase() !== 'VERSION'),
            { key: 'Version', value: String(highest) },
          ],
        }
      : section,
  )
  const all = sections.some(({ name }) => name.toUpperCase() === 'INFO')
    ? sections
    : [...sections, { name: 'Info', entries: [{ key: 'Version', value: String(highest) }] }]
  return steps(['names', writeFile(context.store, path, writeIni(all))])
}
