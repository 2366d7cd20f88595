// An article wraps a long message over two lines; the second half then stands alone, without component and thread. Where
// the two halves together are a known message, they are one entry again.
import type { LogEntry } from '../../parsers/log-entry.ts'
import type { LogEvent } from '../../parsers/recognise.ts'

type Recognise = (entry: LogEntry) => LogEvent | undefined

/** Entries of a viewer copy, in their order; halves joined. Others are handed through. */
export function joinWrapped(entries: readonly LogEntry[], recognise: Recognise): readonly LogEntry[] {
  if (!entries.some(isHalf)) return entries
  const joined: LogEntry[] = []
  for (const entry of entries) {
    const before = joined.at(-1)
    const whole = before === undefined || !isHalf(entry) ? undefined : wholeOf(before, entry, recognise)
    if (whole === undefined) joined.push(entry)
    else joined[joined.length - 1] = whole
  }
  return joined
}

const isHalf = ({ form, component, thread }: LogEntry): boolean =>
  form === 'view' && component === undefined && thread === undefined

function wholeOf(first: LogEntry, second: LogEntry, recognise: Recognise): LogEntry | undefined {
  // A row that ends in `b` is the first half of the row without it (log-signatures.md, PX-022b, PX-054b, PX-061b).
  if (first.form !== 'view' || !(recognise(first)?.signature.endsWith('b') ?? false)) return undefined
  if (recognise(second) !== undefined) return undefined
  const whole: LogEntry = {
    ...first,
    length: second.offset + second.length - first.offset,
    message: `${first.message.trimEnd()} ${second.message.trim()}`,
    raw: `${first.raw}\n${second.raw}`,
  }
  return recognise(whole) === undefined ? undefined : whole
}
