// `library transfer` and `library merge`: preflight, copy in plans of their own, switch, a look at the new place, and the
// source only when it was asked for.
import { availableParallelism } from 'node:os'
import { noFacts } from '../../../engine/checks/facts.ts'
import { judge } from '../../../engine/checks/judge-library.ts'
import { viewOf } from '../../../engine/checks/view.ts'
import { diskStore, type DriveRoot } from '../../../engine/library/disk-store.ts'
import { libraryFolder } from '../../../engine/library/layout.ts'
import type { LibraryStore } from '../../../engine/library/store.ts'
import type { Applied } from '../../../engine/operations/apply.ts'
import { linkRefusals } from '../../../engine/operations/link-refusals.ts'
import { allSteps, refusedPlan, totalsOf, type Plan, type PlanTotals } from '../../../engine/operations/plan.ts'
import type { Step } from '../../../engine/operations/steps/step.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import type { Move } from '../../../engine/upkeep/move/move.ts'
import { leavePlans, willBeMoved } from '../../../engine/upkeep/move/leave-source.ts'
import { copyPlans, isComplete, libraryAfter, moveRefusals, switchPlan } from '../../../engine/upkeep/move/plan-move.ts'
import { sharesOf, usableDrivesValue } from '../../../engine/drives/share-names.ts'
import { applyTo, withWriter, type Writing } from '../change/change-run.ts'
import { doneByRecovery } from '../change/done-by-recovery.ts'
import { printChange } from '../change/plan-output.ts'
import { judgeLibrary, readLibrary, type Session } from '../library-session.ts'
import { workerCrew } from '../worker-crew.ts'
import { hostFacts } from './host-facts.ts'
import { knownTarget, type MoveRequest } from './move-request.ts'

type Parsed = Readonly<Record<string, unknown>>

export async function runMove(session: Session, parsed: Parsed, asked: MoveRequest): Promise<0 | 1> {
  const request = { ...asked, target: knownTarget(session, asked) }
  const roots = rootsWith(session, request.target)
  const host = await hostFacts(parsed, session.place)
  if (parsed['apply'] !== true) {
    const flight = await prepare(session, request, diskStore(roots), host.running)
    const plan = { ...wholePlan(flight.move, flight.plans, request), refusals: flight.refusals }
    await printChange(session, { plan: { ...plan, remarks: remarksOf(flight.move, request, host.looked) } })
    return flight.refusals.length > 0 ? 1 : 0
  }
  const subject = `to ${request.target.drive}`
  return withWriter(
    session,
    { operation: request.operation, subject, places: {} },
    async (writing) => {
      const flight = await prepare(session, request, writing.store, host.running)
      if (flight.refusals.length === 0) return applyMove(session, flight.move, request, writing, host.looked)
      const plan = refusedPlan(request.operation, subject, flight.refusals)
      const done = doneByRecovery(plan, writing.recovery)
      await printChange(session, { plan, recovery: writing.recovery, ...done })
      return done === undefined ? 1 : 0
    },
    roots,
  )
}

/** The drives of the library, and the target behind them when it is none of them. */
const rootsWith = ({ place }: Session, target: DriveRoot): readonly DriveRoot[] =>
  place.roots.some(({ drive }) => drive === target.drive) ? place.roots : [...place.roots, target]

type Flight = { readonly move: Move; readonly plans: readonly Plan[]; readonly refusals: Plan['refusals'] }

async function prepare(
  session: Session,
  request: MoveRequest,
  store: LibraryStore,
  running: readonly string[],
): Promise<Flight> {
  const startedAt = session.clock.now()
  const index = await readLibrary(session)
  const { view, judgement } = await judgeLibrary(session, index, startedAt)
  const drives = view.index.survey.drives.filter(({ parts }) => parts.FileLib !== undefined).map(({ drive }) => drive)
  const to = request.target.drive
  const primary = view.index.survey.drives[0]?.drive ?? ''
  const all = request.remote || request.from === undefined
  const from = all ? drives.filter((drive) => drive !== to) : [request.from ?? '']
  const move: Move = { operation: request.operation, view, store, from, to, metadata: from.includes(primary) }
  const plans = copiesWithoutBytes(move)
  const flight = {
    findings: judgement.findings,
    accepted: request.accepted,
    running,
    freeBytes: store.freeBytes(to),
    reserveBytes: session.place.reserveBytes,
    needed: totalsOf(plans.flatMap(allSteps)).bytes.written,
  }
  const partly: Plan['refusals'] =
    request.remote && request.from !== undefined && request.from !== primary
      ? [
          {
            reason: 'unsupported',
            detail: `a remote folder holds a whole library; move the primary drive ${primary}, and all others go along`,
          },
        ]
      : []
  const links = linkRefusals(store, plans.flatMap(allSteps), view)
  return { move, plans, refusals: [...partly, ...moveRefusals(move, flight), ...links] }
}

/** The plans without the bytes of small files: a million of them must not lie in memory only to be counted. */
const copiesWithoutBytes = (move: Move): readonly Plan[] => [...lightened(copyPlans(move))]

function* lightened(plans: Iterable<Plan>): Generator<Plan> {
  const light = (step: Step): Step => (step.action === 'write-file' ? { ...step, content: new Uint8Array(0) } : step)
  const stages = (all: Plan['prepare']): Plan['prepare'] =>
    all.map(({ name, steps }) => ({ name, steps: steps.map(light) }))
  for (const plan of plans) yield { ...plan, prepare: stages(plan.prepare), finish: stages(plan.finish) }
}

function wholePlan(move: Move, copies: readonly Plan[], { deleteSource }: MoveRequest): Plan {
  const all = [...copies, ...[switchPlan(move) ?? []].flat(), ...(deleteSource ? leavePlans(move, willBeMoved) : [])]
  return {
    operation: move.operation,
    subject: `${move.from.join(' ')} to ${move.to}`,
    prepare: all.flatMap(({ prepare }) => prepare),
    finish: all.flatMap(({ finish }) => finish),
    refusals: [],
  }
}

async function applyMove(
  session: Session,
  move: Move,
  request: MoveRequest,
  writing: Writing,
  looked: boolean,
): Promise<0 | 1> {
  const { store, tools, recovery } = writing
  const sum = newSum()
  const stages: Plan[] = []
  const doAll = async (on: typeof store, plans: Iterable<Plan>): Promise<boolean> => {
    for (const plan of plans) {
      stages.push(...lightened([plan]))
      if (!add(sum, await applyTo(session, on, plan, tools))) return false
    }
    return true
  }
  const copied = await doAll(store, copyPlans(move))
  const complete = copied && isComplete(move)
  if (copied && !complete) sum.problems.push('the library changed meanwhile; run it again')
  const switched = complete && (await doAll(store, [switchPlan(move) ?? []].flat()))
  const wrong = switched ? await faultsAt(session, move, request) : []
  for (const fault of wrong) sum.problems.push(`the new place is not what it should be, the source stays: ${fault}`)
  if (switched && wrong.length === 0 && request.deleteSource) await leave(session, move, request, writing, doAll)
  const applied: Applied = { outcome: outcomeOf(sum), totals: sum, problems: sum.problems, changes: sum.changes }
  const plan = {
    ...wholePlan(move, stages, { ...request, deleteSource: false }),
    prepare: stages.flatMap((one) => one.prepare),
    finish: stages.flatMap((one) => one.finish),
  }
  await printChange(session, { plan: { ...plan, remarks: remarksOf(move, request, looked) }, recovery, applied })
  return applied.outcome === 'applied' ? 0 : 1
}

type Sum = PlanTotals & {
  readonly counts: Record<string, number>
  readonly bytes: { written: number; freed: number }
  readonly problems: string[]
  readonly changes: string[]
}

const newSum = (): Sum => ({ counts: {}, bytes: { written: 0, freed: 0 }, problems: [], changes: [] })

function add(sum: Sum, { outcome, totals, problems, changes }: Applied): boolean {
  for (const [action, count] of Object.entries(totals.counts)) sum.counts[action] = (sum.counts[action] ?? 0) + count
  sum.bytes.written += totals.bytes.written
  sum.bytes.freed += totals.bytes.freed
  sum.problems.push(...problems)
  sum.changes.push(...changes)
  return outcome === 'applied'
}

/** What was copied stays for the next run, which goes on from there. */
const outcomeOf = ({ problems }: Sum): Applied['outcome'] => (problems.length === 0 ? 'applied' : 'unfinished')

/** The drives of the library after the switch, the primary one first. */
function rootsAfter(session: Session, move: Move, { target }: MoveRequest): readonly DriveRoot[] {
  const all = rootsWith(session, target)
  return libraryAfter(move).drives.flatMap((drive) => all.find((root) => root.drive === drive) ?? [])
}

/** A look at the new place at level 1: the same counts, and nothing wrong that was not wrong before. */
async function faultsAt(session: Session, move: Move, request: MoveRequest): Promise<readonly string[]> {
  const crew = workerCrew(rootsAfter(session, move, request), session.options.workers ?? availableParallelism())
  try {
    const now = session.clock.now()
    const { index } = await scanLibrary(crew, { level: 1, now, signal: session.signal })
    const view = viewOf(index)
    const { findings } = judge(index, noFacts(now, 1), view)
    const counts = [move.view, view].map(
      (one) => `${one.index.survey.packages.length} packages, ${one.contents.length} contents`,
    )
    const grave = findings.filter(
      ({ severity, rule }) => (severity === 'fatal' || severity === 'risk') && !request.accepted.has(rule),
    )
    return [
      ...(counts[0] === counts[1] ? [] : [`${counts[1] ?? ''} instead of ${counts[0] ?? ''}`]),
      ...grave.slice(0, 10).map(({ detail }) => detail),
    ]
  } finally {
    await crew.close()
  }
}

/** The lock and the journal of what follows lie at the new place: the old one is going. */
async function leave(
  session: Session,
  move: Move,
  request: MoveRequest,
  { store }: Writing,
  doAll: (on: Writing['store'], plans: Iterable<Plan>) => Promise<boolean>,
): Promise<void> {
  if (!move.metadata) {
    await doAll(store, leavePlans(move))
    return
  }
  const after = rootsAfter(session, move, request)
  const gone = rootsWith(session, request.target).filter(({ drive }) => !after.some((root) => root.drive === drive))
  const change = { operation: move.operation, subject: `to ${move.to}`, places: {} }
  await withWriter(
    session,
    change,
    async ({ store: there }) => ((await doAll(there, leavePlans({ ...move, store: there }))) ? 0 : 1),
    [...after, ...gone],
  )
}

function remarksOf(move: Move, request: MoveRequest, looked: boolean): readonly string[] {
  const { primary, drives } = libraryAfter(move)
  const place = primary === request.target.drive ? request.target.library : `${primary}\\${libraryFolder}`
  const shares = sharesOf(drives, []).filter(({ folder }) => folder === libraryFolder)
  const moved = move.metadata || drives.join() !== move.view.index.survey.drives.map(({ drive }) => drive).join()
  return [
    ...(looked ? [] : ['no log was looked at for distributions under way: --logs DIR']),
    ...(moved
      ? [
          request.remote
            ? `afterwards the library is ${place}; tell the site (Manage Content Library)`
            : `afterwards ContentLibraryPath is ${place} and ContentLibUsableDrives is ${usableDrivesValue(drives)}; shares: ${shares.map(({ share, drive }) => `${share} = ${drive}\\${libraryFolder}`).join(', ')}`,
        ]
      : []),
    request.deleteSource
      ? 'the source is deleted after a look at the new place'
      : 'the source is kept; --delete-source deletes it',
  ]
}
