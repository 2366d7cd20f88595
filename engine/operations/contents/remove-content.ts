// Remove a package or one content: out of the package first, so that nobody is sent there any more, then the content,
// then its users. Decided at once: cut off anywhere, the rest is done at the next start.
import { contentKey, packageContent, parseContentId, parsePackageId, type PackageId } from '../../ids.ts'
import { contentOf } from '../../scan/library-index.ts'
import type { PackageEntry } from '../../scan/entries.ts'
import { refusedPlan, stages, type Plan, type PlanRefusal } from '../plan.ts'
import type { Step } from '../steps/step.ts'
import { libraryRefusals, sizeOf, type LibraryFacts } from './library-facts.ts'
import { packageEntry, packageStep } from './package-file.ts'
import { removalStages } from './removal-steps.ts'

/** @param what  `ABC00001`, or a content id */
export function planRemove(facts: LibraryFacts, what: string): Plan {
  const refusals = libraryRefusals(facts)
  const found = refusals.length > 0 ? refusals : selection(facts, what)
  if (isRefused(found)) return refusedPlan('remove', what, found)
  return {
    operation: 'remove',
    subject: what,
    prepare: [],
    finish: stages(
      { name: 'take it out of the package', steps: found.packages },
      ...removalStages(facts, { going: found.contents, joining: new Map() }),
    ),
    refusals: [],
  }
}

type Selection = { readonly packages: readonly Step[]; readonly contents: readonly string[] }

const isRefused = (found: Selection | readonly PlanRefusal[]): found is readonly PlanRefusal[] => Array.isArray(found)

function selection(facts: LibraryFacts, what: string): Selection | readonly PlanRefusal[] {
  const packageId = parsePackageId(what)
  if (packageId !== undefined) return wholePackage(facts, packageId)
  const contentId = parseContentId(what)
  if (contentId === undefined)
    return [{ reason: 'badName', detail: `${what} is neither a package (ABC00001) nor a content (ABC00001.2)` }]
  const owners = facts.view.owners.get(contentKey(contentId)) ?? []
  if (owners.length === 0 && contentOf(facts.view.index, contentId) === undefined)
    return [{ reason: 'absent', detail: `the library holds no content ${contentId}` }]
  const packages = owners.flatMap((owner) => packageWithout(facts, owner, contentId))
  return { packages, contents: [contentId] }
}

/** A content that another package names too stays with that one. */
function wholePackage(facts: LibraryFacts, packageId: PackageId): Selection | readonly PlanRefusal[] {
  const { view } = facts
  const entry = packageEntry(view.index.survey, packageId)
  if (entry === undefined) return [{ reason: 'absent', detail: `the library holds no package ${packageId}` }]
  if (entry.record === undefined) {
    const detail = 'the file of the package cannot be used, so its contents are not known: remove them by name'
    return [{ reason: 'libraryDamaged', detail, path: entry.path }]
  }
  const contents = entry.record.contents.filter((content) => onlyOwner(view.owners, content, packageId))
  return { packages: [{ action: 'remove-file', path: entry.path, bytes: sizeOf(facts, entry.path) }], contents }
}

export const onlyOwner = (owners: LibraryFacts['view']['owners'], content: string, packageId: PackageId): boolean =>
  (owners.get(contentKey(content)) ?? []).every((owner) => owner === packageId)

function packageWithout(facts: LibraryFacts, owner: string, contentId: string): readonly Step[] {
  const { survey } = facts.view.index
  const packageId = parsePackageId(owner)
  const entry = packageId === undefined ? undefined : packageEntry(survey, packageId)
  if (packageId === undefined || entry === undefined) return []
  const change = { add: [], drop: [contentId], version: versionWithout(entry, contentId) }
  return [packageStep(survey, packageId, change, sizeOf(facts, entry.path))]
}

/** The highest version that stays, when the current one goes. */
function versionWithout({ packageId, record }: PackageEntry, contentId: string): number | undefined {
  if (record?.version === undefined) return undefined
  const versions = record.contents
    .filter((content) => contentKey(content) !== contentKey(contentId))
    .flatMap((content) => {
      const own = packageContent(content)
      return own?.packageId === packageId ? own.version : []
    })
  return versions.length === 0 ? undefined : Math.max(...versions)
}
