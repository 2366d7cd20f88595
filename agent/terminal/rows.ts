// Rows of facts for people (a table) or programs (CSV, RFC 4180).
import { printableLine } from './printable.ts'
import { table } from './table.ts'

export type Cell = string | number | null | undefined

/** A table without lines, as wide as its contents; text from outside is made harmless. */
export const tableOf = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `${table(
    head.map((title) => ({ title })),
    rows.map((row) => row.map((cell) => printableLine(String(cell ?? '-')))),
  )}\n`

/**
 * Names come from outside: what a terminal would obey and line ends inside a cell are made visible (`\x1B`, `\n`), so that
 * each row is one line, and a cell that a spreadsheet would take for a formula is told apart by an apostrophe. Who needs a
 * name exactly as it is takes JSON.
 */
export function csvOf(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [head, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')
}

/** One row for each object: under each heading the field of that name, whatever the order of the fields. */
export const csvOfFields = <Name extends string>(
  head: readonly Name[],
  rows: readonly Readonly<Record<Name, Cell>>[],
): string =>
  csvOf(
    head,
    rows.map((row) => head.map((name) => row[name])),
  )

function csvCell(cell: Cell): string {
  const shown = printableLine(String(cell ?? ''))
  const text = typeof cell === 'string' && /^[=+@\t\r-]/.test(cell) ? `'${shown}` : shown
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** `1.4 GB`; KB, MB … are powers of 1024. */
export function sizeWords(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return '-'
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10))
  const value = bytes / 1024 ** power
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power] ?? 'B'}`
}
