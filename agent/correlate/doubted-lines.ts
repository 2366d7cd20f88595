// A sending thread may be silent for hours, with one big file. But thread numbers are used again, and its end and the
// start of another one may be among lines that were lost (log-formats.md 7.4). So what it writes after a long silence is
// kept back until one of its lines names the package or the distribution point.
import type { LogEntry } from '../../parsers/log-entry.ts'
import type { Named } from './named-things.ts'
import type { Rule } from './rule.ts'
import { contradict, type Thread } from './threads.ts'

/** What the next line of a thread tells of it. */
export type Verdict = 'same' | 'another' | 'in doubt'

/** Silence from which a line must say whose it is, and from which nobody knows when no line does; milliseconds. */
const doubtAfter = 60 * 60_000
const unknownAfter = 12 * 60 * 60_000
/** Lines kept back of one thread; the status that names everything comes a few lines after a failure. */
const mostDoubted = 50

/** @returns undefined where there is no doubt, as for nearly every line */
export function verdictOn(thread: Thread, { entry, named, rule }: Asked): Verdict | undefined {
  const clock = entry.localTime ?? entry.time
  const before = thread.lastClock
  if (clock !== undefined) thread.lastClock = clock
  if (thread.doubted === undefined) {
    if (before === undefined || clock === undefined || clock - before < doubtAfter) return undefined
    if (thread.over || thread.subject.packageId === undefined) return undefined
    thread.silence = clock - before
  }
  if (rule.begins === true || (thread.doubted?.length ?? 0) >= mostDoubted) return afterSilence(thread)
  if (named.packageId === undefined && named.dp === undefined) return 'in doubt'
  return contradict(thread.subject, named) ? 'another' : 'same'
}

type Asked = { readonly entry: LogEntry; readonly named: Named; readonly rule: Rule }

/** No line will tell: what is the likelier. */
export const afterSilence = ({ silence = 0 }: Thread): 'same' | 'another' =>
  silence < unknownAfter ? 'same' : 'another'
