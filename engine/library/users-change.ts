// The users INI of a stored file with users added or taken out: what is not about them stays as it was.
import { assumedLayout, type LayoutProfile } from '../assumptions.ts'
import { contentKey } from '../ids.ts'
import { readIni, writeIni, type IniSection } from './ini.ts'
import { readUsersIni, writeUsersIni } from './ini-records.ts'

/** The users a users INI lists; none when there is no such file or nothing can be read from it. */
export function usersIn(bytes: Uint8Array | undefined): readonly string[] {
  return bytes === undefined ? [] : (readUsersIni(bytes).record?.users ?? [])
}

/**
 * @param bytes  the file as it is; undefined when there is none
 * @returns the file as it must be; the same bytes when every user is listed already
 */
export function withUsers(
  bytes: Uint8Array | undefined,
  users: readonly string[],
  profile: LayoutProfile = assumedLayout,
): Uint8Array {
  if (bytes === undefined) return writeUsersIni(users, profile)
  const listed = new Set(usersIn(bytes).map(contentKey))
  const missing = users.filter((user) => !listed.has(contentKey(user)))
  if (missing.length === 0) return bytes
  if (listed.size === 0) return writeUsersIni(missing, profile)
  const { sections } = readIni(bytes)
  const into = sections.findIndex(isOfUsers)
  const entries = missing.map((key) => ({ key, value: '' }))
  return writeIni(sections.map((section, at) => (at === into ? added(section, entries) : section)))
}

const added = (section: IniSection, entries: IniSection['entries']): IniSection => ({
  name: section.name,
  entries: [...section.entries, ...entries],
})

/** The file without these users; the same bytes when none of them is listed. */
export function withoutUsers(bytes: Uint8Array, users: readonly string[]): Uint8Array {
  const going = new Set(users.map(contentKey))
  if (!usersIn(bytes).some((user) => going.has(contentKey(user)))) return bytes
  const kept = ({ name, entries }: IniSection): IniSection => ({
    name,
    entries: entries.filter(({ key }) => !going.has(contentKey(key))),
  })
  return writeIni(readIni(bytes).sections.map((section) => (isOfUsers(section) ? kept(section) : section)))
}

const isOfUsers = ({ name }: IniSection): boolean => name.toUpperCase() !== 'INFO'
