// The orphans of a library that can be swept, each with its age. Only what two looks agreed on comes here; what a package
// still names is never an orphan.
import { contentKey } from '../../ids.ts'
import { abandonedAfter } from '../../assumptions.ts'
import { join, signatureFolder, stagingFolder, uncommitted } from '../../library/layout.ts'
import { isRefusal, type LibraryStore } from '../../library/store.ts'
import { usersIn, withoutUsers } from '../../library/users-change.ts'
import type { Facts } from '../../checks/facts.ts'
import type { Finding } from '../../checks/findings.ts'
import { findNeeds } from '../../checks/possible-needs.ts'
import { isInPlace, isLeaving, isUnfinished, partPath, rowsOf, type LibraryView } from '../../checks/view.ts'
import { contentOf } from '../../scan/library-index.ts'
import { smallFile } from '../repair/repair.ts'
import { hashesOf, staleUsersOf, usersNeeded } from '../repair/users-repairs.ts'
import type { Candidate, Placed } from './sweep-item.ts'

export type SweepPlace = { readonly view: LibraryView; readonly store: LibraryStore }

export function sweepCandidates(place: SweepPlace, findings: readonly Finding[], facts: Facts): readonly Candidate[] {
  const firm = findings.filter(({ transient }) => !transient)
  return [
    ...unusedStored(place, firm),
    ...staleLists(place, firm),
    ...orphanContents(place, firm),
    ...unexpectedContents(place, facts),
    ...staged(facts),
    ...unfinished(place, facts),
    ...archives(place, facts),
  ]
}

/** O1 */
const unusedStored = (place: SweepPlace, findings: readonly Finding[]): readonly Candidate[] =>
  findings
    .filter(({ kind }) => kind === 'noUser')
    .flatMap(({ subject }) => placesOf(place, subject.hash ?? ''))
    .map((path) => storedCandidate(place, 'O1', path, []))

function placesOf({ view }: SweepPlace, text: string): readonly string[] {
  const hash = view.index.tables.hashes.find(text)
  return hash === undefined
    ? []
    : [...rowsOf(view.stored, hash)]
        .filter((row) => isInPlace(view.index, row))
        .map((row) => partPath(view.index, row, 'data'))
}

function storedCandidate({ store }: SweepPlace, of: 'O1' | 'O2', path: string, users: readonly string[]): Candidate {
  const { bytes, modified } = tripleOf(store, path)
  return {
    class: of,
    what: path,
    modified,
    kind: 'steps',
    steps: [['leftovers', { action: 'remove-stored-file', path, bytes, users }]],
  }
}

/** Bytes and last change of data, users INI and signature. */
export function tripleOf(store: LibraryStore, path: string): { readonly bytes: number; readonly modified: number } {
  let [bytes, modified] = [0, -Infinity]
  for (const one of [path, `${path}.INI`, `${path}.SIG`]) {
    const status = store.status(one)
    if (isRefusal(status)) continue
    bytes += status.size
    modified = Math.max(modified, status.modified)
  }
  // Of unknown age is never old enough.
  return { bytes, modified: modified === -Infinity ? Infinity : modified }
}

/** O2: the stale users go; with the last of them the stored file, when no entry needs it. */
function staleLists(place: SweepPlace, findings: readonly Finding[]): readonly Candidate[] {
  const { view, store } = place
  const { anyInDoubt } = findNeeds(view)
  const hashes = new Set(findings.filter(({ rule }) => rule === 'I11').flatMap((one) => hashesOf(one, place)))
  return [...hashes].flatMap((hash) =>
    [...rowsOf(view.stored, hash)].flatMap((row): Candidate[] => {
      const data = partPath(view.index, row, 'data')
      const ini = partPath(view.index, row, 'ini')
      const before = smallFile(store, ini)
      const stale = before === undefined ? [] : staleUsersOf(place, hash, usersIn(before))
      if (before === undefined || stale.length === 0) return []
      const after = withoutUsers(before, stale)
      // While not every entry is known, one that is lost may need the bytes: only the users go.
      const isNeeded = anyInDoubt || usersIn(after).length > 0 || usersNeeded(place, hash).length > 0
      if (!isNeeded && isInPlace(view.index, row)) return [storedCandidate(place, 'O2', data, stale)]
      const status = store.status(ini)
      const modified = isRefusal(status) ? Infinity : status.modified
      const step = { action: 'drop-users', path: ini, bytes: after.length, users: stale } as const
      return [{ class: 'O2', what: ini, modified, kind: 'steps', steps: [['users', step]] }]
    }),
  )
}

/** O3: contents and halves of contents that no package names. */
const orphanContents = ({ view }: SweepPlace, findings: readonly Finding[]): readonly Candidate[] =>
  findings
    .filter(({ kind }) => kind === 'contentOrphan' || kind === 'halfOrphan' || kind === 'removalLeft')
    .flatMap(({ subject }) => contentOf(view.index, subject.contentId ?? '') ?? [])
    .map(({ name, modified }) => ({ class: 'O3', what: name, modified, kind: 'content', content: name }))

/** O4: everything of a package that should not be here, unless a package that should be needs it too. */
function unexpectedContents({ view }: SweepPlace, { expected }: Facts): readonly Candidate[] {
  if (expected === undefined) return []
  const wanted = new Set(expected.map(({ packageId }) => packageId))
  return view.index.survey.packages
    .filter(({ packageId, record }) => !wanted.has(packageId) && record !== undefined)
    .flatMap(({ packageId, record, modified }) =>
      (record?.contents ?? []).map((name) => ({
        class: 'O4' as const,
        what: `${packageId} ${name}`,
        modified: Math.max(modified, contentOf(view.index, name)?.modified ?? 0),
        kind: 'content' as const,
        content: name,
        packageId,
      })),
    )
}

/** O6: incoming files that nobody works on; folders of a pull distribution point are left to it. */
const staged = ({ staging, now }: Facts): readonly Candidate[] =>
  (staging ?? [])
    .filter(({ modified }) => now - modified > abandonedAfter)
    .filter(({ name }) => name.includes('-') || /\.tz$/i.test(name))
    .map(({ drive, name, bytes, modified }) => {
      const path = join(join(drive, stagingFolder), name)
      const steps: readonly Placed[] = [['leftovers', { action: 'remove-file', path, bytes }]]
      return { class: 'O6', what: path, modified, kind: 'steps', steps }
    })

/** O7: abandoned contents that no package waits for. */
const unfinished = ({ view }: SweepPlace, { now }: Facts): readonly Candidate[] =>
  view.contents
    .filter((content) => isUnfinished(content) && !isLeaving(content) && now - content.modified > abandonedAfter)
    .filter(({ name }) => !view.owners.has(contentKey(uncommitted(name) ?? name)))
    .map(({ name, modified }) => ({ class: 'O7', what: name, modified, kind: 'content', content: name }))

/** O8 */
const archives = ({ view, store }: SweepPlace, facts: Facts): readonly Candidate[] =>
  facts.archives === undefined
    ? []
    : store.drives.flatMap(({ drive }) => {
        const folder = join(drive, signatureFolder)
        const listing = store.list(folder, false)
        return (isRefusal(listing) ? [] : listing.entries).flatMap(({ name, kind }): Candidate[] => {
          const status = store.status(join(folder, name))
          if (kind !== 'file' || !/\.tar$/i.test(name) || isRefusal(status) || isHere(view, name.slice(0, -4)))
            return []
          const path = join(folder, name)
          const steps: readonly Placed[] = [['leftovers', { action: 'remove-file', path, bytes: status.size }]]
          return [{ class: 'O8', what: path, modified: status.modified, kind: 'steps', steps }]
        })
      })

/** Also a content on its way in counts: its archive may come first. */
const isHere = (view: LibraryView, id: string): boolean =>
  contentOf(view.index, id) !== undefined ||
  contentOf(view.index, `${id}.temp`) !== undefined ||
  view.owners.has(contentKey(id))
