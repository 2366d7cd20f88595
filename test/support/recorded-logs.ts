import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { entryReader, type EntryReader, type EntryReaderOptions } from '../../parsers/entry-reader.ts'
import { detectLayout } from '../../parsers/layouts/detect.ts'
import { lineSplitter, type PhysicalLine } from '../../parsers/lines.ts'
import type { LogEntry } from '../../parsers/log-entry.ts'
import { repository } from './sources.ts'

const corpus = join(repository, 'test', 'corpus')

/** Bytes of a recorded file, named below `test/corpus`. */
export const recorded = (name: string): Buffer => readFileSync(join(corpus, name))

/** Names of the recorded logs below a folder of `test/corpus`, sub-folders included; sorted. */
export const recordedNames = (folder: string, ending: RegExp): string[] =>
  readdirSync(join(corpus, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort()

/** Text as a log of the site's code page has it: one byte per character. */
export const latin = (text: string): Buffer => Buffer.from(text, 'latin1')

/** The lines of a file from `offset` on, pushed in pieces of `size` bytes. */
export function linesOf(bytes: Buffer, size = Infinity, offset = 0): PhysicalLine[] {
  const splitter = lineSplitter({ offset })
  const lines: PhysicalLine[] = []
  for (let at = 0; at < bytes.length; at += size) {
    splitter.each(Buffer.from(bytes.subarray(at, at + size)), (line) => lines.push(line))
  }
  return [...lines, ...splitter.end()]
}

export const textOf = ({ bytes, start, end }: PhysicalLine): string => bytes.toString('utf8', start, end)

export type ReadEntries = { readonly entries: readonly LogEntry[]; readonly reader: EntryReader }

/** Entries of a whole file; its form is found as for a finished log. */
export function readEntries(
  input: Buffer | string,
  options: Partial<EntryReaderOptions> = {},
  size?: number,
): ReadEntries {
  const bytes = typeof input === 'string' ? latin(input) : input
  const lines = linesOf(bytes, size, options.firstOffset)
  const framed = lines.some(({ bytes, start, end }) => detectLayout(bytes, start, end) !== undefined)
  const reader = entryReader({ form: framed ? 'framed' : 'view', ...options })
  return { entries: [...lines.flatMap((line) => reader.push(line)), ...reader.end()], reader }
}

export const entriesOf = (input: Buffer | string, options?: Partial<EntryReaderOptions>): readonly LogEntry[] =>
  readEntries(input, options).entries

/** A line as a site server writes it. */
export const serverLine = (message: string, time = '06-14-2018 06:26:25.828-60', thread = 9112): string =>
  `${message}  $$<SMS_PACKAGE_TRANSFER_MANAGER><${time}><thread=${thread} (0x${thread.toString(16).toUpperCase()})>\r\n`

/** A record as a client component writes it. */
export const clientRecordText = (text: string): string =>
  `<![LOG[${text}]LOG]!><time="01:38:47.034-120" date="07-16-2016" component="PullDP" context="" type="1" thread="12172" file="pulldp.cpp:889">`

export const coveredBytes = (entries: readonly LogEntry[]): number =>
  entries.reduce((sum, { length }) => sum + length, 0)
