// What the four kinds of INI in a content library say. Bytes -> record, or the reason why there is none; record ->
// bytes in the one form that is written. The sections the records were read from travel along, so that a rewrite
// keeps what we do not know.
import { assumedLayout, type LayoutProfile } from '../assumptions.ts'
import { contentKey, parseFileHash, type FileHash } from '../ids.ts'
import { readIni, sectionOf, valueOf, writeIni, type Ini, type IniSection, type Oddity } from './ini.ts'
import { readPlainFileIni, readPlainUsersIni, type FileRecord } from './plain-ini.ts'

/** Why an INI gives no record. */
export type RecordProblem = keyof typeof recordProblems
export const recordProblems = {
  empty: 'the file is empty',
  noSection: 'its section is missing',
  noHash: 'the hash is missing',
  badHash: 'the hash is not 64 hex digits',
  badAlgorithm: 'the hash algorithm is missing or unknown',
  badAttributes: 'the attributes are missing or no hex number',
  badSize: 'the size is missing or no number',
  badTime: 'the time is missing or no number',
  noMembers: 'no content is listed',
  tornLine: 'a line is cut off or damaged',
  tooLarge: 'the file is far larger than any such file can be',
  denied: 'access is denied',
  unreadable: 'it cannot be read',
  noFile: 'it is no plain file',
} as const

export type Reading<Record> =
  | { readonly record: Record; readonly oddities: readonly Oddity[] }
  | { readonly record: undefined; readonly problem: RecordProblem }

const failed = (problem: RecordProblem): Reading<never> => ({ record: undefined, problem })

export type { FileRecord }

const largest = 2n ** 63n - 1n

const asBuffer = (bytes: Uint8Array): Buffer =>
  bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

export function readFileIni(bytes: Uint8Array): Reading<FileRecord> {
  const plain = readPlainFileIni(asBuffer(bytes))
  if (plain !== undefined) return { record: plain, oddities: [] }
  if (bytes.length === 0) return failed('empty')
  const ini = readIni(bytes)
  const section = sectionOf(ini, 'File')
  if (section === undefined) return failed('noSection')
  const attributes = valueOf(section, 'Attributes') ?? ''
  const size = readNumber(valueOf(section, 'Size'))
  const timeModified = readNumber(valueOf(section, 'TimeModified'))
  const hashText = valueOf(section, 'Hash')
  const hash = hashText === undefined ? undefined : parseFileHash(hashText)
  if (!/^[0-9A-F]{1,8}$/i.test(attributes)) return failed('badAttributes')
  if (size === undefined) return failed('badSize')
  if (timeModified === undefined) return failed('badTime')
  if (hashText === undefined) return failed('noHash')
  if (hash === undefined) return failed('badHash')
  const record = { attributes: Number.parseInt(attributes, 16), size, timeModified, hash }
  return { record, oddities: odd(ini, section, hashText !== hash) }
}

function readNumber(text: string | undefined): bigint | undefined {
  if (text === undefined || !/^\d{1,19}$/.test(text)) return undefined
  const value = BigInt(text)
  return value > largest ? undefined : value
}

function odd(ini: Ini, section: IniSection, lowerCase: boolean): readonly Oddity[] {
  const keys = new Set(section.entries.map((entry) => entry.key.toUpperCase()))
  const more: Oddity[] = []
  if (lowerCase) more.push('lowerCaseHash')
  if (keys.size < section.entries.length) more.push('repeatedKey')
  return more.length === 0 ? ini.oddities : [...ini.oddities, ...more]
}

export const writeFileIni = ({ attributes, size, timeModified, hash }: FileRecord): Buffer =>
  writeIni([
    {
      name: 'File',
      entries: [
        { key: 'Attributes', value: attributes.toString(16).toUpperCase().padStart(8, '0') },
        { key: 'Size', value: String(size) },
        { key: 'TimeModified', value: String(timeModified) },
        { key: 'Hash', value: hash },
      ],
    },
  ])

/** `DataLib\<ContentID>.INI`: the tree hash of a whole content. */
export type ContentRecord = { readonly hashAlgorithm: number; readonly hash: FileHash }

export function readContentIni(bytes: Uint8Array, profile: LayoutProfile = assumedLayout): Reading<ContentRecord> {
  if (bytes.length === 0) return failed('empty')
  const ini = readIni(bytes)
  const section = sectionOf(ini, 'Info')
  if (section === undefined) return failed('noSection')
  const text = valueOf(section, 'Hash')
  const hash = text === undefined ? undefined : parseFileHash(text)
  if (text === undefined) return failed('noHash')
  if (hash === undefined) return failed('badHash')
  const algorithm = valueOf(section, 'HashAlgorithm')
  const expected = profile.hashAlgorithmByLength.get(hash.length)
  if (algorithm === undefined || algorithm !== String(expected)) return failed('badAlgorithm')
  return { record: { hashAlgorithm: Number(algorithm), hash }, oddities: odd(ini, section, text !== hash) }
}

export function writeContentIni({ hashAlgorithm, hash }: ContentRecord, profile = assumedLayout): Buffer {
  const values: Readonly<Record<string, string>> = { HashAlgorithm: String(hashAlgorithm), Hash: hash }
  const entries = profile.dataIniKeyOrder.map((key) => ({ key, value: values[key] ?? '' }))
  return writeIni([{ name: 'Info', entries }])
}

/** `PkgLib\<PackageID>.INI`: the contents of one package. */
export type PackageRecord = {
  /** Content ids as written, in order, each once. */
  readonly contents: readonly string[]
  /** The stored version of a single-content package; undefined for multi-content ones, where every content is current. */
  readonly version: number | undefined
  /** The version as written when it is no number. */
  readonly badVersion: string | undefined
  readonly sections: readonly IniSection[]
}

export function readPackageIni(bytes: Uint8Array): Reading<PackageRecord> {
  if (bytes.length === 0) return failed('empty')
  const ini = readIni(bytes)
  const packages = sectionOf(ini, 'Packages')
  if (packages === undefined) return failed('noSection')
  const contents = members([packages])
  if (contents.length === 0) return failed('noMembers')
  // Half a line is half a file: what else was in it, nobody knows.
  const odd = oddMembers(ini, [packages])
  if (odd.includes('tornLine') || odd.includes('memberWithValue')) return failed('tornLine')
  const text = valueOf(sectionOf(ini, 'Info'), 'Version')
  const isNumber = text !== undefined && /^\d{1,10}$/.test(text)
  const record = {
    contents,
    version: isNumber ? Number(text) : undefined,
    badVersion: isNumber ? undefined : text,
    sections: ini.sections,
  }
  return { record, oddities: odd }
}

export const writePackageIni = (contents: readonly string[], version: number | undefined): Buffer =>
  writeIni([
    { name: 'Packages', entries: contents.map((key) => ({ key, value: '' })) },
    { name: 'Info', entries: version === undefined ? [] : [{ key: 'Version', value: String(version) }] },
  ])

/** `FileLib\HHHH\<HASH>.INI`: the contents that need a stored file. */
export type UsersRecord = {
  /** Content ids as written, in order, each once. */
  readonly users: readonly string[]
  /** Names of the sections the users stand in. */
  readonly sections: readonly IniSection[]
}

/** Takes the keys of every section except `[Info]`: the section's name is only assumed. */
export function readUsersIni(bytes: Uint8Array, profile: LayoutProfile = assumedLayout): Reading<UsersRecord> {
  const plain = readPlainUsersIni(asBuffer(bytes), profile.usersSection)
  if (plain !== undefined) return { record: plainUsers(plain, profile.usersSection), oddities: [] }
  if (bytes.length === 0) return failed('empty')
  const ini = readIni(bytes)
  const sections = ini.sections.filter((section) => section.name.toUpperCase() !== 'INFO')
  if (sections.length === 0) return failed('noSection')
  return { record: { users: members(sections), sections: ini.sections }, oddities: oddMembers(ini, sections) }
}

const plainUsers = (users: readonly string[], name: string): UsersRecord => ({
  users,
  sections: [{ name, entries: users.map((key) => ({ key, value: '' })) }],
})

export const writeUsersIni = (users: readonly string[], profile = assumedLayout): Buffer =>
  writeIni([{ name: profile.usersSection, entries: users.map((key) => ({ key, value: '' })) }])

/** Set members stand as `<member>=` with nothing behind the sign. */
function members(sections: readonly IniSection[]): readonly string[] {
  const found = new Map<string, string>()
  for (const { entries } of sections) {
    for (const { key } of entries) if (!found.has(contentKey(key))) found.set(contentKey(key), key)
  }
  return [...found.values()]
}

function oddMembers(ini: Ini, sections: readonly IniSection[]): readonly Oddity[] {
  const withValue = sections.some(({ entries }) => entries.some(({ value }) => value !== ''))
  return withValue ? [...ini.oddities, 'memberWithValue'] : ini.oddities
}
