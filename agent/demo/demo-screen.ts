// The demo as a picture of one screen: who fails and why on top, what moves below, what arrived last. Pure.
import type { Colours } from '../terminal/colours.ts'
import { printableLine } from '../terminal/printable.ts'
import { table } from '../terminal/table.ts'
import { libraryLines, type ShownLibrary } from './demo-library-view.ts'
import { failureWords, nextTryWords, triesWords, type Group, type Row } from './demo-view.ts'

export type Frame = {
  readonly rows: readonly Row[]
  readonly colours: Colours
  /** Size of the terminal in characters. */
  readonly width: number
  readonly height: number
  readonly runningSeconds: number
  /** What is told above the tables; one line each. */
  readonly heading: readonly string[]
  /** undefined before it was scanned. */
  readonly library?: ShownLibrary | undefined
}

/** All lines of the screen, never more than it is high, none wider than it is wide. */
export function demoScreen(frame: Frame): readonly string[] {
  const head = [...headLines(frame), '', countLine(frame), '']
  const full = bodyOf(frame, 2)
  const body = head.length + full.length <= frame.height - 1 ? full : bodyOf(frame, 1)
  const room = Math.max(1, frame.height - 1 - head.length)
  if (body.length <= room) return [...head, ...body]
  const hidden = body.length - room + 1
  return [...head, ...body.slice(0, room - 1), frame.colours.dim(`… ${String(hidden)} more lines; enlarge the window`)]
}

function headLines({ colours, heading, runningSeconds, width }: Frame): readonly string[] {
  const [title = '', ...rest] = heading
  const clock = `running ${clockWords(runningSeconds)}`
  const first = cut(title, width - clock.length - 2)
  const blanks = ' '.repeat(Math.max(1, width - first.length - clock.length))
  return [colours.bold(first) + blanks + colours.dim(clock), ...rest.map((line) => cut(line, width))]
}

/** `0:47`, `12:05`. */
export const clockWords = (seconds: number): string =>
  `${String(Math.floor(seconds / 60))}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`

const marks = { failing: '✗', waiting: '•', 'on the way': '→', arrived: '✓' } as const satisfies Record<Group, string>

const paint = (group: Group, { red, yellow, cyan, green }: Colours): ((text: string) => string) =>
  ({ failing: red, waiting: yellow, 'on the way': cyan, arrived: green })[group]

function countLine({ rows, colours }: Frame): string {
  const counted = (['failing', 'waiting', 'on the way', 'arrived'] as const).map((group) => {
    const count = rows.filter((row) => row.group === group).length
    const text = `${marks[group]} ${String(count)} ${group}`
    return count === 0 ? colours.dim(text) : colours.bold(paint(group, colours)(text))
  })
  return ` ${counted.join('    ')}`
}

/** @param lines  lines per failing row: with 2 the second one tells the cause */
function bodyOf(frame: Frame, lines: 1 | 2): readonly string[] {
  return [
    ...troubleTable(frame, 'failing', 'FAILING', lines),
    ...libraryTable(frame),
    ...troubleTable(frame, 'waiting', 'WAITING', lines),
    ...movingTable(frame),
    ...arrivedLines(frame),
  ]
}

const widths = { dp: 11, package: 12, named: 32, tries: 9, next: 8 }

/** From this width on names of packages and codes are shown beside their ids. */
const roomy = 110

const packageWidth = (width: number): number => (width >= roomy ? widths.named : widths.package)

function packageCell({ package: id, packageName }: Row, { colours, width }: Frame): string {
  return width >= roomy ? `${id.padEnd(widths.package)} ${colours.dim(packageName)}` : id
}

function troubleTable(frame: Frame, group: 'failing' | 'waiting', title: string, lines: 1 | 2): readonly string[] {
  const { colours, width } = frame
  const rows = frame.rows.filter((row) => row.group === group)
  if (rows.length === 0) return []
  const color = paint(group, colours)
  const whyWidth = Math.max(20, width - widths.dp - packageWidth(width) - widths.tries - widths.next - 4 * 2)
  const columns = [
    { title: colours.bold(title), width: widths.dp },
    { title: colours.dim('PACKAGE'), width: packageWidth(width) },
    { title: colours.dim('WHY'), width: whyWidth },
    { title: colours.dim('NEXT TRY'), width: widths.next },
    { title: colours.dim('TRIES'), width: widths.tries, align: 'right' as const },
  ]
  const cells = rows.map((row) => [
    color(`${marks[group]} ${row.dp}`),
    packageCell(row, frame),
    whyCell(row, frame, color, whyWidth),
    nextTryWords(row.nextTry) || colours.dim('–'),
    triesWords(row),
  ])
  const [titles = '', ...told] = table(columns, cells).split('\n')
  const withCauses = told.flatMap((line, index) => [line, ...causeLine(rows[index], frame, lines)])
  return [titles, ...withCauses, '']
}

/** Cut before it is coloured: the table would cut a colour's end off with the text. */
function whyCell(
  { failure, stage }: Row,
  { colours, width }: Frame,
  color: (text: string) => string,
  room: number,
): string {
  const why = cut(failure === undefined ? stage : failureWords(failure), room)
  const name = width < roomy ? '' : cut(failure?.codeName ?? '', room - why.length - 1)
  return color(colours.bold(why)) + (name === '' ? '' : ` ${colours.dim(name)}`)
}

/** Plain words under the row, as far as the line goes. */
function causeLine(row: Row | undefined, { colours, width }: Frame, lines: 1 | 2): readonly string[] {
  if (lines === 1 || row?.failure === undefined) return []
  const indent = ' '.repeat(widths.dp + 2)
  return [indent + colours.dim(cut(row.failure.cause, width - indent.length))]
}

const libraryTable = ({ library, colours, width }: Frame): readonly string[] =>
  library === undefined ? [] : [...libraryLines(library, colours, width), '']

function movingTable(frame: Frame): readonly string[] {
  const { rows, colours, width } = frame
  const moving = rows.filter(({ group }) => group === 'on the way')
  if (moving.length === 0) return []
  const cells = moving.map((row) => [
    colours.cyan(`${marks['on the way']} ${row.dp}`),
    packageCell(row, frame),
    row.failures === 0 ? row.stage : `${row.stage}${colours.dim(`, after ${failuresWords(row.failures)}`)}`,
  ])
  const columns = [
    { title: colours.bold('ON THE WAY'), width: widths.dp },
    { title: colours.dim('PACKAGE'), width: packageWidth(width) },
    { title: colours.dim('NOW') },
  ]
  return [...table(columns, cells).split('\n'), '']
}

const failuresWords = (count: number): string => (count === 1 ? '1 failure' : `${String(count)} failures`)

/** One line per DP: which packages it holds. */
function arrivedLines({ rows, colours, width }: Frame): readonly string[] {
  const byDp = new Map<string, string[]>()
  for (const { group, dp, package: name } of rows) {
    if (group === 'arrived') byDp.set(dp, [...(byDp.get(dp) ?? []), name])
  }
  if (byDp.size === 0) return []
  const lines = [...byDp].map(([dp, packages]) => {
    const start = `${marks.arrived} ${dp.padEnd(widths.dp)}`
    return colours.green(start) + cut(newestVersions(packages).join(', '), width - start.length)
  })
  return [colours.bold('ARRIVED'), ...lines]
}

/** Newest version of each package; `PS100025 v41` is old once v42 is there. */
function newestVersions(packages: readonly string[]): readonly string[] {
  return [...new Map(packages.map((name) => [name.split(' ', 1)[0], name])).values()]
}

function cut(text: string, width: number): string {
  const line = printableLine(text)
  if (line.length <= width) return line
  return width <= 1 ? '' : `${line.slice(0, width - 1)}…`
}
