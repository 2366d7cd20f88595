// The demo where no screen is: one line for every change, and the account at the end. Pure.
import type { Colours } from '../terminal/colours.ts'
import { printableLine } from '../terminal/printable.ts'
import { clockWords } from './demo-screen.ts'
import { failureWords, groups, nextTryWords, triesWords, type Row } from './demo-view.ts'

/** Remembers what was told, so that a distribution is told again only when it changed. */
export function changeTeller(): (rows: readonly Row[], runningSeconds: number) => readonly string[] {
  const told = new Map<string, string>()
  return (rows, runningSeconds) =>
    rows.flatMap((row) => {
      const state = stateOf(row)
      if (told.get(row.key) === state) return []
      told.set(row.key, state)
      return changeLine(row, runningSeconds)
    })
}

const stateOf = ({ group, stage, failure, failures }: Row): string =>
  group === 'on the way' ? `${group}|${stage}` : [group, failure?.class, failures].join('|')

/** `0:04  PS1DP6     PS100021 v3   failing     disk-full-dp 0x80070070, tries 1 of 100, next in 15 s` */
function changeLine(row: Row, runningSeconds: number): string {
  const { dp, package: name, group } = row
  const told = { arrived: [], 'on the way': [row.stage], failing: trouble(row), waiting: trouble(row) }[group].join(
    ', ',
  )
  return printableLine(
    [clockWords(runningSeconds).padStart(5), dp.padEnd(9), name.padEnd(12), group.padEnd(10), told].join('  '),
  ).trimEnd()
}

function trouble(row: Row): readonly string[] {
  const next = nextTryWords(row.nextTry)
  const tries = triesWords(row)
  const why = row.failure === undefined ? row.stage : failureWords(row.failure)
  return [why, tries && `tries ${tries}`, next && `next ${next}`].filter(Boolean)
}

/** The account at the end: how many of each, and for every failing distribution the cause and what to do. */
export function summary(rows: readonly Row[], colours: Colours, width: number): readonly string[] {
  const counts = groups.map((group) => `${String(rows.filter((row) => row.group === group).length)} ${group}`)
  const troubled = rows.filter(
    ({ group, failure }) => failure !== undefined && (group === 'failing' || group === 'waiting'),
  )
  const heading =
    troubled.length === 0 ? [] : ['', colours.bold('What hinders, and what an administrator does about it:')]
  return [
    `At the end: ${counts.join(', ')}.`,
    ...heading,
    ...byReason(troubled).flatMap((same) => reason(same, colours, width)),
  ]
}

/** The same reason is explained once, for all DPs and packages it hinders. */
function byReason(rows: readonly Row[]): readonly (readonly Row[])[] {
  const grouped = new Map<string, Row[]>()
  for (const row of rows) {
    const key = [row.failure?.class, row.failure?.code, row.failure?.cause].join('|')
    grouped.set(key, [...(grouped.get(key) ?? []), row])
  }
  return [...grouped.values()]
}

function reason(rows: readonly Row[], { bold, red, yellow, dim }: Colours, width: number): readonly string[] {
  const [{ failure, group } = { failure: undefined, group: 'failing' }] = rows
  if (failure === undefined) return []
  const paint = group === 'failing' ? red : yellow
  const name = failure.codeName === null ? '' : dim(` ${failure.codeName}`)
  return [
    '',
    `${paint(bold(failureWords(failure)))}${name}  ${rows.map(({ dp, package: held }) => `${dp} ${held}`).join(', ')}`,
    ...wrapped(failure.cause, '    ', width),
    ...wrapped(failure.remedy, '  → ', width),
  ]
}

/** Words onto lines of at most `width`; the first line begins with `lead`, the others with as many blanks. */
export function wrapped(text: string, lead: string, width: number): readonly string[] {
  const room = Math.max(20, width - lead.length)
  const lines: string[] = []
  let line = ''
  for (const word of printableLine(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((one, index) => (index === 0 ? lead : ' '.repeat(lead.length)) + one)
}
