// What the scan did not see, or what came since: a file or folder that is there already under a name that the first half
// of a plan was to make. It is replaced in one rename then, as any other, and is never taken back: the journal, which is
// on disk before the first step, says so. So nothing that was there before an operation is deleted when it is taken back.
import { windowsPath } from '../library/layout.ts'
import { upperName } from '../library/name-case.ts'
import { isRefusal, type EntryKind, type LibraryStore } from '../library/store.ts'
import type { Plan } from './plan.ts'
import { parentOf } from './steps/perform-step.ts'
import type { Step } from './steps/step.ts'
import { SourceError } from './steps/write-whole.ts'

/** @throws SourceError when it is a link */
export function asFound(store: LibraryStore, plan: Plan): Plan {
  const kindOf = lookups(store, plan)
  return {
    ...plan,
    prepare: plan.prepare.map(({ name, steps }) => ({ name, steps: steps.map((step) => stepAsFound(step, kindOf)) })),
  }
}

type Lookup = (path: string) => EntryKind | undefined

function stepAsFound(step: Step, kindOf: Lookup): Step {
  if (!makesName(step)) return step
  const kind = kindOf(step.path)
  if (kind === undefined) return step
  if (kind === 'link')
    throw new SourceError(`${windowsPath(step.path)} is a link inside the library, and links are never followed [I29]`)
  switch (step.action) {
    case 'make-folder':
      return { ...step, there: true }
    case 'add-users':
      return { ...step, creates: false }
    case 'write-file': {
      const { direct: _, ...other } = step
      return { ...other, replaces: true }
    }
    case 'write-stored-file':
      return { ...step, replaces: true }
  }
}

type Maker = Extract<Step, { action: 'make-folder' | 'write-stored-file' | 'write-file' | 'add-users' }>

const makesName = (step: Step): step is Maker =>
  step.action === 'make-folder' ||
  (step.action === 'add-users' && step.creates) ||
  ((step.action === 'write-stored-file' || step.action === 'write-file') && !step.replaces)

/** From so many names in one folder on, listing it costs less than asking for each. */
const worthListing = 3

/** What stands under a name now. Below a folder that the plan makes there is nothing, and nobody asks. */
function lookups(store: LibraryStore, { prepare }: Plan): Lookup {
  const wanted = new Map<string, number>()
  for (const { steps } of prepare) {
    for (const step of steps) {
      if (!makesName(step)) continue
      const folder = parentOf(step.path)
      wanted.set(folder, (wanted.get(folder) ?? 0) + 1)
    }
  }
  const absent = new Set<string>()
  const listed = new Map<string, Names>()
  const ask: Lookup = (path) => {
    const status = store.status(path)
    if (!isRefusal(status)) return status.kind
    return status.refused === 'link' ? 'link' : undefined
  }
  const kindIn = (folder: string, path: string): EntryKind | undefined => {
    if ((wanted.get(folder) ?? 0) < worthListing) return ask(path)
    const names = listed.get(folder) ?? namesIn(store, folder)
    listed.set(folder, names)
    const name = path.slice(folder.length + 1)
    // Another spelling is the same file where case does not count: that disk is asked.
    return names.kinds.get(name) ?? (names.upper.has(upperName(name)) ? ask(path) : undefined)
  }
  return (path) => {
    const folder = parentOf(path)
    const kind = absent.has(folder) ? undefined : kindIn(folder, path)
    if (kind === undefined && wanted.has(path)) absent.add(path)
    return kind
  }
}

type Names = { readonly kinds: ReadonlyMap<string, EntryKind>; readonly upper: ReadonlySet<string> }

function namesIn(store: LibraryStore, folder: string): Names {
  const listing = store.list(folder, false)
  const entries = isRefusal(listing) ? [] : listing.entries
  return {
    kinds: new Map(entries.map(({ name, kind }) => [name, kind])),
    upper: new Set(entries.map(({ name }) => upperName(name))),
  }
}
