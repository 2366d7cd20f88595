import type { LogEntry } from '../parsers/log-entry.ts'
import { logOfComponent, logOfFileName, recogniser, type LogEvent, type LogName } from '../parsers/recognise.ts'

export type EntryRecogniser = {
  /** What an entry says; undefined for unknown messages, for orphans and for pieces of torn writes. */
  recognise(entry: LogEntry): LogEvent | undefined
  /** For `wanted` of the entry reader: could a message of this file be known? */
  mayMatch(bytes: Uint8Array, start: number, end: number, component: string | undefined): boolean
}

/** Components of one file that are remembered; a made-up log may name a new one in every line. */
const mostComponents = 200

/**
 * Recognises the entries of one file. Several components may write into one file, so the component of the line tells
 * whose message it is, and the file's name only where the line does not. The message of another component is not ours,
 * however it reads; in a text without either, every catalogue is tried.
 */
export function entryRecogniser(fileName: string): EntryRecogniser {
  const { recognise, mayMatch } = recogniser()
  const fileLog = logOfFileName(fileName)

  // The few components of a file take turns: the log of each is looked up once.
  const logs = new Map<string, LogName | undefined>()
  const logOf = (component: string): LogName | undefined => {
    const known = logs.get(component)
    if (known !== undefined || logs.has(component)) return known
    const log = logOfComponent(component) ?? fileLog
    if (logs.size < mostComponents) logs.set(component, log)
    return log
  }
  return {
    recognise({ form, fragment, component, message }) {
      if (form === 'unframed' || fragment) return undefined
      if (component === undefined) return recognise(message, fileLog)
      const log = logOf(component)
      return log === undefined ? undefined : recognise(message, log)
    },
    mayMatch(bytes, start, end, component) {
      if (component === undefined) return mayMatch(bytes, start, end, fileLog)
      const log = logOf(component)
      return log !== undefined && mayMatch(bytes, start, end, log)
    },
  }
}
