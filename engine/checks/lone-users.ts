// A users INI whose stored file is nowhere, and which no known entry needs: do the contents it lists count on the bytes?
// I14 of the reference: "lone INI with no blob and no user: delete; lone INI with users: that is I8". A user that is
// shown to be stale (I11) is none; one whose content is missing or unfinished is that finding's matter.
import { contentKey } from '../ids.ts'
import type { ContentEntry } from '../scan/entries.ts'
import { storedParts } from '../scan/index-tables.ts'
import { contentOf } from '../scan/library-index.ts'
import { mayNeed } from './possible-needs.ts'
import { isUnfinished, usersOf, type LibraryView } from './view.ts'

export type LoneUsers = {
  /** Contents that may need the bytes: not all they need is known. */
  readonly needing: readonly string[]
  /** Does a finding of another content, missing or unfinished, explain the rest? */
  readonly explained: boolean
}

/**
 * @param rows     of one hash, without the bytes
 * @param unclear  keys of contents of which not every entry is known
 */
export function loneUsersOf(view: LibraryView, rows: Iterable<number>, unclear: ReadonlySet<string>): LoneUsers {
  const lone = [...rows].filter((row) => isLoneIni(view.index.tables.stored.parts.at(row)))
  const users = new Map(lone.flatMap((row) => usersOf(view.index, row)).map((user) => [contentKey(user), user]))
  const needing: string[] = []
  let explained = false
  for (const [key, user] of users) {
    const content = contentOf(view.index, user)
    if (content === undefined || content.folder === undefined || isUnfinished(content)) {
      explained ||= content !== undefined || mayNeed(view, user)
    } else if (unclear.has(key) || !isWholly(content)) needing.push(content.name)
  }
  return { needing, explained }
}

const isLoneIni = (parts: number): boolean =>
  (parts & (storedParts.data | storedParts.ini | storedParts.wrongBucket)) === storedParts.ini

/** Do we know all that the content needs? */
const isWholly = ({ tree }: ContentEntry): boolean => tree === 'holds' || tree === 'unverifiable'
