// Text without thread numbers, as forums and tickets have it: several sending threads may write into it at once, and which
// of them wrote a line is known only from what it names. Of a line that can be several threads' nothing is said.
import type { Subject } from '../../engine/distribution/distribution-event.ts'
import { isFullNameOf, type DpName } from '../../engine/ids.ts'
import type { LogEntry } from '../../parsers/log-entry.ts'
import type { Fields } from '../../parsers/recognise.ts'
import type { ContentOwners } from './content-owners.ts'
import type { Named } from './named-things.ts'
import type { Rule } from './rule.ts'
import { subjectOf, type Role, type Thread, type Threads } from './threads.ts'

/** A line without thread number. */
export type BareLine = {
  readonly entry: LogEntry
  readonly fields: Fields
  readonly named: Named
  readonly rule: Rule
}

export type BareText = {
  /** Key of the thread that the line speaks of; undefined when it may be one of several. */
  keyOf(text: string, line: BareLine): string | undefined
  /** Key of a thread of that kind that a line names without number. */
  keyFor(text: string, role: Role, named: Named): string
}

/** Transfers of one text that run at once; a site sends to some tens of DPs. */
const mostTransfers = 64

/** Status handed to Distribution Manager: installed, to be tried again, given up. */
const lastStatus = /^[345]$/

export function bareText({ bound }: Pick<Threads, 'bound'>, owners: Pick<ContentOwners, 'of'>): BareText {
  /** Kind of thread that a text spoke of last. */
  const lastRole = new Map<string, Role>()
  const counts = new Map<string, number>()
  /** Tokens of transfers that were told to be done. */
  const concluded = new Map<string, string>()

  const transferKey = (text: string, number: number): string =>
    number === 0 ? `${text}|sending` : `${text}|sending ${number}`

  const openIn = (text: string): Thread[] => {
    const open: Thread[] = []
    for (let i = 0; i < (counts.get(text) ?? 1); i++) {
      const thread = bound(transferKey(text, i))
      if (thread !== undefined) open.push(thread)
    }
    return open
  }

  const freeKey = (text: string): string => {
    const count = counts.get(text) ?? 1
    for (let i = 0; i < count; i++) if (bound(transferKey(text, i)) === undefined) return transferKey(text, i)
    if (count >= mostTransfers) return transferKey(text, 0)
    counts.set(text, count + 1)
    return transferKey(text, count)
  }

  const isConcluded = ({ key, token }: Thread): boolean => concluded.get(key) === token

  /** Which a line that names nothing can be of: trailing lines follow the end of a try, others do not. */
  const unnamed = (open: readonly Thread[], trails: boolean): readonly Thread[] => {
    const isDone = (thread: Thread): boolean => isConcluded(thread) || thread.over
    const likely = open.filter((thread) => isDone(thread) === trails)
    const possible = likely.length > 0 ? likely : open.filter((thread) => !isConcluded(thread))
    const started = possible.filter((thread) => thread.started)
    return started.length > 0 ? started : possible.length > 0 ? possible : open
  }

  const transferFound = (text: string, named: Named): string =>
    openIn(text).find((thread) => isSame(thread, named))?.key ?? freeKey(text)

  const transferOf = (text: string, { entry, fields, named, rule }: BareLine): string | undefined => {
    if (rule.begins === true) return transferFound(text, named)
    const open = openIn(text)
    const owner = named.contentId === undefined ? undefined : owners.of(named.contentId, undefined)
    const subject = { ...subjectOf(named), packageId: named.packageId ?? owner?.packageId }
    if (subject.packageId === undefined && subject.dp === undefined) {
      const [only, ...others] = open.length > 1 ? unnamed(open, rule.trails === true) : open
      return others.length > 0 ? undefined : (only?.key ?? transferKey(text, 0))
    }
    const fitting = open.filter((thread) => fits(thread.subject, subject, entry.endsFile === true))
    const working = fitting.filter((thread) => !isConcluded(thread))
    const [thread, ...others] = working.length > 0 ? working : fitting
    if (others.length > 0) return undefined
    if (thread !== undefined && lastStatus.test(String(fields['packageStatus'] ?? '')))
      concluded.set(thread.key, thread.token)
    if (thread !== undefined) return thread.key
    const [only] = open
    return open.length === 1 && only !== undefined && isNobodys(only) ? only.key : freeKey(text)
  }

  return {
    keyOf: (text, line) => {
      const { role = lastRole.get(text) ?? 'unknown' } = line.rule
      if (line.rule.role !== undefined) lastRole.set(text, role)
      return role === 'sending' ? transferOf(text, line) : `${text}|${role}`
    },
    keyFor: (text, role, named) => (role === 'sending' ? transferFound(text, named) : `${text}|${role}`),
  }
}

const isNobodys = ({ subject }: Thread): boolean => subject.packageId === undefined && subject.dp === undefined

/** Is it the transfer of this job, or of all that is named? */
const isSame = ({ jobId, subject }: Thread, named: Named): boolean =>
  jobId !== undefined && named.jobId !== undefined
    ? jobId === named.jobId
    : subject.packageId === named.packageId && isSameDp(subject.dp, named.dp, false)

/** Do they speak of one thing, and is one of its names among them? */
function fits(one: Subject, other: Subject, isCut: boolean): boolean {
  const { packageId = other.packageId, packageVersion = other.packageVersion } = one
  if (packageId !== (other.packageId ?? packageId) || packageVersion !== (other.packageVersion ?? packageVersion))
    return false
  const bothDps = one.dp !== undefined && other.dp !== undefined
  if (bothDps) return isSameDp(one.dp, other.dp, isCut)
  return one.packageId !== undefined && other.packageId !== undefined
}

const isSameDp = (one: DpName | undefined, other: DpName | undefined, isCut: boolean): boolean =>
  one === other || isFullNameOf(one, other) || isFullNameOf(other, one) || (isCut && isCutOf(other, one))

/** A file that ends in the middle of a line cuts its last name. */
export const isCutOf = (cut: DpName | undefined, whole: DpName | undefined): boolean =>
  cut !== undefined && whole !== undefined && cut.length < whole.length && whole.startsWith(cut)
