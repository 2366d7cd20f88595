// Add a content: stored files that are missing, users, the tree, its name, then the package. In this order every cut
// leaves at most bytes and users too many, never a reference without its bytes (content library, operations).
import { contentKey, contentKind, packageContent, parsePackageId, type PackageId } from '../../ids.ts'
import { assumedLayout } from '../../assumptions.ts'
import { contentOf } from '../../scan/library-index.ts'
import { refusedPlan, stages, type Plan, type PlanRefusal } from '../plan.ts'
import { archiveOf } from './archive-steps.ts'
import { draftStage, nameContent, needLibrary, newDraft, storeFiles, writeTree, type Draft } from './content-steps.ts'
import type { ContentSource } from './content-source.ts'
import { libraryRefusals, type LibraryFacts } from './library-facts.ts'
import { packageEntry, packageStep } from './package-file.ts'

export type AddRequest = {
  readonly packageId: string
  /** `<PackageID>.<version>` when none is named. */
  readonly contentId: string | undefined
  /** 1 when none is named. */
  readonly version: number | undefined
}

export function planAdd(facts: LibraryFacts, request: AddRequest, source: ContentSource): Plan {
  const packageId = parsePackageId(request.packageId)
  const contentId = request.contentId ?? `${packageId ?? request.packageId}.${request.version ?? 1}`
  const refusals = [
    ...libraryRefusals(facts),
    ...namesWrong(packageId, contentId, request),
    ...(packageId === undefined ? [] : present(facts, packageId, contentId, request)),
    ...source.refusals,
  ]
  if (packageId === undefined || refusals.length > 0) return refusedPlan('add', contentId, refusals)
  const draft = draftContent(facts, contentId, source)
  const archive = archiveOf(facts, contentId, source.root)
  const version = packageContent(contentId)?.version
  const change = { add: [contentId], drop: [], version }
  return {
    operation: 'add',
    subject: contentId,
    prepare: stages(draftStage('store the files', draft)),
    finish: stages(
      nameContent(draft),
      {
        name: 'name it in the package',
        steps: [packageStep(facts.view.index.survey, packageId, change, 0)],
      },
      archive.stage,
    ),
    refusals: draft.refusals,
    remarks: archive.remarks,
  }
}

/** Everything of a new content that comes before its name. */
export function draftContent(facts: LibraryFacts, contentId: string, source: ContentSource): Draft {
  const draft = newDraft(facts, contentId, false)
  needLibrary(draft)
  storeFiles(draft, source.root)
  writeTree(draft, source.root)
  return draft
}

function namesWrong(packageId: PackageId | undefined, contentId: string, { version }: AddRequest): PlanRefusal[] {
  if (packageId === undefined) return [badName('a package id is three letters or digits and five hex digits: ABC00001')]
  const kind = contentKind(contentId)
  if (kind === undefined) return [badName(`${contentId} is no content id: ABC00001.2, Content_<guid>.1 or a guid`)]
  if (kind !== 'package') {
    const unused = version === undefined ? [] : [badName('a version goes with <PackageID>.<version> only')]
    return unused
  }
  const own = packageContent(contentId)
  if (own?.packageId !== packageId) return [badName(`${contentId} belongs to another package`)]
  return version === undefined || version === own.version ? [] : [badName(`${contentId} is not version ${version}`)]
}

const badName = (detail: string): PlanRefusal => ({ reason: 'badName', detail })

function present(
  { view }: LibraryFacts,
  packageId: PackageId,
  contentId: string,
  request: AddRequest,
): readonly PlanRefusal[] {
  const refused = (detail: string): readonly PlanRefusal[] => [{ reason: 'present', detail }]
  const entry = packageEntry(view.index.survey, packageId)
  if (entry !== undefined && entry.record === undefined)
    return [{ reason: 'libraryDamaged', detail: 'the file of the package in PkgLib cannot be used', path: entry.path }]
  const own = entry?.record?.contents ?? []
  if (own.some((content) => contentKey(content) === contentKey(contentId)))
    return refused(`${packageId} has ${contentId} already: update or redistribute it`)
  if (contentOf(view.index, contentId) !== undefined)
    return refused(`DataLib holds ${contentId} already: remove or redistribute it`)
  if (contentOf(view.index, contentId + assumedLayout.tempSuffix) !== undefined)
    return refused(`DataLib holds an unfinished ${contentId}: another writer works on it, or left it; sweep it first`)
  if (request.contentId === undefined && own.length > 0)
    return refused(`${packageId} is there with ${own.join(', ')}: update it, or name another content with --content`)
  return []
}
