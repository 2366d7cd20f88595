// What a command prints on standard output. Diagnostics go to standard error.
import { printableJson, printableLine } from './printable.ts'

/** Writes text and waits while the reader is slower than we are, so that gigabytes of records never pile up in memory. */
export function print(text: string): Promise<void> {
  if (process.stdout.write(text)) return Promise.resolve()
  return new Promise((resolve) => process.stdout.once('drain', resolve))
}

/** Lines for people on standard error; a pipe keeps standard output for what was asked for. */
export function tell(lines: readonly string[]): void {
  if (lines.length > 0) process.stderr.write(asLines(lines))
}

/** Lines for people on standard output. Whatever stands in one, it stays one line, and gives a terminal no orders. */
export const printLines = (lines: readonly string[]): Promise<void> => print(asLines(lines))

const asLines = (lines: readonly string[]): string => lines.map((line) => `${printableLine(line)}\n`).join('')

/** One value as JSON. Absent facts must already be `null`; `undefined` would silently drop the key. */
export const printJson = (value: unknown, indent = 2): Promise<void> =>
  print(`${printableJson(JSON.stringify(value, null, indent))}\n`)

/** Rows made by `csvOf`, with the line ends of RFC 4180; those of the terminal on one. */
export const printCsv = (rows: string, isTerminal = process.stdout.isTTY): Promise<void> =>
  print(isTerminal ? rows.replaceAll('\r\n', '\n') : rows)

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
