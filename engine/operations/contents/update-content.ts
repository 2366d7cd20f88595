// Update: the next version is added beside the current one and shares what did not change, the package is switched in
// one rename, then the old version goes. Clients that hold the old content keep working until the last stage.
import { contentKey, contentKind, packageContent, parseContentId, parsePackageId, type PackageId } from '../../ids.ts'
import { treeHash } from '../../library/tree-hash.ts'
import { contentOf } from '../../scan/library-index.ts'
import { assumedLayout } from '../../assumptions.ts'
import { refusedPlan, stages, type Plan, type PlanRefusal } from '../plan.ts'
import { draftContent } from './add-content.ts'
import { archiveOf } from './archive-steps.ts'
import { treeOf, type ContentSource } from './content-source.ts'
import { draftStage, nameContent, type Draft } from './content-steps.ts'
import { libraryRefusals, sizeOf, type LibraryFacts } from './library-facts.ts'
import { packageEntry, packagePath, packageStep } from './package-file.ts'
import { onlyOwner } from './remove-content.ts'
import { removalStages } from './removal-steps.ts'

export type UpdateRequest = {
  readonly packageId: string
  /** Which content, where a package has several. */
  readonly contentId: string | undefined
}

export function planUpdate(facts: LibraryFacts, request: UpdateRequest, source: ContentSource): Plan {
  const step = nextVersion(facts, request)
  const refusals = [...libraryRefusals(facts), ...('refused' in step ? [step.refused] : []), ...source.refusals]
  if ('refused' in step || refusals.length > 0) return refusedPlan('update', request.packageId, refusals)
  const { packageId, old, next } = step
  const draft = draftContent(facts, next, source)
  const archive = archiveOf(facts, next, source.root)
  const change = { add: [next], drop: old, version: packageContent(next)?.version }
  const { owners, index } = facts.view
  const sameAs = sameFiles(facts, step, source)
  const same = sameAs === undefined ? [] : [`${next} has the same files as ${sameAs}`]
  const going = old.filter((content) => onlyOwner(owners, content, packageId))
  return {
    operation: 'update',
    subject: next,
    prepare: stages(draftStage('store the files', draft)),
    finish: stages(
      nameContent(draft),
      {
        name: 'switch the package',
        steps: [packageStep(index.survey, packageId, change, sizeOf(facts, packagePath(index.survey, packageId)))],
      },
      archive.stage,
      ...removalStages(facts, { going, joining: joiningIn(draft) }),
    ),
    refusals: draft.refusals,
    remarks: [...same, ...archive.remarks],
    sameAs,
  }
}

/** A new version is made all the same, as the product does: that the site counts on says nothing about the files. */
function sameFiles({ view }: LibraryFacts, { old, current }: NextStep, source: ContentSource): string | undefined {
  const name = old.find((content) => versionOf(content) === current)
  const there = name === undefined ? undefined : contentOf(view.index, name)
  if (there?.tree !== 'holds' || there.treeHash !== treeHash(treeOf(source.root))) return undefined
  return name
}

const joiningIn = ({ steps }: Draft): ReadonlyMap<string, readonly string[]> =>
  new Map(steps.flatMap((step) => (step.action === 'add-users' ? [[step.path, step.users] as const] : [])))

type NextStep = {
  readonly packageId: PackageId
  readonly old: readonly string[]
  readonly next: string
  /** Version of the newest of the old ones. */
  readonly current: number
}
type Next = NextStep | { readonly refused: PlanRefusal }

function nextVersion({ view }: LibraryFacts, request: UpdateRequest): Next {
  const refused = (reason: PlanRefusal['reason'], detail: string): Next => ({ refused: { reason, detail } })
  const packageId = parsePackageId(request.packageId)
  if (packageId === undefined) return refused('badName', `${request.packageId} is no package id such as ABC00001`)
  const entry = packageEntry(view.index.survey, packageId)
  if (entry === undefined) return refused('absent', `the library holds no package ${packageId}: add it`)
  if (entry.record === undefined)
    return refused('libraryDamaged', `${entry.path} cannot be used: redistribute or repair`)
  const { contents } = entry.record
  const asked = request.contentId
  const named = asked === undefined ? contents : contents.filter((content) => contentKey(content) === contentKey(asked))
  if (named.length === 0) return refused('absent', `${packageId} has no content ${asked ?? ''}`)
  const series = new Map(named.map((content) => [contentKey(seriesOf(content)), seriesOf(content)]))
  const [only, more] = [...series.values()]
  if (only === undefined || more !== undefined)
    return refused('ambiguous', `${packageId} has several contents, name one with --content: ${contents.join(', ')}`)
  const old = contents.filter((content) => contentKey(seriesOf(content)) === contentKey(only))
  const versions = old.flatMap((content) => versionOf(content) ?? [])
  if (versions.length === 0)
    return refused('unsupported', `${old.join(', ')} has no version: a software update is never changed, only replaced`)
  const stored = contentKey(only) === packageId ? (entry.record.version ?? 0) : 0
  const current = Math.max(...versions)
  const next = `${only}.${Math.max(stored, current) + 1}`
  if (parseContentId(next) === undefined) return refused('unsupported', `${next} is no content id`)
  if (contentOf(view.index, next) !== undefined || contentOf(view.index, next + assumedLayout.tempSuffix) !== undefined)
    return refused('present', `DataLib holds ${next} already, finished or not: remove or sweep it first`)
  return { packageId, old, next, current }
}

/** `ABC00001.2` -> `ABC00001`, `Content_<guid>.3` -> `Content_<guid>`; a bare guid is its own. */
const seriesOf = (content: string): string => content.replace(/\.\d{1,10}$/, '')

const versionOf = (content: string): number | undefined =>
  contentKind(content) === undefined || !/\.\d{1,10}$/.test(content)
    ? undefined
    : Number(content.slice(content.lastIndexOf('.') + 1))
