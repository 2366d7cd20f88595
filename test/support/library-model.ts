// What a library must hold, said in the simplest way: packages, their contents, the bytes of each file. Everything else
// follows from it, and is compared with what a store really holds.
import { createHash } from 'node:crypto'
import { noFacts } from '../../engine/checks/facts.ts'
import { judge } from '../../engine/checks/judge-library.ts'
import { viewOf, type LibraryView } from '../../engine/checks/view.ts'
import { contentTree, type FolderNode } from '../../engine/inspect/tree.ts'
import type { FileHash } from '../../engine/ids.ts'
import { libraryOn, storedPath } from '../../engine/library/layout.ts'
import { isRefusal, type LibraryStore } from '../../engine/library/store.ts'
import { usersIn } from '../../engine/library/users-change.ts'
import { inlineCrew } from '../../engine/scan/crew.ts'
import { scanLibrary } from '../../engine/scan/scan.ts'
import { hashAll } from '../../engine/verify/verify.ts'
import { inShort } from './library-account.ts'
import type { Files } from './operation-world.ts'

/** Content id -> files. */
export type ModelPackage = { version: number | undefined; readonly contents: Map<string, Files> }
export type LibraryModel = Map<string, ModelPackage>

export const sha256 = (text: string | Uint8Array): FileHash =>
  createHash('sha256').update(text).digest('hex').toUpperCase() as FileHash

/** Hash -> contents that need it, all packages together. */
export function usersInModel(model: LibraryModel): ReadonlyMap<string, ReadonlySet<string>> {
  const users = new Map<string, Set<string>>()
  for (const { contents } of model.values()) {
    for (const [id, files] of contents) {
      for (const [path, text] of Object.entries(files)) {
        if (path.endsWith('/')) continue
        const hash = sha256(text)
        users.set(hash, (users.get(hash) ?? new Set()).add(id))
      }
    }
  }
  return users
}

/** Everything in which the library differs from the model; empty when nothing does. */
export const differences = async (store: LibraryStore, model: LibraryModel): Promise<readonly string[]> =>
  (await compared(store, model)).wrong

export type Compared = { readonly wrong: readonly string[]; readonly view: LibraryView }

export async function compared(store: LibraryStore, model: LibraryModel): Promise<Compared> {
  const crew = inlineCrew(store)
  const { index } = await scanLibrary(crew, { level: 1, now: 0 })
  const hashed = (await hashAll(crew, index, { signatures: true })).results
  const wrong: string[] = [...inShort(judge(index, { ...noFacts(0, 2), hashed }).findings)]
  const view = viewOf(index)
  const packages = view.index.survey.packages.map(
    ({ packageId, record }) =>
      `${packageId} ${record?.version ?? '-'} ${[...(record?.contents ?? [])].sort().join(' ')}`,
  )
  const expected = [...model].map(
    ([id, { version, contents }]) => `${id} ${version ?? '-'} ${[...contents.keys()].sort().join(' ')}`,
  )
  compare('packages', packages, expected, wrong)
  const contents = new Map([...model.values()].flatMap((entry) => [...entry.contents]))
  compare(
    'contents',
    view.contents.map(({ name }) => name),
    [...contents.keys()],
    wrong,
  )
  for (const [id, files] of contents) {
    const tree = contentTree(view, id)
    if (tree === undefined) wrong.push(`${id} is missing`)
    else compare(id, readTree(store, tree, ''), Object.entries(files).flatMap(entryWords), wrong)
  }
  compareStored(store, model, wrong)
  return { wrong, view }
}

function compare(what: string, found: readonly string[], expected: readonly string[], wrong: string[]): void {
  for (const one of found) if (!expected.includes(one)) wrong.push(`${what}: ${one} is too many`)
  for (const one of expected) if (!found.includes(one)) wrong.push(`${what}: ${one} is missing`)
}

const entryWords = ([path, text]: [string, string]): readonly string[] => [
  path.endsWith('/') ? path : `${path}=${sha256(text)}`,
  ...path
    .split('/')
    .slice(0, -1)
    .map((_, at, names) => `${names.slice(0, at + 1).join('/')}/`),
]

/** As a client reads it: the entry names the hash, the bytes lie there on some drive. */
function readTree(store: LibraryStore, { folders, files }: FolderNode, path: string): readonly string[] {
  return [
    ...files.map(({ name, hash }) => `${path}${name}=${hash === null ? 'nothing' : hashOfBytes(store, hash)}`),
    ...folders.flatMap((below) => [`${path}${below.name}/`, ...readTree(store, below, `${path}${below.name}/`)]),
  ]
}

function hashOfBytes(store: LibraryStore, hash: string): string {
  for (const { drive } of store.drives) {
    const bytes = store.read(storedPath(drive, hash, 'data'), 2 ** 30)
    if (!isRefusal(bytes)) return sha256(bytes)
  }
  return 'nothing'
}

/** A stored file is there exactly while somebody uses it, once, with exactly its users. */
function compareStored(store: LibraryStore, model: LibraryModel, wrong: string[]): void {
  const expected = usersInModel(model)
  const found = new Set<string>()
  for (const { drive } of store.drives) {
    const buckets = store.list(`${libraryOn(drive)}/FileLib`)
    if (isRefusal(buckets)) continue
    for (const bucket of buckets.entries) {
      const listing = store.list(`${libraryOn(drive)}/FileLib/${bucket.name}`)
      if (isRefusal(listing)) continue
      if (listing.entries.length === 0) wrong.push(`bucket ${bucket.name} is empty`)
      for (const { name } of listing.entries) {
        if (!/^[0-9A-F]{64}(\.INI|\.SIG)?$/.test(name)) wrong.push(`${name} is foreign`)
        const hash = name.slice(0, 64)
        if (!expected.has(hash)) wrong.push(`${name} has no user and is there`)
        if (name.length > 64) continue
        if (found.has(hash)) wrong.push(`${hash} is stored twice`)
        found.add(hash)
        const ini = store.read(storedPath(drive, hash, 'ini'), 2 ** 20)
        const users = isRefusal(ini) ? [] : usersIn(ini)
        compare(`users of ${hash}`, users, [...(expected.get(hash) ?? [])], wrong)
      }
    }
  }
  for (const hash of expected.keys()) if (!found.has(hash)) wrong.push(`${hash} is lost`)
}
