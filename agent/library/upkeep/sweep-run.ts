// `library sweep`: first the plan, written to the file that a person reviews; then, with --apply, what of that file is
// still right after a fresh look.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { viewOf } from '../../../engine/checks/view.ts'
import { orphanClasses, type OrphanClass } from '../../../engine/inspect/orphans.ts'
import { diskStore } from '../../../engine/library/disk-store.ts'
import { windowsPath } from '../../../engine/library/layout.ts'
import type { LibraryStore } from '../../../engine/library/store.ts'
import { linkRefusals } from '../../../engine/operations/link-refusals.ts'
import { allSteps, refusedPlan } from '../../../engine/operations/plan.ts'
import { planSweep, type SweepLimits, type SweepPlan } from '../../../engine/upkeep/sweep/plan-sweep.ts'
import { readSweepFile, sweepFileOf, type ReviewedSweep } from '../../../engine/upkeep/sweep/sweep-file.ts'
import { AgentError, badUsage, readError } from '../../errors.ts'
import { printableLine } from '../../terminal/printable.ts'
import { kinds } from '../../config/setting-kinds.ts'
import { applyTo, withWriter } from '../change/change-run.ts'
import { changeJson, printChange } from '../change/plan-output.ts'
import { judgeLibrary, note, readLibrary, type Session } from '../library-session.ts'
import { requireApart, requireOutside } from '../outside-library.ts'
import { hostFacts, type HostFacts } from './host-facts.ts'
import { writeWhole } from './packed-file.ts'
import { keepForUndo } from './undo-folder.ts'

type Parsed = Readonly<Record<string, unknown>>

export async function runSweep(session: Session, parsed: Parsed): Promise<0 | 1> {
  const path = resolve(String(parsed['plan']))
  const given = limitsIn(parsed)
  requireOutside(session.place.roots, '--plan', path)
  if (parsed['undo'] !== undefined) requireApart(session.place.roots, '--undo', String(parsed['undo']))
  return parsed['apply'] === true
    ? applySweep(session, parsed, path, given)
    : writeSweep(session, parsed, path, { ...defaults, ...given })
}

async function writeSweep(session: Session, parsed: Parsed, path: string, limits: SweepLimits): Promise<0 | 1> {
  if (existsSync(path) && 'fault' in readSweepFile(readText(path)))
    throw badUsage(`${path} is there and is no plan of a sweep; it is not overwritten`)
  const host = await hostFacts(parsed, session.place)
  const sweep = await planNow(session, host, limits, diskStore(session.place.roots), undefined)
  const plan = { ...sweep.plan, remarks: remarksOf(session, sweep, host, limits) }
  if (plan.refusals.length === 0) {
    const library = session.place.roots[0]?.library ?? ''
    const options = { ...limits, maxBytes: Number.isFinite(limits.maxBytes) ? limits.maxBytes : null }
    const file = sweepFileOf(changeJson({ plan }), { library, options, items: sweep.items })
    writeWhole(path, [Buffer.from(`${JSON.stringify(file, null, 2)}\n`, 'utf8')])
  }
  await printChange(session, { plan })
  if (plan.refusals.length === 0)
    note(session, `The plan is in ${path}; review it, take out what shall stay, then: sweep --plan ${path} --apply`)
  return plan.refusals.length > 0 ? 1 : 0
}

async function applySweep(session: Session, parsed: Parsed, path: string, given: Partial<SweepLimits>): Promise<0 | 1> {
  const reviewed = reviewedAt(path)
  const library = session.place.roots[0]?.library ?? ''
  if (reviewed.library !== '' && reviewed.library !== library)
    throw badUsage(`${path} is a plan for ${reviewed.library}, not for ${library}`)
  const limits = tighter(limitsOf(reviewed), given)
  const host = await hostFacts(parsed, session.place)
  const undo = parsed['undo'] === undefined ? undefined : String(parsed['undo'])
  return withWriter(
    session,
    { operation: 'sweep', subject: 'orphans', places: {} },
    async ({ store, tools, recovery }) => {
      const sweep = await planNow(session, host, limits, store, reviewed.approved)
      const kept =
        undo === undefined || sweep.plan.refusals.length > 0 ? undefined : keepForUndo(store, sweep.plan, undo)
      const words = kept === undefined ? [] : [`kept: ${kept.files} files, ${kept.bytes} bytes in ${kept.folder}`]
      const plan = { ...sweep.plan, remarks: [...words, ...remarksOf(session, sweep, host, limits)] }
      const applied = plan.refusals.length > 0 ? undefined : await applyTo(session, store, plan, tools)
      await printChange(session, { plan, recovery, applied })
      return applied?.outcome === 'applied' ? 0 : 1
    },
  )
}

async function planNow(
  session: Session,
  host: HostFacts,
  limits: SweepLimits,
  store: LibraryStore,
  approved: ReadonlySet<string> | undefined,
): Promise<SweepPlan> {
  const startedAt = session.clock.now()
  const index = await readLibrary(session)
  const { judgement, facts } = await judgeLibrary(session, index, startedAt)
  const { siteServer, unsettled } = host
  const view = viewOf(index)
  const sweep = planSweep({ view, store, findings: judgement.findings, facts, siteServer, unsettled }, limits, approved)
  const links = linkRefusals(store, allSteps(sweep.plan), view)
  if (links.length === 0) return sweep
  return { ...sweep, items: [], plan: refusedPlan('sweep', 'orphans', [...sweep.plan.refusals, ...links]) }
}

function remarksOf(
  { options }: Session,
  sweep: SweepPlan,
  host: HostFacts,
  { classes }: SweepLimits,
): readonly string[] {
  const quiet = host.looked || !classes.some((one) => one === 'O3' || one === 'O4')
  const blind = [
    ...(classes.includes('O4') && options.expected === undefined
      ? ['O4 needs the list of what should be here: --expected FILE']
      : []),
    ...(quiet ? [] : ['no log was looked at for pending and failed packages: --logs DIR']),
  ]
  return [
    ...sweep.items.map((item) => `goes: ${windowsPath(item)}`),
    ...sweep.left.map(({ item, why }) => `stays: ${windowsPath(item)}: ${why}`),
    ...blind,
  ]
}

function reviewedAt(path: string): ReviewedSweep {
  if (!existsSync(path)) throw new AgentError('fileMissing', { path: printableLine(path) })
  const reviewed = readSweepFile(readText(path))
  if ('fault' in reviewed) throw badUsage(`${path} cannot be applied: ${reviewed.fault}`)
  return reviewed
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw readError(path, error)
  }
}

const day = 24 * 60 * 60 * 1000
const allClasses = Object.keys(orphanClasses) as readonly OrphanClass[]
/** What a sweep takes at most when nobody says otherwise. */
const defaults: SweepLimits = { classes: allClasses, olderThan: 7 * day, maxItems: 1_000, maxBytes: Infinity }

/** The limits that were typed. */
function limitsIn(parsed: Parsed): Partial<SweepLimits> {
  const faults: string[] = []
  const read = <Key extends keyof SweepLimits>(
    name: string,
    key: Key,
    parse: (text: string) => SweepLimits[Key] | undefined,
    right: string,
  ): Partial<SweepLimits> => {
    if (parsed[name] === undefined) return {}
    const value = parse(String(parsed[name]))
    if (value === undefined) faults.push(`--${name} ${printableLine(String(parsed[name]))} must be ${right}`)
    return value === undefined ? {} : { [key]: value }
  }
  const limits = {
    ...read('class', 'classes', classesIn, `among ${allClasses.join(',')}`),
    ...read('older-than', 'olderThan', ageIn, 'a duration such as 7d'),
    ...read('max-items', 'maxItems', countIn, 'a whole number'),
    ...read('max-bytes', 'maxBytes', kinds.size.read, kinds.size.right),
  }
  if (faults.length > 0) throw badUsage(...faults)
  return limits
}

/** What a plan allows, and no more than what is typed with --apply. */
export function tighter(plan: SweepLimits, given: Partial<SweepLimits>): SweepLimits {
  const classes = plan.classes.filter((one) => given.classes?.includes(one) ?? true)
  if (classes.length === 0)
    throw badUsage(`--class ${given.classes?.join(',') ?? ''}: the plan is about ${plan.classes.join(',')} only`)
  return {
    classes,
    olderThan: Math.max(plan.olderThan, given.olderThan ?? 0),
    maxItems: Math.min(plan.maxItems, given.maxItems ?? Infinity),
    maxBytes: Math.min(plan.maxBytes, given.maxBytes ?? Infinity),
  }
}

/** `0`, `0s` and `0d` too: everything is old enough. */
const ageIn = (text: string): number | undefined => (/^0(ms|s|m|h|d)?$/.test(text) ? 0 : kinds.duration.read(text))

const countIn = (text: string): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined)

function classesIn(text: string): readonly OrphanClass[] | undefined {
  const asked = text
    .toUpperCase()
    .split(',')
    .map((one) => one.trim())
  return asked.every((one) => allClasses.some((name) => name === one))
    ? allClasses.filter((one) => asked.includes(one))
    : undefined
}

/** The limits the plan was made with hold for the fresh look too. */
function limitsOf({ options }: ReviewedSweep): SweepLimits {
  const number = (name: string, usual: number): number => (typeof options[name] === 'number' ? options[name] : usual)
  const classes = Array.isArray(options['classes']) ? classesIn(options['classes'].join(',')) : undefined
  return {
    classes: classes ?? allClasses,
    olderThan: number('olderThan', defaults.olderThan),
    maxItems: number('maxItems', defaults.maxItems),
    maxBytes: number('maxBytes', defaults.maxBytes),
  }
}
