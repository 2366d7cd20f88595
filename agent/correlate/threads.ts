// Which thread works for what right now. Almost every line says only half of what it is about; the other half is the
// thread that writes it (log-signatures.md, "Correlation chain"). Thread numbers are used again by the operating system:
// a binding ends where the thread ends, where its component starts anew, or where the number is bound to other work.
import type { DpName, PackageId } from '../../engine/ids.ts'
import type { Evidence } from '../../engine/distribution/run.ts'
import type { Subject } from '../../engine/distribution/distribution-event.ts'
import type { LogEntry } from '../../parsers/log-entry.ts'
import type { LogEvent } from '../../parsers/recognise.ts'
import type { Source } from '../flow.ts'

export type Role =
  /** No line told what it does. */
  | 'unknown'
  /** Starts other threads and names what they work for. */
  | 'main'
  /** DistMgr: a package; one package on one DP; status files and answers of pull DPs; the role of a DP. */
  | 'package'
  | 'dp'
  | 'replication'
  | 'dp-role'
  /** PkgXferMgr: one transfer job. */
  | 'sending'
  /** DP provider or pull component on the DP. */
  | 'provider'
  /** Scheduler, sender, despooler: a package on its way between sites. */
  | 'intersite'

/** A line whose thread may work for something else by now (doubted-lines.ts). Plain JSON: it is kept over a restart. */
export type DoubtedLine = { readonly entry: LogEntry; readonly event: LogEvent; readonly source: Source }

/** One thread at one piece of work. A new piece of work is a new binding with a new token. */
export type Thread = {
  readonly key: string
  /** Names this piece of work among all that were ever met; never used again. */
  readonly token: string
  role: Role
  subject: Subject
  jobId: string | undefined
  pull: boolean
  /** Has the line that says "starting" been read? */
  started: boolean
  /** Its try is over ("Sending failed …"): what comes next, but for trailing lines, is a new one. */
  over: boolean
  /** Message that ended it: the same line may be written twice. */
  endedBy?: string
  /** DP that a package thread named last. */
  lastDp: Subject | undefined
  /** Only lines of work on `lastDp` named it; the line that the thread turns to it was lost, or is not written. */
  dpUnannounced?: boolean
  /** What this package thread named before its version was known. */
  versionless: Subject[] | undefined
  /** Package that a main thread named last. */
  announced: PackageId | undefined
  /** Job that a main thread found last. */
  found: { readonly subject: Subject; readonly jobId: string | undefined; readonly at?: number | undefined } | undefined
  /** Complaints of the database that nothing has explained yet. */
  complaints: Evidence[] | undefined
  /** Wall clock of its last line, where known; milliseconds. */
  lastClock: number | undefined
  /** Time of its first line at this work; milliseconds since 1970 UTC. */
  firstAt: number | undefined
  /** Lines kept back after a long silence, and how long that was; milliseconds. */
  doubted?: DoubtedLine[] | undefined
  silence?: number | undefined
}

export const nobody: Subject = { packageId: undefined, packageVersion: undefined, dp: undefined, site: undefined }

export type Threads = {
  /** The binding of a key, made new when there is none. */
  at(key: string): Thread
  /** The number's binding, if it has one. */
  bound(key: string): Thread | undefined
  /** New work for a thread. */
  bind(key: string, role: Role, subject: Subject): Thread
  /** The same for a thread that another one starts, whose own first line may have come before (log-formats.md 2). */
  start(key: string, role: Role, subject: Subject, at: number | undefined): Thread
  end(thread: Thread): void
  /** The component starts: all its threads are new. @returns those that were at work */
  restart(prefix: string): readonly Thread[]
  /** The package's own thread on this host, the newest. */
  ofPackage(host: string, packageId: PackageId): Thread | undefined
  all(): Iterable<Thread>
  restore(thread: Thread): void
}

/**
 * A busy site has some hundred threads at work; the rest are ends whose last line was lost. So that those are forgotten
 * and a thread that writes now and then is not, bindings lie in two halves: what nobody asked for while a whole half
 * was filled is dropped.
 */
const half = 4_000

/** @param changed told of every key whose binding is new or gone */
export function threads(changed: (key: string) => void): Threads {
  let recent = new Map<string, Thread>()
  let older = new Map<string, Thread>()
  let uses = 0

  const put = (thread: Thread): void => {
    older.delete(thread.key)
    recent.set(thread.key, thread)
    if (recent.size <= half) return
    for (const key of older.keys()) changed(key)
    older = recent
    recent = new Map()
  }

  const bound = (key: string): Thread | undefined => {
    const thread = recent.get(key)
    if (thread !== undefined) return thread
    const old = older.get(key)
    if (old !== undefined) put(old)
    return old
  }

  const drop = (key: string): void => {
    recent.delete(key)
    older.delete(key)
    changed(key)
  }

  const bind = (key: string, role: Role, subject: Subject): Thread => {
    uses += 1
    const thread = newThread(key, `t${uses}`, role, subject)
    recent.delete(key) // the newest stands last
    put(thread)
    changed(key)
    return thread
  }

  const start = (key: string, role: Role, subject: Subject, at: number | undefined): Thread => {
    const before = bound(key)
    if (before === undefined || !hasJustBegun(before, role, subject, at)) return bind(key, role, subject)
    before.subject = merged(before.subject, subject)
    return before
  }

  const all = (): Thread[] => [...older.values(), ...recent.values()]

  return {
    at: (key) => bound(key) ?? bind(key, 'unknown', nobody),
    bound,
    bind,
    start,
    end: (thread) => {
      if (bound(thread.key) === thread) drop(thread.key)
    },
    restart: (prefix) => {
      const ended = all().filter(({ key }) => key.startsWith(prefix))
      for (const { key } of ended) drop(key)
      return ended
    },
    ofPackage: (host, packageId) =>
      all().findLast(
        ({ role, subject, key }) => role === 'package' && subject.packageId === packageId && key.startsWith(`${host}|`),
      ),
    all,
    restore: (thread) => {
      put(thread)
      uses = Math.max(uses, Number(thread.token.slice(1)) || 0)
    },
  }
}

/** Two threads of one log are out of order by tens of milliseconds (log-formats.md 2); generously. */
export const outOfOrder = 2_000

const hasJustBegun = (one: Thread, role: Role, subject: Subject, at: number | undefined): boolean =>
  one.role === role &&
  !one.over &&
  one.subject.packageId === subject.packageId &&
  !contradict(one.subject, subject) &&
  one.firstAt !== undefined &&
  at !== undefined &&
  Math.abs(at - one.firstAt) <= outOfOrder

function newThread(key: string, token: string, role: Role, subject: Subject): Thread {
  return {
    key,
    token,
    role,
    subject,
    jobId: undefined,
    pull: false,
    started: false,
    over: false,
    lastDp: undefined,
    versionless: undefined,
    announced: undefined,
    found: undefined,
    complaints: undefined,
    lastClock: undefined,
    firstAt: undefined,
    doubted: undefined,
    silence: undefined,
  }
}

/** What two sources together know; the first one's word counts. */
export function merged(one: Subject, other: Subject): Subject {
  if (knowsAll(one, other)) return one
  return {
    packageId: one.packageId ?? other.packageId,
    packageVersion: one.packageVersion ?? other.packageVersion,
    dp: one.dp ?? other.dp,
    site: one.site ?? other.site,
  }
}

const knowsAll = (one: Subject, other: Subject): boolean =>
  (one.packageId !== undefined || other.packageId === undefined) &&
  (one.packageVersion !== undefined || other.packageVersion === undefined) &&
  (one.dp !== undefined || other.dp === undefined) &&
  (one.site !== undefined || other.site === undefined)

/** Do they speak of different things? */
export function contradict(one: Subject, other: Subject): boolean {
  return differ(one.packageId, other.packageId) || differ(one.dp, other.dp)
}

const differ = (one: PackageId | DpName | undefined, other: PackageId | DpName | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other

/** The part of what a line names that makes up a distribution. */
export const subjectOf = ({ packageId, packageVersion, dp, site }: Subject): Subject => ({
  packageId,
  packageVersion,
  dp,
  site,
})
