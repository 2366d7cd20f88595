import type { LogEntry } from '../log-entry.ts'

/** Most text that continues one entry: lines beyond are orphans (log-formats 1). */
export const mostContinuationLines = 200
export const mostContinuationBytes = 64 * 1024

/** The last entry read, kept back because lines without frame may continue it. */
export type HeldEntry = {
  /** Keeps `entry` and hands out the one before. */
  hold(entry: LogEntry): LogEntry | undefined
  /** A record that nobody wants: its continuation lines are to be swallowed. Hands out the one before. */
  holdNothing(): LogEntry | undefined
  /** Joins a line without frame to the record before it; false when there is none, or it has had enough. */
  join(text: string, length: number): boolean
  /** Hands out what is held; nothing can be joined any more. */
  release(): LogEntry | undefined
  readonly entry: LogEntry | undefined
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

export function heldEntry(): HeldEntry {
  let held: Mutable<LogEntry> | undefined
  /** Text of continuation lines, joined when the entry is handed out. */
  let more: string[] = []
  let open = false
  let lines = 0
  let bytes = 0

  const release = (): LogEntry | undefined => {
    const entry = held
    if (entry !== undefined && more.length > 0) {
      while (more.at(-1) === '') more.pop() // blank lines behind an entry are in its length, not in its text
      entry.message = [entry.message, ...more].join('\n')
      entry.raw = [entry.raw, ...more].join('\n')
      more = []
    }
    held = undefined
    open = false
    lines = bytes = 0
    return entry
  }
  return {
    hold(entry) {
      const before = release()
      held = entry
      open = true
      return before
    },
    holdNothing() {
      const before = release()
      open = true
      return before
    },
    join(text, length) {
      if (!open || lines >= mostContinuationLines || bytes + length > mostContinuationBytes) return false
      lines++
      bytes += length
      if (held === undefined) return true
      held.length += length
      more.push(text)
      return true
    },
    release,
    get entry() {
      return held
    },
  }
}
