// What lines of PkgXferMgr.log do to the bindings of its threads: the main thread finds jobs and starts one sending
// thread for each (distribution-engine.md 6.2).
import { noFacts, type DistributionEvent } from '../../engine/distribution/distribution-event.ts'
import { numberIn } from './line-values.ts'
import type { Doing, Line } from './rule.ts'
import { contradict, merged, nobody, outOfOrder, subjectOf, type Thread } from './threads.ts'

export const findsJob: Doing = (line, { threads, keyOf }) => {
  const { thread, named, entry } = line
  const subject = subjectOf(named)
  thread.found = { subject, jobId: named.jobId, at: entry.time }
  if (entry.thread === undefined)
    threads.bind(keyOf(line, undefined, 'sending'), 'sending', subject).jobId = named.jobId
}

/** The new thread works for the job found just before, until its own first line says so, or has said so already. */
export const createsSendingThread: Doing = (line, { threads, keyOf, settle, emit }) => {
  const { found } = line.thread
  const child = numberIn(line.fields, 'threadId')
  line.thread.found = undefined
  if (found === undefined || child === undefined) return
  const key = keyOf(line, child, 'sending')
  settle(threads.bound(key))
  const before = threads.bound(key)
  if (before !== undefined && hasBegunFor(before, found)) return
  if (before !== undefined) tellEnd(before, line, emit)
  threads.bind(key, 'sending', found.subject).jobId = found.jobId
}

/** Its first line came before the one that tells of its creation: two threads write (log-formats.md 2). */
function hasBegunFor({ started, jobId, subject, firstAt }: Thread, found: NonNullable<Thread['found']>): boolean {
  if (!started || jobId === undefined || jobId !== found.jobId || contradict(subject, found.subject)) return false
  return firstAt === undefined || found.at === undefined || firstAt > found.at - outOfOrder
}

/** "SMS_EXECUTIVE started SMS_PACKAGE_TRANSFER_MANAGER": no thread lives on, and what it did has no end. */
export const restartsTransfer: Doing = (line, { threads, settle, emit }) => {
  for (const thread of [...threads.all()]) if (thread.key.startsWith(`${line.host}|PX|`)) settle(thread)
  for (const thread of threads.restart(`${line.host}|PX|`)) tellEnd(thread, line, emit)
}

export const startsSending: Doing = (line, { threads, emit }) => {
  const { named, thread: before } = line
  const subject = subjectOf(named)
  const isNext = before.started || before.over || before.jobId !== named.jobId || contradict(before.subject, subject)
  if (isNext) {
    tellEnd(before, line, emit)
    line.thread = threads.bind(before.key, 'sending', subject)
  }
  const { thread } = line
  thread.subject = merged(subject, thread.subject)
  thread.jobId = named.jobId
  thread.started = true
  thread.pull = line.signature === 'PX-013'
}

/** A thread's last line was lost: its number works for something else now. */
export function tellEnd(
  thread: Thread,
  { evidence }: Pick<Line, 'evidence'>,
  emit: (event: DistributionEvent) => void,
): void {
  const { role, started, over, subject, token } = thread
  if (role !== 'sending' || !started || over) return
  const at = undefined // when it ended is not known
  emit({
    about: 'distribution',
    happening: 'attemptEnded',
    subject,
    token,
    by: 'sending-thread',
    at,
    facts: noFacts,
    evidence,
  })
}

/** Only a thread that works for a pull DP writes such a line. */
export const servesPullDp: Doing = ({ thread }) => {
  thread.pull = true
}

/** A pull DP fetches its content itself: a thread that copies does other work by now, and its start was lost. */
export const sendsContent: Doing = (line, { threads, owners, emit }) => {
  const { named } = line
  if (line.thread.pull) {
    tellEnd(line.thread, line, emit)
    line.thread = threads.bind(line.thread.key, 'sending', subjectOf(named))
  }
  const { thread } = line
  if (named.contentId !== undefined) owners.learn(named.contentId, thread.subject)
}

/** The start of the thread was lost: its content tells the package, if it was met before. */
export const namesContent: Doing = ({ thread, named }, { owners }) => {
  const owner = named.contentId === undefined ? undefined : owners.of(named.contentId, thread.subject.packageId)
  if (owner !== undefined && !contradict(thread.subject, owner)) thread.subject = merged(thread.subject, owner)
}

/** The main thread found a job, and the DP takes only one at a time. */
export const isThrottled: Doing = (line, { threads }) => {
  const { found, key } = line.thread
  if (found === undefined || contradict(found.subject, { ...nobody, dp: line.named.dp })) return
  line.thread = threads.bind(`${key}|found`, 'sending', found.subject)
  line.thread.jobId = found.jobId
}

export const endsTry: Doing = ({ thread, entry }) => {
  thread.over = true
  thread.endedBy = entry.message
}

export const endsPullTry: Doing = ({ thread }) => {
  thread.pull = true
  thread.over = true
}

export const endsSending: Doing = ({ thread }, { threads }) => threads.end(thread)
