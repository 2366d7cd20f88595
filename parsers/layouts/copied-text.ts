// What mail programs and web pages do to the characters of a line on its way into a copy. Undone in copies alone: a log on
// a disk is read as it is.
//
//   [“Display=\\PS1DP1.CONTOSO.COM\”]         typographic quotes; also … for three dots, 0× for 0x, blanks that do not break
//   $$&lt;SMS_PACKAGE_TRANSFER_MANAGER&gt;    the source of a page
//   > Sending thread complete                 a quoted mail, a list
import { isComponent } from './components.ts'

/** What stands in front of every line of a quotation or a list. */
export type QuoteMark = '>' | '-' | '*' | '•' | '|'

const marks: readonly QuoteMark[] = ['>', '-', '*', '•', '|']
const firstBytes = new Set(marks.map((mark) => Buffer.from(mark)[0]))
const markInFront = /^[ \t]{0,8}(?:((?:>[ \t]?){1,8})|([-*•|])[ \t]{1,8}(?=\S))/

/** Most bytes at the beginning of a line that are looked at. */
const markLength = 32

/** The mark in front of bytes[start, end). */
export function quoteMarkAt(bytes: Buffer, start: number, end: number): QuoteMark | undefined {
  let at = start
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++
  return firstBytes.has(bytes[at])
    ? markOf(bytes.toString('utf8', start, Math.min(end, start + markLength)))
    : undefined
}

function markOf(text: string): QuoteMark | undefined {
  const [, quoted, listed] = markInFront.exec(text) ?? []
  return quoted === undefined ? marks.find((mark) => mark === listed) : '>'
}

/** The line as it was before it was copied. @param mark what the copy as a whole is quoted with */
export function copiedText(text: string, mark: QuoteMark | undefined): string {
  const own = mark !== undefined && markOf(text.slice(0, markLength)) === mark ? text.replace(markInFront, '') : text
  const unescaped = own.includes('&') && isEscaped(own) ? own.replace(entity, characterOf) : own
  return beyondAscii.test(unescaped) ? straightened(unescaped) : unescaped
}

const entity = /&(?:(lt|gt|amp|quot|apos|nbsp)|#(\d{1,6})|#[xX]([0-9A-Fa-f]{1,5}));/g

/** In the source of a page each of these characters is written as an entity; a log's own `&lt;` stands beside bare ones. */
const isEscaped = (text: string): boolean => !/[<>&]/.test(text.replace(entity, ''))

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' }

function characterOf(_all: string, name: string | undefined, decimal: string | undefined, hex: string | undefined) {
  if (name !== undefined) return named[name] ?? ''
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
  return code < 0x20 ? ' ' : String.fromCodePoint(code)
}

const beyondAscii = /[^\0-\x7f]/

const straightened = (text: string): string =>
  text
    .replace(/[“”„‟″]/g, '"')
    .replace(/[‘’‚‛′]/g, "'")
    .replace(/(?<=[^\s\d])…/g, '...') // behind a blank it is the author's
    .replace(/(?<![0-9A-Za-z])0×(?=[0-9A-Fa-f])/g, '0x')
    .replace(/ [–—] /g, ' - ')
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')

const cutTrailer = /[ \t]*\$\$<([A-Za-z][A-Za-z_. ]{0,62}|)(?:>(?:<[^<>]{0,80})?)?[ \t]*$/

/** Message and component of a line whose trailer is cut before its time: `Sending thread complete~  $$<SMS_…_MANAGER>`. */
export function withoutCutTrailer(text: string): { readonly message: string; readonly component: string | undefined } {
  const tail = Math.max(0, text.length - 200)
  const cut = text.includes('$$<', tail) ? cutTrailer.exec(text.slice(tail)) : null
  if (cut === null) return { message: text, component: undefined }
  const [, component = ''] = cut
  return { message: text.slice(0, tail + cut.index), component: isComponent(component) ? component : undefined }
}

/** A component, the mark of a trailer, a NAL path, an HRESULT, a sending thread: no shopping list holds them. */
const loggedWords = /SMS_[A-Z]{3,30}_[A-Z]|\$\$<|\["Display=\\|\b0x8[0-9A-Fa-f]{7}\b|STATMSG:|Sending thread/

/** Does the text hold what stands in lines of our logs? */
export const looksLogged = (text: string): boolean => loggedWords.test(text.slice(0, 2000))
