// Redistribute: every stored file of a content is written once more from the source, verified, and renamed over the old
// one, so that there is no moment without it; users and INIs are put right. This heals what is missing or damaged.
import { parseContentId, parsePackageId } from '../../ids.ts'
import { currentContents } from '../../checks/view.ts'
import { iniName, join, withoutIni } from '../../library/layout.ts'
import { upperName } from '../../library/name-case.ts'
import { isRefusal } from '../../library/store.ts'
import { matchingOrder } from '../../library/tree-hash.ts'
import { contentOf } from '../../scan/library-index.ts'
import type { FileHash } from '../../ids.ts'
import { refusedPlan, stages, type Plan, type PlanRefusal } from '../plan.ts'
import { readSmallFile } from '../steps/perform-step.ts'
import type { Step, StepStage } from '../steps/step.ts'
import { archiveOf } from './archive-steps.ts'
import { contentIni, draftStage, fileIni, nameContent, newDraft, storeFiles, writeTree } from './content-steps.ts'
import { filesOf, foldersOf, treeOf, type ContentSource, type SourceFolder } from './content-source.ts'
import { libraryRefusals, primaryPart, sizeOf, type LibraryFacts } from './library-facts.ts'
import { packageEntry } from './package-file.ts'

/** @param what  a package with one current content, or a content id */
export function planRedistribute(facts: LibraryFacts, what: string, source: ContentSource): Plan {
  const chosen = chosenContent(facts, what)
  const refusals = [...libraryRefusals(facts), ...('refused' in chosen ? [chosen.refused] : []), ...source.refusals]
  if ('refused' in chosen) return refusedPlan('redistribute', what, refusals)
  const { contentId } = chosen
  const differs = refusals.length > 0 ? undefined : difference(facts, contentId, source.root)
  if (differs !== undefined) refusals.push(differs)
  if (refusals.length > 0) return refusedPlan('redistribute', contentId, refusals)
  const draft = newDraft(facts, contentId, true)
  storeFiles(draft, source.root)
  const archive = archiveOf(facts, contentId, source.root)
  const folder = contentOf(facts.view.index, contentId)?.folder
  if (folder === undefined) writeTree(draft, source.root)
  return {
    operation: 'redistribute',
    subject: contentId,
    prepare: stages(draftStage('store the files', draft)),
    finish: stages(
      ...(folder === undefined ? [nameContent(draft)] : putTreeRight(facts, contentId, folder, source.root)),
      archive.stage,
    ),
    refusals: draft.refusals,
    remarks: archive.remarks,
  }
}

type Chosen = { readonly contentId: string } | { readonly refused: PlanRefusal }

function chosenContent({ view }: LibraryFacts, what: string): Chosen {
  const refused = (reason: PlanRefusal['reason'], detail: string): Chosen => ({ refused: { reason, detail } })
  const packageId = parsePackageId(what)
  if (packageId !== undefined) {
    const entry = packageEntry(view.index.survey, packageId)
    if (entry === undefined) return refused('absent', `the library holds no package ${packageId}: add it`)
    const [only, ...more] = currentContents(entry)
    if (only === undefined) return refused('libraryDamaged', `${entry.path} cannot be used: name the content`)
    if (more.length > 0)
      return refused('ambiguous', `${packageId} has several contents, name one of ${[only, ...more].join(', ')}`)
    return { contentId: only }
  }
  const contentId = parseContentId(what)
  if (contentId === undefined)
    return refused('badName', `${what} is neither a package (ABC00001) nor a content (ABC00001.2)`)
  const known = view.owners.has(contentId.toUpperCase()) || contentOf(view.index, contentId) !== undefined
  return known ? { contentId } : refused('absent', `the library holds no content ${contentId}: add it`)
}

/** Same version, same files: a source that has changed is an update. */
function difference({ view }: LibraryFacts, contentId: string, root: SourceFolder): PlanRefusal | undefined {
  const stored = contentOf(view.index, contentId)?.treeHash
  if (stored === undefined || matchingOrder(treeOf(root), stored as FileHash) !== undefined) return undefined
  const detail = `the source is not what ${contentId} was made of (its tree hash is another): update the package instead`
  return { reason: 'sourceDiffers', detail }
}

/** Entries of DataLib that are missing, differ or are too many, each replaced in one rename. */
function putTreeRight(
  facts: LibraryFacts,
  contentId: string,
  folder: string,
  root: SourceFolder,
): readonly StepStage[] {
  const dataLib = primaryPart(facts, 'DataLib')
  const there = entriesBelow(facts, join(dataLib, folder))
  const steps: Step[] = []
  const wanted = new Set<string>()
  const place = (path: string): string => join(join(dataLib, folder), path)
  for (const path of foldersOf(root)) {
    wanted.add(upperName(path))
    if (there.get(upperName(path))?.kind !== 'folder')
      steps.push({ action: 'make-folder', path: place(path), bytes: 0 })
  }
  for (const { path, file } of filesOf(root)) {
    const key = upperName(iniName(path))
    wanted.add(key)
    pushWrite(facts, steps, there.get(key)?.path ?? place(iniName(path)), fileIni(file))
  }
  pushWrite(
    facts,
    steps,
    join(dataLib, contentOf(facts.view.index, contentId)?.ini ?? iniName(contentId)),
    contentIni(root),
  )
  return [
    { name: 'put its entries right', steps },
    { name: 'remove entries that are too many', steps: tooMany(facts, there, wanted) },
  ]
}

type Entries = ReadonlyMap<string, { readonly path: string; readonly kind: 'file' | 'folder' }>

/** Upper-case path below the content -> what lies there. */
function entriesBelow(facts: LibraryFacts, folder: string): Entries {
  const found = new Map<string, { path: string; kind: 'file' | 'folder' }>()
  const walk = (path: string, below: string): void => {
    const listing = facts.store.list(path, false)
    if (isRefusal(listing)) return
    for (const { name, kind } of listing.entries) {
      if (kind !== 'file' && kind !== 'folder') continue
      found.set(upperName(below + name), { path: join(path, name), kind })
      if (kind === 'folder') walk(join(path, name), `${below}${name}/`)
    }
  }
  walk(folder, '')
  return found
}

function pushWrite({ store }: LibraryFacts, steps: Step[], path: string, content: Buffer): void {
  const before = readSmallFile(store, path)
  if (before !== undefined && content.equals(before)) return
  steps.push({ action: 'write-file', path, bytes: content.length, content, replaces: before !== undefined })
}

function tooMany(facts: LibraryFacts, there: Entries, wanted: ReadonlySet<string>): readonly Step[] {
  const extra = [...there].filter(([key]) => !wanted.has(key)).map(([, entry]) => entry)
  const files = extra.filter(({ path, kind }) => kind === 'file' && withoutIni(path) !== undefined)
  const folders = extra.filter(({ kind }) => kind === 'folder').sort((a, b) => b.path.length - a.path.length)
  return [
    ...files.map(({ path }): Step => ({ action: 'remove-file', path, bytes: sizeOf(facts, path) })),
    ...folders.map(({ path }): Step => ({ action: 'remove-folder', path, bytes: 0 })),
  ]
}
