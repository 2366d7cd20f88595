// The steps that take contents out of the library once no package names them any more: the content itself first, then
// users, and with the last user the stored file. In this order every cut leaves waste, never a lie.
import { contentKey } from '../../ids.ts'
import { usersOf } from '../../checks/view.ts'
import {
  iniOfStored,
  join,
  removingSuffix,
  signatureFolder,
  signatureOfStored,
  withoutIni,
} from '../../library/layout.ts'
import { isRefusal } from '../../library/store.ts'
import { withoutUsers, withUsers } from '../../library/users-change.ts'
import { contentOf, liveStored } from '../../scan/library-index.ts'
import { hashOfStored } from '../../checks/view.ts'
import { parentOf } from '../steps/perform-step.ts'
import type { Step, StepStage } from '../steps/step.ts'
import {
  contentsThatNeed,
  copiesOf,
  primaryPart,
  sizeOf,
  usersFile,
  type LibraryFacts,
  type StoredCopy,
} from './library-facts.ts'

export type Removal = {
  /** Contents that go. */
  readonly going: readonly string[]
  /** Users that earlier steps of the same plan list: store path of the users INI -> contents. */
  readonly joining: ReadonlyMap<string, readonly string[]>
}

export function removalStages(facts: LibraryFacts, removal: Removal): readonly StepStage[] {
  const contents = removal.going.map((id) => contentSteps(facts, id))
  const stored = storedSteps(facts, removal)
  return [
    { name: 'take the content out', steps: contents.flatMap(({ out }) => out) },
    { name: 'list users that were missing', steps: stored.heal },
    { name: 'take its users out', steps: stored.drop },
    {
      name: 'remove what is left',
      steps: [...contents.flatMap(({ rest }) => rest), ...emptyBuckets(facts, stored.drop)],
    },
  ]
}

type ContentRemoval = { readonly out: readonly Step[]; readonly rest: readonly Step[] }

function contentSteps(facts: LibraryFacts, id: string): ContentRemoval {
  const content = contentOf(facts.view.index, id)
  const dataLib = primaryPart(facts, 'DataLib')
  const out: Step[] = []
  const rest: Step[] = []
  if (content?.ini !== undefined) out.push(removal(facts, join(dataLib, content.ini)))
  if (content?.folder !== undefined) {
    const from = join(dataLib, content.folder)
    const path = freeName(facts, from + removingSuffix)
    out.push({ action: 'rename', path, bytes: 0, from, goes: true })
    rest.push(...treeSteps(facts, from, path))
  }
  for (const { drive } of facts.view.index.survey.drives) {
    const archive = join(join(drive, signatureFolder), `${id}.tar`)
    if (!isRefusal(facts.store.status(archive))) rest.push(removal(facts, archive))
  }
  return { out, rest }
}

const removal = (facts: LibraryFacts, path: string): Step => ({
  action: 'remove-file',
  path,
  bytes: sizeOf(facts, path),
})

/** An earlier removal may have left a folder with something foreign in it. */
function freeName({ store }: LibraryFacts, wanted: string): string {
  let path = wanted
  for (let number = 2; !isRefusal(store.status(path)); number++) path = `${wanted}-${number}`
  return path
}

/** Every INI below, then the folders, the deepest first. What is no INI is foreign: it stays, and its folder with it. */
function treeSteps(facts: LibraryFacts, now: string, later: string): readonly Step[] {
  const listing = facts.store.list(now, false)
  if (isRefusal(listing)) return []
  const files = listing.entries.filter(({ name, kind }) => kind === 'file' && withoutIni(name) !== undefined)
  const folders = listing.entries.filter(({ kind }) => kind === 'folder')
  const steps: Step[] = files.map(({ name }) => ({
    action: 'remove-file',
    path: join(later, name),
    bytes: sizeOf(facts, join(now, name)),
  }))
  for (const { name } of folders) steps.push(...treeSteps(facts, join(now, name), join(later, name)))
  const emptied =
    files.length + folders.length === listing.entries.length &&
    folders.every(({ name }) => emptiesTree(facts, join(now, name)))
  if (emptied) steps.push({ action: 'remove-folder', path: later, bytes: 0 })
  return steps
}

function emptiesTree(facts: LibraryFacts, folder: string): boolean {
  const listing = facts.store.list(folder, false)
  if (isRefusal(listing)) return false
  return listing.entries.every(({ name, kind }) =>
    kind === 'folder' ? emptiesTree(facts, join(folder, name)) : kind === 'file' && withoutIni(name) !== undefined,
  )
}

type StoredRemoval = { readonly heal: readonly Step[]; readonly drop: readonly Step[] }

function storedSteps(facts: LibraryFacts, removal: Removal): StoredRemoval {
  const going = new Set(removal.going.map(contentKey))
  const heal: Step[] = []
  const drop: Step[] = []
  for (const hash of hashesUsedBy(facts, going)) {
    const needed = contentsThatNeed(facts, hash).filter((id) => !going.has(contentKey(id)))
    for (const copy of copiesOf(facts, hash)) copySteps(facts, copy, { removal, going, needed, heal, drop })
  }
  return { heal, drop }
}

/** Hashes of stored files that list one of the contents as their user. */
function hashesUsedBy({ view: { index } }: LibraryFacts, going: ReadonlySet<string>): ReadonlySet<string> {
  const hashes = new Set<string>()
  for (const row of liveStored(index)) {
    if (usersOf(index, row).some((user) => going.has(contentKey(user)))) hashes.add(hashOfStored(index, row))
  }
  return hashes
}

type CopyContext = {
  readonly removal: Removal
  readonly going: ReadonlySet<string>
  /** Contents that stay and need the file by their entries in DataLib. */
  readonly needed: readonly string[]
  readonly heal: Step[]
  readonly drop: Step[]
}

function copySteps(facts: LibraryFacts, copy: StoredCopy, { removal, going, needed, heal, drop }: CopyContext): void {
  const path = iniOfStored(copy.path)
  const leaving = copy.users.filter((user) => going.has(contentKey(user)))
  if (leaving.length === 0) return
  const joining = removal.joining.get(path) ?? []
  const staying = copy.users.filter((user) => !going.has(contentKey(user)))
  if (staying.length + joining.length + needed.length === 0) {
    const parts = [copy.path, path, signatureOfStored(copy.path)]
    const bytes = parts.reduce((sum, part) => sum + sizeOf(facts, part), 0)
    drop.push({ action: 'remove-stored-file', path: copy.path, bytes, users: leaving })
    return
  }
  const listed = new Set([...staying, ...joining].map(contentKey))
  const missing = needed.filter((id) => !listed.has(contentKey(id)))
  const before = withUsers(usersFile(facts, path), joining)
  const healed = withUsers(before, missing)
  if (missing.length > 0) heal.push({ action: 'add-users', path, bytes: healed.length, users: missing, creates: false })
  drop.push({ action: 'drop-users', path, bytes: withoutUsers(healed, leaving).length, users: leaving })
}

/** Buckets that hold nothing but what goes. */
function emptyBuckets({ store }: LibraryFacts, drop: readonly Step[]): readonly Step[] {
  const going = new Map<string, Set<string>>()
  for (const { action, path } of drop) {
    if (action !== 'remove-stored-file') continue
    const bucket = parentOf(path)
    const names = going.get(bucket) ?? new Set()
    going.set(bucket, names)
    for (const part of [path, iniOfStored(path), signatureOfStored(path)]) names.add(part)
  }
  return [...going].flatMap(([bucket, names]): readonly Step[] => {
    const listing = store.list(bucket, false)
    const empties = !isRefusal(listing) && listing.entries.every(({ name }) => names.has(join(bucket, name)))
    return empties ? [{ action: 'remove-folder', path: bucket, bytes: 0 }] : []
  })
}
