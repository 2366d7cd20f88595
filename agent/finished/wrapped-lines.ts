// A mail, a forum or the text of a PDF wraps long messages; what follows the first piece then stands alone, without component
// and thread. Where the pieces together are a known message, they are one entry again.
//
//   SMS_PACKAGE_TRANSFER_MANAGER 5272 (0x1498) Sending thread starting for Job:
//   583, package: <PackageID>, Version: 1, Priority: 2, server: PS1DP1.CONTOSO.COM,
//   DPPriority: 200
import { readViewedLine } from '../../parsers/layouts/viewer.ts'
import type { LogEntry } from '../../parsers/log-entry.ts'
import type { LogEvent } from '../../parsers/recognise.ts'
import { readStatusMessage } from '../../parsers/status-message.ts'
import type { EntryRecogniser } from '../recognise-entry.ts'
import { gluedPieces } from './glued-pieces.ts'

/** Most lines behind the first that belong to one message, and characters of all; a status message has some six hundred. */
const mostPieces = 12
const mostCharacters = 8 * 1024

export type WrappedLines = {
  /** Entries of one file in their order, pieces joined; the last ones are kept back for what follows them. */
  take(entries: readonly LogEntry[]): readonly LogEntry[]
  /** The file ends. */
  end(): readonly LogEntry[]
}

/** The fewer characters a line may have, the surer it is that one was broken. */
const nearlyFull = 0.9

/** Entries of a log as written are handed through. */
export function wrappedLines({ recognise, mayMatch }: EntryRecogniser): WrappedLines {
  let pending: LogEntry[] = []
  /** Length of the longest line that was certainly broken. */
  let width = 0
  let isFirst = true

  function joinBefore(limit: number): readonly LogEntry[] {
    const joined: LogEntry[] = []
    let at = 0
    while (at < limit) {
      const first = pending[at] as LogEntry
      const pieces = piecesBehind(pending, at, recognise)
      const whole = pieces.length === 0 ? undefined : wholeOf(first, pieces)
      const entry = whole?.entry ?? first
      at += 1 + (whole?.pieces ?? 0)
      joined.push(isFirst ? withColumnsOf(entry, pending[at]) : entry)
      isFirst = false
    }
    pending = pending.slice(at)
    return joined
  }

  /** The first piece with as many others as make a known message, the longest one that is certain. */
  function wholeOf(first: LogEntry, pieces: readonly LogEntry[]): Whole | undefined {
    let event = recognise(first)
    let best: Whole | undefined
    if (event === undefined && !mayBegin(first, pieces)) return undefined
    for (const [before, piece] of pieces.entries()) {
      const found = knownText(first, pieces.slice(0, before + 1), recognise)
      if (found === undefined) continue
      const line = pieces[before - 1] ?? first
      if (found.event.signature !== event?.signature) width = Math.max(width, line.raw.trimEnd().length)
      else if ((best?.pieces ?? 0) !== before) break
      // A message that ends in any text is known before it is whole: then it must show that it goes on.
      else if (isColumned(found.entry) === isColumned(best?.entry ?? first)) {
        if (mayBegin(piece, pieces.slice(before + 1)) || !goesOn(event, line, piece, width)) break
      }
      event = found.event
      best = { entry: found.entry, pieces: before + 1 }
    }
    return best
  }

  /** Looks at the first bytes, as few texts begin like a message. */
  function mayBegin(first: LogEntry, pieces: readonly LogEntry[]): boolean {
    return gluedPieces([first, ...pieces].map(({ message }) => message)).some((text) => {
      const bytes = Buffer.from(text.slice(0, 400))
      return mayMatch(bytes, 0, bytes.length, first.component ?? pieces.at(-1)?.component)
    })
  }

  return {
    take(entries) {
      if (pending.length === 0 && !entries.some(({ form }) => form === 'view')) return entries
      pending.push(...entries)
      return joinBefore(pending.length - mostPieces)
    },
    end: () => joinBefore(pending.length),
  }
}

type Whole = { readonly entry: LogEntry; readonly pieces: number }
type Recognise = EntryRecogniser['recognise']

/** Lines behind entries[at], none left out, that are no message of their own. */
function piecesBehind(entries: readonly LogEntry[], at: number, recognise: Recognise): readonly LogEntry[] {
  const first = entries[at] as LogEntry
  const pieces: LogEntry[] = []
  let characters = first.message.length
  if (first.form !== 'view') return pieces
  while (pieces.length < mostPieces) {
    const piece = entries[at + pieces.length + 1]
    if (piece?.form !== 'view' || piece.line !== first.line + pieces.length + 1) break
    const ends = isColumned(piece)
    if (ends && (isColumned(first) || !hasColumnsBehind(piece))) break
    characters += piece.message.length
    if (characters > mostCharacters) break
    // Columns may stand alone in front of their message.
    const isOwn = (pieces.length > 0 || first.message.trim() !== '') && recognise(piece) !== undefined
    if (isOwn) break
    pieces.push(piece)
    if (ends) break
  }
  return pieces
}

const isColumned = ({ component, thread }: LogEntry): boolean => component !== undefined || thread !== undefined

/** A copy may begin behind the columns of its first line: the next line's are taken, where nothing lies between. */
const withColumnsOf = (entry: LogEntry, next: LogEntry | undefined): LogEntry =>
  next === undefined || isColumned(entry) || hasColumnsBehind(next) || next.offset !== entry.offset + entry.length
    ? entry
    : { ...entry, component: next.component, thread: next.thread }

/** Columns that stand alone are of the line before them when they hold a time: that stands behind messages only. */
const hasColumnsBehind = ({ raw, message, localTime }: LogEntry): boolean =>
  message.trim() === '' ? localTime !== undefined : !raw.trimEnd().endsWith(message.trim())

/** The pieces as one entry, when they are a known message. */
function knownText(
  first: LogEntry,
  pieces: readonly LogEntry[],
  recognise: Recognise,
): { readonly entry: LogEntry; readonly event: LogEvent } | undefined {
  const last = pieces.at(-1) ?? first
  for (const text of gluedPieces([first, ...pieces].map((piece) => piece.message))) {
    const { columns, message } = columnsIn(isColumned(first) ? first : last, text)
    const event = recognise({ ...columns, message })
    if (event === undefined) continue
    const statusMessage = readStatusMessage(message, columns.localTime)
    const entry: LogEntry = {
      ...columns,
      offset: first.offset,
      length: last.offset + last.length - first.offset,
      line: first.line,
      time: columns.time ?? statusMessage?.gmt,
      message,
      raw: [first, ...pieces].map(({ raw }) => raw).join('\n'),
      statusMessage,
      ...(last.endsFile === true ? { endsFile: true } : {}),
    }
    return { entry, event }
  }
  return undefined
}

/** Columns that were broken themselves are read again. */
function columnsIn(columned: LogEntry, text: string): { readonly columns: LogEntry; readonly message: string } {
  if (isColumned(columned)) return { columns: columned, message: text }
  const { component, thread, message } = readViewedLine(text)
  return { columns: { ...columned, component, thread }, message }
}

/** Is a message of this kind, that may end in any text, not whole yet at the end of `line`? */
function goesOn(event: LogEvent, line: LogEntry, next: LogEntry, width: number): boolean {
  const { restartTime = '', statrest } = event.fields
  if (statrest !== undefined) return !isWholeStatus(String(statrest))
  if (/\bTime$/.test(String(restartTime))) return false
  const [word = ''] = /^\S{1,400}/.exec(next.raw.trimStart()) ?? []
  return width > 0 && line.raw.trimEnd().length + 1 + word.length > width * nearlyFull
}

/** Does the text of a status message hold as many attributes as it says, and the last one to its end? */
function isWholeStatus(text: string): boolean {
  const count = /\bNUMATTRS=(\d{1,2})\b/.exec(text)?.[1]
  if (count === undefined) return false
  return count === '0' || (text.includes(`AVAL${Number(count) - 1}="`) && text.endsWith('"'))
}
