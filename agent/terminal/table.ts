import Table from 'cli-table3'

export type Column = {
  readonly title: string
  /** Characters, blanks between columns not counted; undefined: as wide as its widest cell. */
  readonly width?: number | undefined
  readonly align?: 'left' | 'right'
}

/**
 * A table for people, without rules: columns two blanks apart, a cell that is too wide cut with `…`. Cells may hold
 * colours and several lines; text from logs must be made `printable` before. No line ends in blanks.
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], titles = true): string {
  const made = new Table({
    ...(titles && { head: columns.map(({ title }) => title) }),
    colAligns: columns.map(({ align = 'left' }) => align),
    colWidths: columns.map(({ width }) => (width === undefined ? null : width + gap)),
    chars: noRules,
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [], compact: true },
    truncate: '…',
  })
  made.push(...rows.map((row) => [...row]))
  return made
    .toString()
    .split('\n')
    .map((line) => line.replace(/\s+$/, ''))
    .join('\n')
}

const gap = 2

const noRules = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .concat('middle')
    .map((name) => [name, '']),
)
