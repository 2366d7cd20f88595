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

/** What the columns of one line say. */
export type ViewedLine = {
  readonly message: string
  readonly component: string | undefined
  readonly thread: number | undefined
  /** Date and time as printed, in the locale of the viewer's user. */
  readonly shown: ShownTime | undefined
}

export type ShownTime = {
  readonly date: string
  readonly time: string
  readonly ms: string | undefined
  /** `AM` or `PM`. */
  readonly half: string | undefined
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
  const thread = match === null ? undefined : agreed(match[2], match[3])
  const component = match?.[1]
  if (match === null || thread === undefined || (component !== undefined && !isComponent(component))) return undefined
  return { message: text.slice(match[0].length), component, thread, shown: undefined }
}

const behind =
  /(\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d{1,2}-\d{1,2})[ \t]*(\d{1,2}:\d\d:\d\d)(?:[.,](\d{3}))?(?:[ \t]*([AaPp][Mm]))?[ \t]*(\d{1,10}) \(0[xX]([0-9A-Fa-f]{1,8})\)[ \t]*$/

function columnsBehind(text: string): ViewedLine | undefined {
  const skipped = Math.max(0, text.length - widest)
  const match = behind.exec(text.slice(skipped))
  const thread = match === null ? undefined : agreed(match[5], match[6])
  if (match === null || thread === undefined) return undefined
  const before = text.slice(0, skipped + match.index).trimEnd()
  const component = componentAtEnd(before)
  return {
    message: component === undefined ? before : before.slice(0, -component.length).trimEnd(),
    component,
    thread,
    shown: { date: match[1] ?? '', time: match[2] ?? '', ms: match[3], half: match[4]?.toUpperCase() },
  }
}

/** The thread number when both notations say the same. */
function agreed(decimal: string | undefined, hex: string | undefined): number | undefined {
  const thread = Number(decimal)
  return thread === Number.parseInt(hex ?? '', 16) ? thread : undefined
}
