// Random sequences of operations, with the model that each of them must lead to.
import { contentKey } from '../../engine/ids.ts'
import type { LibraryModel } from './library-model.ts'
import type { Files, Operation } from './operation-world.ts'
import type { Random } from './random.ts'

const texts = [
  '',
  'a',
  'hello',
  'hello\n',
  'x'.repeat(3_000),
  'y'.repeat(5_000),
  'the same',
  'z\0z',
  'ä',
  '0'.repeat(257),
]
const names = ['setup.exe', 'SETUP.cmd', 'read me.txt', 'x.ini', 'größe.txt', 'a', 'b', 'data.bin']
const folders = ['', 'docs/', 'docs/img/', 'bin/', 'a.b/']
const packageIds = ['ABC00001', 'ABC00002', 'PS10003F', 'ABC0000A'] as const
const guids = ['6f2d1c3a-9b4e-4d77-8a10-5c0e2b7f9d31', '00000000-0000-4000-8000-00000000000a'] as const

export function randomFiles(random: Random): Files {
  const files: Record<string, string> = {}
  const count = random.below(6)
  for (let at = 0; at < count; at++) files[random.pick(folders) + random.pick(names)] = random.pick(texts)
  if (random.chance(0.3)) files['empty folder/'] = ''
  if (random.chance(0.05)) files[`${random.pick(folders)}large.bin`] = 'L'.repeat(40_000 + random.below(5))
  return files
}

/** Any operation, sensible or not. */
export function randomOperation(random: Random, model: LibraryModel): Operation {
  const packageId = random.pick(packageIds)
  const held = model.get(packageId)
  const contents = held === undefined ? [] : [...held.contents.keys()]
  const content = contents.length === 0 ? `${packageId}.1` : random.pick(contents)
  const application = random.chance(0.3) ? `Content_${random.pick(guids)}.1` : undefined
  const kind = random.pick(
    held === undefined
      ? (['add', 'add', 'add', 'remove', 'update'] as const)
      : (['update', 'update', 'redistribute', 'remove', 'add'] as const),
  )
  if (kind === 'add')
    return {
      kind,
      packageId,
      files: randomFiles(random),
      ...(application === undefined ? {} : { contentId: application }),
    }
  if (kind === 'update') {
    const named = random.chance(0.5) ? { contentId: content } : {}
    return { kind, packageId, files: nearly(random, held?.contents.get(content)), ...named }
  }
  if (kind === 'remove') return { kind, what: random.chance(0.5) ? packageId : content }
  const what = random.chance(0.5) ? packageId : content
  const files = random.chance(0.9) ? held?.contents.get(content) : undefined
  return { kind, what, files: files ?? randomFiles(random) }
}

/** The next version of some files: most stay. */
function nearly(random: Random, before: Files | undefined): Files {
  if (before === undefined || random.chance(0.2)) return randomFiles(random)
  const kept = Object.entries(before).filter(() => random.chance(0.7))
  return { ...Object.fromEntries(kept), ...(random.chance(0.7) ? { [random.pick(names)]: random.pick(texts) } : {}) }
}

/** The model after an operation; undefined when it must be refused. */
export function modelAfter(model: LibraryModel, operation: Operation): LibraryModel | undefined {
  const next: LibraryModel = new Map(
    [...model].map(([id, { version, contents }]) => [id, { version, contents: new Map(contents) }]),
  )
  if (operation.kind === 'add') return added(next, operation)
  if (operation.kind === 'update') return updated(next, operation)
  if (operation.kind === 'remove') return removed(next, operation.what)
  return redistributed(next, operation)
}

const everyContent = (model: LibraryModel): ReadonlyMap<string, Files> =>
  new Map([...model.values()].flatMap(({ contents }) => [...contents]))

function added(
  model: LibraryModel,
  { packageId, contentId, files }: Extract<Operation, { kind: 'add' }>,
): LibraryModel | undefined {
  const held = model.get(packageId)
  const id = contentId ?? `${packageId}.1`
  if (twins(files) || everyContent(model).has(id) || (contentId === undefined && held !== undefined)) return undefined
  const entry = held ?? { version: contentId === undefined ? 1 : undefined, contents: new Map<string, Files>() }
  entry.contents.set(id, files)
  model.set(packageId, entry)
  return model
}

/** Names that differ only by case cannot stand in one folder on Windows. */
function twins(files: Files): boolean {
  const paths = Object.keys(files)
  return new Set(paths.map((path) => path.toUpperCase())).size < paths.length
}

const seriesOf = (id: string): string => id.slice(0, id.lastIndexOf('.'))
const numberOf = (id: string): number => Number(id.slice(id.lastIndexOf('.') + 1))

function updated(
  model: LibraryModel,
  { packageId, contentId, files }: Extract<Operation, { kind: 'update' }>,
): LibraryModel | undefined {
  const held = model.get(packageId)
  if (held === undefined || twins(files)) return undefined
  const ids = [...held.contents.keys()].filter(
    (id) => contentId === undefined || contentKey(id) === contentKey(contentId),
  )
  const series = [...new Set(ids.map(seriesOf))]
  const [only] = series
  if (only === undefined || series.length > 1) return undefined
  const old = [...held.contents.keys()].filter((id) => seriesOf(id) === only)
  const isPackage = only === packageId
  const number = Math.max(isPackage ? (held.version ?? 0) : 0, ...old.map(numberOf)) + 1
  const next = `${only}.${number}`
  if (everyContent(model).has(next)) return undefined
  for (const id of old) held.contents.delete(id)
  held.contents.set(next, files)
  if (isPackage) held.version = number
  return model
}

function removed(model: LibraryModel, what: string): LibraryModel | undefined {
  if (model.delete(what)) return model
  let found = false
  for (const [id, held] of model) {
    if (!held.contents.delete(what)) continue
    found = true
    if (held.contents.size === 0) model.delete(id)
  }
  return found ? model : undefined
}

function redistributed(
  model: LibraryModel,
  { what, files }: Extract<Operation, { kind: 'redistribute' }>,
): LibraryModel | undefined {
  const held = model.get(what)
  const ids = held === undefined ? [what] : currentIn(what, held.version, [...held.contents.keys()])
  const [only] = ids
  const before = only === undefined ? undefined : everyContent(model).get(only)
  if (ids.length !== 1 || before === undefined) return undefined
  return same(before, files) ? model : undefined
}

const currentIn = (packageId: string, version: number | undefined, ids: readonly string[]): readonly string[] =>
  version === undefined ? ids : ids.filter((id) => seriesOf(id) !== packageId || numberOf(id) === version)

const same = (a: Files, b: Files): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
const sorted = (files: Files): readonly (readonly string[])[] =>
  Object.entries(files).sort(([x], [y]) => (x < y ? -1 : 1))
