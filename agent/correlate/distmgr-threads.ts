// What lines of distmgr.log do to the bindings of its threads: the main thread starts package threads, these start DP
// threads, and the replication thread works on one status file after the other (distribution-engine.md 2).
import { numberIn } from './line-values.ts'
import type { Doing, Line } from './rule.ts'
import { contradict, merged, nobody, subjectOf } from './threads.ts'

/** Number of the thread that a line starts or ends. */
const childOf = ({ fields }: Line): number | undefined => numberIn(fields, 'threadId')

/** "SMS_EXECUTIVE started SMS_DISTRIBUTION_MANAGER": every thread of it is new. */
export const restartsComponent: Doing = (line, { threads, emit }) => {
  threads.restart(`${line.host}|DM|`)
  emit({ about: 'log', host: line.host, at: line.entry.time })
}

export const startsOtherThread: Doing = (line, { threads, keyOf }) => {
  threads.bind(keyOf(line, childOf(line), 'unknown'), line.signature === 'DM-002' ? 'replication' : 'unknown', nobody)
}

export const announcesPackage: Doing = (line, bench) => {
  line.thread.announced = line.named.packageId
  if (line.fields['n'] !== undefined) countsPackageThreads(line, bench)
}

/** "Currently using 3 out of 3": the package that waits is the one announced last. */
export const countsPackageThreads: Doing = (line, { emit }) => {
  const { fields, entry, evidence, host, thread } = line
  const used = numberIn(fields, 'n')
  const limit = numberIn(fields, 'm')
  if (used === undefined || limit === undefined) return
  const component = entry.component ?? 'SMS_DISTRIBUTION_MANAGER'
  emit({ about: 'threads', component, threads: 'package', used, limit, at: entry.time })
  const saturated = limit > 0 && used >= limit
  emit({
    about: 'package',
    happening: saturated ? 'saturated' : 'relieved',
    packageId: thread.announced,
    packageVersion: undefined,
    host,
    token: thread.announced === undefined ? thread.token : undefined,
    at: entry.time,
    evidence,
  })
}

export const startsPackageThread: Doing = (line, { threads, keyOf }) => {
  line.thread.announced = undefined
  const subject = { ...nobody, packageId: line.named.packageId }
  // In a copy without thread numbers the running text is the package's thread from now on.
  if (line.entry.thread === undefined) threads.bind(keyOf(line, undefined, 'package'), 'package', subject)
  const child = childOf(line)
  if (child !== undefined)
    line.thread = threads.start(keyOf(line, child, 'package'), 'package', subject, line.entry.time)
}

/** The old wording names no package: it is the one announced just before. */
export const startsAnnouncedPackageThread: Doing = (line, bench) => {
  line.named.packageId = line.thread.announced
  startsPackageThread(line, bench)
}

export const endsPackageThread: Doing = ({ thread }, { threads }) => threads.end(thread)

/** The version stands in the last lines of a package thread; its DPs were named before. */
export const knowsVersion: Doing = ({ thread, evidence }, { emit }) => {
  const { packageVersion } = thread.subject
  if (packageVersion === undefined) return
  for (const subject of thread.versionless ?? [])
    emit({
      about: 'distribution',
      happening: 'seen',
      subject: { ...subject, packageVersion },
      token: undefined,
      by: 'distmgr',
      at: undefined, // a line about the package is none of the distribution's
      facts: { namesVersion: true },
      evidence,
    })
  thread.versionless = undefined
}

export const namesDp: Doing = (line, { threads, keyOf }) => {
  const { thread } = line
  const subject = { ...thread.subject, dp: line.named.dp, site: line.named.site }
  thread.lastDp = subject
  thread.dpUnannounced = false
  if (subject.packageVersion === undefined) thread.versionless = [...(thread.versionless ?? []), subject]
  if (line.entry.thread === undefined) threads.bind(keyOf(line, undefined, 'dp'), 'dp', subject)
}

/** A package thread that does the work of a DP thread itself tells which DP by the names in those lines. */
export function worksOnUnannouncedDp({ thread, named }: Line): void {
  const { dp, site } = named
  if (dp === undefined || (thread.lastDp !== undefined && thread.dpUnannounced !== true)) return
  thread.lastDp = merged({ ...nobody, dp, site }, thread.subject)
  thread.dpUnannounced = true
}

export const startsDpThread: Doing = (line, bench) => {
  const { threads, keyOf } = bench
  namesDp(line, bench)
  const child = childOf(line)
  if (child === undefined) return
  line.thread = threads.start(keyOf(line, child, 'dp'), 'dp', line.thread.lastDp ?? nobody, line.entry.time)
}

/** A DP thread whose start was lost tells package and DP itself; the version is known to the package's thread. */
export const worksOnDp: Doing = ({ thread, host }, { threads }) => {
  const { packageId, packageVersion } = thread.subject
  if (packageVersion !== undefined || packageId === undefined) return
  const own = threads.ofPackage(host, packageId)
  if (own === undefined) return
  thread.subject = { ...thread.subject, packageVersion: own.subject.packageVersion }
  if (own.subject.packageVersion === undefined) own.versionless = [...(own.versionless ?? []), thread.subject]
}

export const endsDpThread: Doing = (line, { threads, keyOf }) => {
  const ended = threads.bound(keyOf(line, childOf(line), 'dp'))
  if (ended?.role !== 'dp' || contradict(ended.subject, subjectOf(line.named))) return
  threads.end(ended)
  line.thread = ended
}

/** The next status file, or answer of a pull DP: nothing of the one before holds on. */
export const opensStatusFile: Doing = (line, { threads }) => {
  line.thread = threads.bind(line.thread.key, 'replication', subjectOf(line.named))
}

export const opensPullResponse: Doing = (line, bench) => {
  opensStatusFile(line, bench)
  line.thread.pull = true
}

/** What a pull DP answers names no DP: that stands in the line before. Without it the thread's last DP is another one. */
export const readsPullResponse: Doing = (line, { threads }) => {
  if (line.thread.pull) return
  line.thread = threads.bind(line.thread.key, 'replication', subjectOf(line.named))
  line.thread.pull = true
}

export const closesStatusFile: Doing = ({ thread }, { threads }) => threads.end(thread)

export const startsUpgradeThread: Doing = (line, { threads, keyOf }) => {
  threads.bind(keyOf(line, childOf(line), 'dp-role'), 'dp-role', nobody)
}

/** Virtual directories were made: by the worker that installs the role, or by a DP thread whose package comes next. */
export const namesDpOnly: Doing = ({ thread, named }) => {
  if (thread.role === 'package' || thread.role === 'replication') return
  thread.subject = merged(thread.subject, { ...nobody, dp: named.dp, site: named.site })
}

/** Without thread numbers, and without a name, "done" says nothing of what failed above it. */
export const finishesRole: Doing = (line, { threads }) => {
  const { entry, thread, named } = line
  if (entry.thread !== undefined || named.dp !== undefined || thread.subject.dp !== undefined) return
  line.thread = threads.bind(thread.key, 'dp-role', nobody)
}

/** A complaint of the database: the line that says what it stopped comes next. */
export const complains: Doing = ({ thread, evidence }) => {
  thread.complaints = [...(thread.complaints ?? []), evidence].slice(-8)
}
