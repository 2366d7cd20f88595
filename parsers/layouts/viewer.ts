// Lines as a log viewer shows them, which people copy into articles and tickets (log-formats 1). Not a form on disk:
//
//   SMS_DISTRIBUTION_MANAGER 2624 (0xa40) Found package properties updated notification for package 'PS100039'
//   2020 (0x7e4) Started process …                                              (smsdpprov has no component)
//   ConfigurePXE<tab>SMS_DISTRIBUTION_MANAGER<tab>9/14/2016 3:11:09 PM<tab>3776 (0x0EC0)
//   ConfigurePXESMS_DISTRIBUTION_MANAGER04/09/2014 11:30:263776 (0x0EC0)         (the article lost the tabs)
//   ConfigurePXE                                                                 (the bare message)
//
// Sometimes the literal words `Date Time` stand in front.
import { componentAtEnd, isComponent } from './components.ts'
import { shownTimeAtEnd, type ShownTime } from './shown-time.ts'

export type { ShownTime } from './shown-time.ts'

/** What the columns of one line say. */
export type ViewedLine = {
  readonly message: string
  readonly component: string | undefined
  readonly thread: number | undefined
  /** Date and time as printed, in the locale of the viewer's user. */
  readonly shown: ShownTime | undefined
}

const columnNames = /^[ \t]*Date Time[ \t]+/

/** Longest stretch at either end of a line that columns are looked for in. */
const widest = 160

export function readViewedLine(line: string): ViewedLine {
  const text = line.replace(columnNames, '')
  return columnsInFront(text) ?? columnsBehind(text) ?? { ...noColumns, message: text }
}

const noColumns = { component: undefined, thread: undefined, shown: undefined }

const inFront = /^[ \t]*(?:([A-Za-z][A-Za-z_. ]{0,62}?)[ \t]+)?(\d{1,10}) \(0[xX]([0-9A-Fa-f]{1,8})\)(?:[ \t]+|$)/

function columnsInFront(text: string): ViewedLine | undefined {
  const match = inFront.exec(text.slice(0, widest))
  const component = match?.[1]
  if (match === null || (component !== undefined && !isComponent(component))) return undefined
  const thread = Number(match[2])
  if (thread !== Number.parseInt(match[3] ?? '', 16)) return undefined
  return { message: text.slice(match[0].length), component, thread, shown: undefined }
}

function columnsBehind(text: string): ViewedLine | undefined {
  const skipped = Math.max(0, text.length - widest)
  const end = text.slice(skipped)
  const thread = threadAtEnd(end)
  if (thread === undefined) return undefined
  const shown = shownTimeAtEnd(end.slice(0, thread.at))
  const columns = shown ?? dateColumn(end.slice(0, thread.at))
  if (columns === undefined) return undefined
  const before = text.slice(0, skipped + columns.at).trimEnd()
  const component = componentAtEnd(before)
  return {
    message: component === undefined ? before : before.slice(0, -component.length).trimEnd(),
    component,
    thread: thread.number,
    shown: shown?.time,
  }
}

const threadColumn = /\d \(0[xX]([0-9A-Fa-f]{1,8})\)\s*$/

/**
 * The thread that ends the text. Where an article lost the tabs, the seconds stand before its figures without a blank: so
 * its hex notation tells how many of the figures are its own.
 */
function threadAtEnd(text: string): { readonly at: number; readonly number: number } | undefined {
  const match = threadColumn.exec(text)
  if (match === null) return undefined
  const number = Number.parseInt(match[1] ?? '', 16)
  const figures = text.slice(0, match.index + 1)
  return figures.endsWith(String(number)) ? { at: figures.length - String(number).length, number } : undefined
}

/** Between tabs, behind a component we know, a date need not be understood to be a column. */
function dateColumn(text: string): { readonly at: number } | undefined {
  const [column] = /\t[^\t]*\d[^\t]*\t$/.exec(text) ?? []
  if (column === undefined) return undefined
  const at = text.length - column.length
  return componentAtEnd(text.slice(0, at)) === undefined ? undefined : { at }
}

/** A component we know near the end and a thread at the very end: columns, also where we could not tell them apart. */
export function looksViewed(message: string): boolean {
  const end = message.slice(-widest)
  const thread = threadAtEnd(end)
  return thread !== undefined && /\d[:.]\d\d/.test(end.slice(0, thread.at)) && /SMS_[A-Z_]{2,59}[\s\d]/.test(end)
}
