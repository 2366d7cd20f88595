// Several finished logs tell one story: their entries are handed on in the order of time, as far as it is known, and
// each log's own order is kept. An entry without a time stays with the one before it.
import type { LogEntry } from '../../parsers/log-entry.ts'

/** The generations of one log, read one after the other. */
export type Lane<Where> = {
  /** Which log it is among those of one moment: causes first. */
  readonly rank: number
  readonly host: string
  readonly batches: AsyncIterator<{ readonly entries: readonly LogEntry[]; readonly where: Where }>
}

type Open<Where> = Lane<Where> & {
  entries: readonly LogEntry[]
  where: Where
  next: number
  /** Time of its next entry for the order alone; milliseconds. -Infinity until one is known. */
  clock: number
}

/**
 * Reads all lanes to their ends and hands on every entry.
 *
 * A local time without a bias takes that of a neighbouring log for the order, and only for it (log-formats.md 5).
 */
export async function sideBySide<Where>(
  lanes: readonly Lane<Where>[],
  take: (entry: LogEntry, where: Where) => void,
): Promise<void> {
  const biases = new Map<string, number>()
  let anyBias = 0

  const learnBias = ({ time, localTime }: LogEntry, host: string): void => {
    if (time === undefined || localTime === undefined) return
    anyBias = time - localTime
    biases.set(host, anyBias)
  }

  const clockOf = (entry: LogEntry, lane: Open<Where>): number => {
    const { time, localTime } = entry
    if (time !== undefined) return time
    return localTime === undefined ? lane.clock : localTime + (biases.get(lane.host) ?? anyBias)
  }

  /** Looks at the next entry, reading on when the batch is used up. @returns false at the end of the lane */
  const advance = async (lane: Open<Where>): Promise<boolean> => {
    while (lane.next >= lane.entries.length) {
      const { done, value } = await lane.batches.next()
      if (done === true) return false
      lane.entries = value.entries
      lane.where = value.where
      lane.next = 0
      for (const entry of lane.entries.slice(0, 1)) learnBias(entry, lane.host)
    }
    return true
  }

  const opened: Open<Where>[] = []
  for (const lane of lanes) {
    const { done, value } = await lane.batches.next()
    if (done === true) continue
    const one = { ...lane, entries: value.entries, where: value.where, next: 0, clock: -Infinity }
    if (await advance(one)) opened.push(one)
  }
  for (const lane of opened) for (const entry of lane.entries) learnBias(entry, lane.host)
  for (const lane of opened) lane.clock = clockOf(lane.entries[lane.next] as LogEntry, lane)

  while (opened.length > 0) {
    const [first, second] = leading(opened)
    if (first === undefined) return
    const limit = second?.clock ?? Infinity
    const mayDraw = second === undefined || comesBefore(first, second)
    // The leading lane goes on until another one's turn has come.
    for (;;) {
      const entry = first.entries[first.next]
      if (entry !== undefined) {
        first.next += 1
        take(entry, first.where)
      }
      if (first.next >= first.entries.length && !(await advance(first))) {
        opened.splice(opened.indexOf(first), 1)
        break
      }
      const next = first.entries[first.next]
      if (next === undefined || second === undefined) continue // alone, it needs no order
      learnBias(next, first.host)
      first.clock = clockOf(next, first)
      if (first.clock > limit || (first.clock === limit && !mayDraw)) break
    }
  }
}

/** The lane whose turn it is, and the one after it. */
function leading<Where>(lanes: readonly Open<Where>[]): readonly [Open<Where> | undefined, Open<Where> | undefined] {
  let first: Open<Where> | undefined
  let second: Open<Where> | undefined
  for (const lane of lanes) {
    if (first === undefined || comesBefore(lane, first)) {
      second = first
      first = lane
    } else if (second === undefined || comesBefore(lane, second)) second = lane
  }
  return [first, second]
}

const comesBefore = <Where>(one: Open<Where>, other: Open<Where>): boolean =>
  one.clock === other.clock ? one.rank < other.rank : one.clock < other.clock
