import type { LogEntry } from '../parsers/log-entry.ts'
import { logOfComponent, logOfFileName, recogniser, type LogEvent, type LogName } from '../parsers/recognise.ts'

export type EntryRecogniser = {
  /** What an entry says; undefined for unknown messages, for orphans and for pieces of torn writes. */
  recognise(entry: LogEntry): LogEvent | undefined
  /** For `wanted` of the entry reader: could a message of this file be known? */
  mayMatch(bytes: Uint8Array, start: number, end: number, component: string | undefined): boolean
}

/**
 * Recognises the entries of one file. Several components may write into one file, so the component of the line tells
 * whose message it is, and the file's name only where the line does not. The message of another component is not ours,
 * however it reads; in a text without either, every catalogue is tried.
 */
export function entryRecogniser(fileName: string): EntryRecogniser {
  const { recognise, mayMatch } = recogniser()
  const fileLog = logOfFileName(fileName)

  // Neighbouring lines have the same component as a rule: its log is looked up once.
  let lastComponent = ''
  let lastLog: LogName | undefined
  const logOf = (component: string): LogName | undefined => {
    if (component !== lastComponent) {
      lastComponent = component
      lastLog = logOfComponent(component) ?? fileLog
    }
    return lastLog
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
