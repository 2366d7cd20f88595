// Findings -> one plan that repairs what can be repaired without guessing, and the findings that are left with the
// reason. Which finding is repaired how is this table.
import { findingKinds, type FindingKind } from '../../checks/finding-kinds.ts'
import type { Finding } from '../../checks/findings.ts'
import { refusedPlan, stages, type Plan } from '../../operations/plan.ts'
import type { Step } from '../../operations/steps/step.ts'
import { finishContent, restoreEntry, restoreTree, restoreTreeHash } from './entry-repairs.ts'
import { fixCase, rewriteForm } from './form-repairs.ts'
import { repairLength } from './length-repairs.ts'
import { nameContent, rebuildPackage, setVersion } from './package-repairs.ts'
import {
  left,
  repairStages,
  type Repair,
  type RepairContext,
  type Repairer,
  type RepairFacts,
  type RepairStage,
} from './repair.ts'
import { addSignature, replaceSignature } from './signature-repairs.ts'
import { healStored, keepOneCopy, removeLoneParts, removeStray } from './stored-repairs.ts'
import { addMissingUsers, dropStaleUsers } from './users-repairs.ts'

const repairers: Readonly<Partial<Record<FindingKind, Repairer>>> = {
  missingUser: addMissingUsers,
  staleUser: dropStaleUsers,
  userInDoubt: dropStaleUsers,
  storedFileMissing: healStored,
  lengthDiffers: repairLength,
  entryLengthDiffers: repairLength,
  bytesDiffer: healStored,
  storedFileTwice: keepOneCopy,
  misplaced: removeStray,
  misplacedAlone: removeStray,
  loneParts: removeLoneParts,
  strayParts: removeLoneParts,
  signatureMissing: addSignature,
  signatureDiffers: replaceSignature,
  fileIniUnusable: restoreEntry,
  treeDiffers: restoreTree,
  treeHashUnusable: restoreTreeHash,
  contentMissing: restoreTreeHash,
  contentUnfinished: finishContent,
  abandoned: finishContent,
  packageUnreadable: rebuildPackage,
  contentOrphan: nameContent,
  versionDiffers: setVersion,
  oddForm: rewriteForm,
  caseDiffers: fixCase,
}

/** Findings that no change inside the library repairs; the others are left with what the finding itself suggests. */
const outside: Readonly<Partial<Record<FindingKind, string>>> = {
  noUser: 'sweep it as O1',
  halfOrphan: 'sweep it as O3',
  removalLeft: 'sweep it as O3',
  staleStaging: 'sweep it as O6',
}

export type RepairPlan = {
  readonly plan: Plan
  /** Findings the plan repairs. */
  readonly repaired: readonly Finding[]
  readonly left: readonly { readonly finding: Finding; readonly why: string }[]
}

/**
 * @param findings  all findings of the library, or those that were named
 * @param named  each of them was asked for by name: one that cannot be repaired is a refusal
 */
export function planRepair(findings: readonly Finding[], facts: RepairFacts, named: boolean): RepairPlan {
  const context: RepairContext = { ...facts, signing: { bytes: 0 } }
  const repaired: Finding[] = []
  const rest: { finding: Finding; why: string }[] = []
  const placed = new Map<RepairStage, Map<string, Step>>()
  for (const finding of findings) {
    const repair = repairOf(finding, context)
    if (repair.kind === 'left') {
      rest.push({ finding, why: repair.why })
      continue
    }
    repaired.push(finding)
    for (const [stage, step] of repair.steps) {
      const known = placed.get(stage) ?? new Map<string, Step>()
      placed.set(
        stage,
        known.set(`${step.action} ${step.path}`, merged(known.get(`${step.action} ${step.path}`), step)),
      )
    }
  }
  const refusals = named
    ? rest.map(({ finding, why }) => ({ reason: 'unsupported' as const, detail: `${finding.id}: ${why}` }))
    : []
  const [first, second, ...others] = repairStages.map((name) => ({
    name,
    steps: [...(placed.get(name)?.values() ?? [])],
  }))
  const plan: Plan =
    first === undefined || second === undefined || refusals.length > 0
      ? refusedPlan('repair', subjectOf(findings), refusals)
      : {
          operation: 'repair',
          subject: subjectOf(findings),
          prepare: stages(first, second),
          finish: stages(...others),
          refusals,
        }
  return { plan, repaired, left: rest }
}

const subjectOf = (findings: readonly Finding[]): string =>
  `${findings.length} finding${findings.length === 1 ? '' : 's'}`

function repairOf(finding: Finding, context: RepairContext): Repair {
  if (finding.transient) return left('the library is still changing there; look again later')
  const repairer = repairers[finding.kind]
  const repair = repairer?.(finding, context) ?? left(outside[finding.kind] ?? findingKinds[finding.kind].action)
  // Done would be a lie: the finding would be there again.
  if (repair.kind === 'steps' && repair.steps.length === 0)
    return left(`no change here repairs it: ${findingKinds[finding.kind].action}`)
  return repair
}

/** Users that two repairs bring to one list are one step; its bytes are those of the list after both. */
function merged(before: Step | undefined, step: Step): Step {
  if (before === undefined || before.action !== step.action) return step
  if (step.action === 'add-users' && before.action === 'add-users')
    return { ...step, users: [...new Set([...before.users, ...step.users])] }
  if (step.action === 'drop-users' && before.action === 'drop-users')
    return { ...step, users: [...new Set([...before.users, ...step.users])] }
  return step
}
