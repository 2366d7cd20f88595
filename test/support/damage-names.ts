// What a finding about one damaged file must name: its subject and the packages it touches, worked out from the files of
// the library alone, as they were before and as they are after.
import type { Finding, Subject } from '../../engine/checks/findings.ts'
import { readFileIni, readPackageIni, readUsersIni } from '../../engine/library/ini-records.ts'
import { pathInLibrary } from '../../engine/library/layout.ts'
import { kindOf, type Damage, type FileKind } from './damage.ts'

type Files = Readonly<Record<string, Uint8Array>>

/** Findings that name something else, in words. @param files  of the sound library */
export function misnamed(files: Files, found: readonly Finding[], damage: Damage): readonly string[] {
  const after = afterDamage(files, damage)
  return found.flatMap((one) => {
    const packages = rightPackages(files, after, one, damage)
    const wrong = wrongInSubject(files, after, one, damage)
    if (one.packagesAffected.join() !== packages.join()) wrong.push(`packages are ${packages.join()}`)
    const told = `${JSON.stringify(one.subject)} ${one.packagesAffected.join()}`
    return wrong.length === 0 ? [] : [`${damage.path} ${damage.what}, ${one.rule}: ${told}: ${wrong.join(', ')}`]
  })
}

function afterDamage(files: Files, { path, to, bytes }: Damage): Files {
  const { [path]: moved = new Uint8Array(), ...rest } = files
  return { ...rest, ...(bytes === undefined ? {} : { [path]: bytes }), ...(to === undefined ? {} : { [to]: moved }) }
}

/** Packages for which one of the contents is current, as PkgLib says. */
export function packagesFor(files: Files, contents: ReadonlySet<string>): readonly string[] {
  return Object.entries(files)
    .filter(([path]) => kindOf(path) === 'package')
    .map(([path, bytes]) => ({ id: path.slice(-12, -4).toUpperCase(), record: readPackageIni(bytes).record }))
    .filter(({ id, record }) => currentOf(id, record).some((name) => contents.has(name)))
    .map(({ id }) => id)
    .sort()
}

type PackageRecord = ReturnType<typeof readPackageIni>['record']

/** `<PackageID>.<Version>` and what is no version of this package; all when the version names none (I19). */
function currentOf(id: string, record: PackageRecord): readonly string[] {
  if (record?.version === undefined) return record?.contents ?? []
  const own = new RegExp(`^${id}\\.\\d{1,10}$`, 'i')
  const current = record.contents.filter((name) => !own.test(name) || Number(name.slice(9)) === record.version)
  return current.length === 0 ? record.contents : current
}

/** Packages that a damaged package file itself stands for, whatever it says now. */
const ofPackageItself = ['I2', 'I7', 'I19', 'I27']

function rightPackages(files: Files, after: Files, { rule, subject }: Finding, damage: Damage): readonly string[] {
  const { path } = damage
  const kind = kindOf(path)
  if (kind === 'package') {
    return ofPackageItself.includes(rule)
      ? [path.slice(-12, -4)]
      : packagesFor(after, new Set([subject.contentId ?? '']))
  }
  if (kind === 'file' || kind === 'content') return packagesFor(after, new Set([contentOf(path)]))
  const listed = usersOf(files, path)
  const now = usersOf(after, path)
  if (kind === 'users' && rule === 'I12')
    return packagesFor(after, new Set([...listed].filter((name) => !now.has(name))))
  if (kind === 'users' && rule === 'I11')
    return packagesFor(after, new Set([...now].filter((name) => !listed.has(name))))
  // A signature where no lookup finds it is needed by nobody.
  return kind === 'sig' && damage.to !== undefined && rule === 'I14' ? [] : packagesFor(after, listed)
}

/** `D:/SCCMContentLib/DataLib/ABC00001.2/docs/a.txt.INI` or the INI beside the folder -> `ABC00001.2`. */
const contentOf = (path: string): string =>
  (path.split('/')[3] ?? '').replace(kindOf(path) === 'content' ? /\.INI$/ : /$^/, '')

/** The contents that the list beside a stored file names. @param path  of any of its parts */
export function usersOf(files: Files, path: string): ReadonlySet<string> {
  const bytes = files[`${path.replace(/\.(INI|SIG)$/, '')}.INI`]
  return new Set(bytes === undefined ? [] : readUsersIni(bytes).record?.users)
}

/** What kind of thing a finding of each rule speaks of, by the kind of the damaged file. */
const subjectKinds: Readonly<Record<FileKind, Readonly<Record<string, Subject['kind']>>>> = {
  data: { I8: 'stored-file', I9: 'stored-file', I10: 'stored-file', I14: 'stored-file', I27: 'stored-file' },
  sig: { I14: 'stored-file', I27: 'stored-file' },
  users: { I7: 'stored-file', I11: 'stored-file', I12: 'stored-file', I14: 'stored-file', I27: 'stored-file' },
  file: { I7: 'file', I8: 'stored-file', I9: 'file', I11: 'stored-file', I15: 'content' },
  content: { I3: 'content', I6: 'content', I7: 'file', I15: 'content' },
  package: { I2: 'package', I3: 'content', I4: 'content', I7: 'package', I19: 'package', I27: 'package' },
}

function wrongInSubject(files: Files, after: Files, { rule, subject }: Finding, damage: Damage): string[] {
  const { path } = damage
  const kind = kindOf(path)
  const wrong: string[] = []
  const isRight = (what: string, holds: boolean): void => void (holds ? undefined : wrong.push(what))
  // An entry that no other one contradicts: the bytes may be wrong as well.
  const alone = kind === 'file' && rule === 'I9' && entriesOf(files, hashIn(files, path)) === 1
  const right = alone ? 'stored-file' : subjectKinds[kind][rule]
  isRight(`kind is ${right ?? 'nothing'}`, subject.kind === right)
  // What nobody knows is the drive of a stored file that is on none.
  const nowhere = kind === 'file' && rule === 'I8'
  isRight('drive', subject.drive === (nowhere ? undefined : driveOf(files, path, rule)))
  if (subject.path !== undefined) isRight('path', [...ownPaths(subject), ...pathsOf(damage)].includes(subject.path))
  if (kind === 'data' || kind === 'sig' || kind === 'users') isRight('hash', subject.hash === hashOf(path))
  if (kind === 'content') isRight('content', subject.contentId === contentOf(path))
  if (kind === 'file' && subject.kind !== 'stored-file') isRight('content', subject.contentId === contentOf(path))
  if (kind === 'file' && subject.kind === 'stored-file') {
    isRight('hash', subject.hash === hashIn(rule === 'I8' ? after : files, path))
  }
  if (kind === 'package') isRight('package or content', isOfPackage(files, after, subject, path))
  return wrong
}

/** The hash that an entry of DataLib names. */
const hashIn = (files: Files, path: string): string | undefined =>
  readFileIni(files[path] ?? new Uint8Array()).record?.hash

const entriesOf = (files: Files, hash: string | undefined): number =>
  Object.keys(files).filter((path) => kindOf(path) === 'file' && hashIn(files, path) === hash).length

const hashOf = (path: string): string => (path.split('/')[4] ?? '').slice(0, 64)

/** The drive of the damaged file; of the stored file when the finding speaks of that. */
function driveOf(files: Files, path: string, rule: string): string | undefined {
  const hash = kindOf(path) === 'file' ? hashIn(files, path) : undefined
  const stored =
    rule === 'I9' || rule === 'I11' ? Object.keys(files).find((one) => one.endsWith(`/${hash}`)) : undefined
  return (stored ?? path).slice(0, 2)
}

/** Where the content or the stored file lies that the subject names. */
function ownPaths({ kind, contentId = '', hash = '' }: Subject): readonly string[] {
  if (kind === 'content') return [`DataLib\\${contentId}`]
  const bytes = `FileLib\\${hash.slice(0, 4)}\\${hash}`
  return kind === 'stored-file' ? [bytes, `${bytes}.INI`] : []
}

/** The file itself, where it went, and for a stored file the bytes it belongs to. */
function pathsOf({ path, to }: Damage): readonly string[] {
  const places = [path, ...(to === undefined ? [] : [to])]
  const bytes = places.map((one) => (one.includes('/FileLib/') ? one.replace(/\.(INI|SIG)$/i, '') : one))
  return [...places, ...bytes, ...bytes.map((one) => `${one}.INI`)].map(pathInLibrary)
}

function isOfPackage(files: Files, after: Files, { kind, packageId, contentId = '' }: Subject, path: string): boolean {
  if (kind === 'package') return packageId === path.slice(-12, -4)
  const named = (all: Files): boolean =>
    readPackageIni(all[path] ?? new Uint8Array()).record?.contents.includes(contentId) ?? false
  return named(files) !== named(after)
}
