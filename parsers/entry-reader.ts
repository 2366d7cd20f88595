import type { EntryReader, EntryReaderOptions } from './entries/entry-reading.ts'
import { framedReader } from './entries/framed-reader.ts'
import { viewReader } from './entries/view-reader.ts'

export type { EntryCounts } from './entries/entry-counts.ts'
export type { EntryReader, EntryReaderOptions, Wanted } from './entries/entry-reading.ts'

/** Physical lines of one file, in order -> entries. */
export function entryReader(options: EntryReaderOptions): EntryReader {
  return options.form === 'view' ? viewReader(options) : framedReader(options)
}
