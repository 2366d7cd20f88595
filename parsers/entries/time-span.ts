import type { PhysicalLine } from '../lines.ts'
import type { LogEntry } from '../log-entry.ts'

/** Times of the first and the last record of a file that has one. */
export type TimeSpan = {
  note(entry: LogEntry): void
  /** A record that was skipped: its time is only read when somebody asks. */
  noteSkipped(line: PhysicalLine): void
  readonly first: number | undefined
  readonly last: number | undefined
}

export function timeSpan(timeOf: (line: PhysicalLine) => number | undefined): TimeSpan {
  let first: number | undefined
  let last: number | undefined
  let skipped: PhysicalLine | undefined

  const catchUp = (): void => {
    if (skipped === undefined) return
    last = timeOf(skipped) ?? last
    first ??= last
    skipped = undefined
  }
  return {
    note({ time }) {
      if (time === undefined) return
      skipped = undefined
      first ??= time
      last = time
    },
    noteSkipped(line) {
      skipped = line
      if (first === undefined) catchUp()
    },
    get first() {
      catchUp()
      return first
    },
    get last() {
      catchUp()
      return last
    },
  }
}
