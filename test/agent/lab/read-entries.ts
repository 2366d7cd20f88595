import { readFileSync } from 'node:fs'
import { entryReader, type EntryCounts } from '../../../parsers/entry-reader.ts'
import { lineSplitter } from '../../../parsers/lines.ts'
import type { LogEntry } from '../../../parsers/log-entry.ts'

/** All entries of a text, read as the agent reads a log. */
export function readEntries(text: string): { readonly entries: readonly LogEntry[]; readonly counts: EntryCounts } {
  const lines = lineSplitter()
  const reader = entryReader({ form: 'framed' })
  const physical = [...lines.push(Buffer.from(text)), ...lines.end()]
  const entries = [...physical.flatMap((line) => reader.push(line)), ...reader.end()]
  return { entries, counts: reader.counts }
}

export const readLog = (path: string) => readEntries(readFileSync(path, 'utf8'))
