// What a command prints on standard output. Diagnostics go to standard error.
import { printable } from './printable.ts'

/** Writes text and waits while the reader is slower than we are, so that gigabytes of records never pile up in memory. */
export function print(text: string): Promise<void> {
  if (process.stdout.write(text)) return Promise.resolve()
  return new Promise((resolve) => process.stdout.once('drain', resolve))
}

/** Lines for people on standard error; a pipe keeps standard output for what was asked for. */
export function tell(lines: readonly string[]): void {
  if (lines.length > 0) process.stderr.write(`${printable(lines.join('\n'))}\n`)
}

/** One value as JSON. Absent facts must already be `null`; `undefined` would silently drop the key. */
export const printJson = (value: unknown, indent = 2): Promise<void> =>
  print(`${harmlessJson(JSON.stringify(value, null, indent))}\n`)

/** JSON leaves DEL, the C1 controls and the marks of writing direction as they are, which a terminal obeys. */
const harmlessJson = (text: string): string =>
  text.replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** Rows for a program, byte for byte; a terminal, which would obey what stands in a name, gets them made harmless. */
export const printCsv = (rows: string, isTerminal = process.stdout.isTTY): Promise<void> =>
  print(isTerminal ? printable(rows.replaceAll('\r\n', '\n')) : rows)

/**
 * `cmdp parse … | head` closes our output early: that is the reader's right, no error. Ends the process quietly with
 * the exit code reached so far. Any other failure to write (a full disk behind `>`) is told and ends with 2.
 */
export function endWhenReaderLeaves(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'EOF') process.exit()
    process.stderr.write(`cmdp: could not write the output: ${error.message}\n`, () => process.exit(2))
  })
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exitCode = 2
  })
}
