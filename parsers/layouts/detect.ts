import { clientClosing, clientOpening } from './client.ts'
import type { Frame } from './frame.ts'
import { providerFrame } from './provider.ts'
import { firstServerFrame, serverFrame } from './site-server.ts'

export type Layout = Frame['form']

/** Layouts with a header at the beginning of the line that the rest of the line belongs to; one line each. */
const headed: readonly ((bytes: Buffer, start: number, end: number) => Frame | undefined)[] = [providerFrame]

/** The entry that fills the line, told by its header. */
export function headedFrame(bytes: Buffer, start: number, end: number): Frame | undefined {
  for (const read of headed) {
    const frame = read(bytes, start, end)
    if (frame !== undefined) return frame
  }
  return undefined
}

/**
 * Layout of one physical line, bytes[start, end), outside of a CCM record; undefined for text without a frame. Decided
 * per line, never per file or file name (log-formats 1).
 */
export function detectLayout(bytes: Buffer, start: number, end: number): Layout | undefined {
  if (clientOpeningAt(bytes, start, end) >= 0) return 'ccm'
  const header = headedFrame(bytes, start, end)
  if (header !== undefined) return header.form
  if ((serverFrame(bytes, start, end) ?? firstServerFrame(bytes, start, end)) !== undefined) return 'site-server'
  return clientOpeningIn(bytes, start, end) < 0 ? undefined : 'ccm'
}

const opening = Buffer.from(clientOpening, 'latin1')
const closing = Buffer.from(clientClosing, 'latin1')

/**
 * Index of the `<![LOG[` that begins the text, blanks aside; -1 when it does not. A line that ends in a site-server trailer
 * and holds no `]LOG]!>` only quotes the mark.
 */
export function clientOpeningAt(bytes: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++
  if (at + opening.length > end) return -1
  for (let i = 0; i < opening.length; i++) if (bytes[at + i] !== opening[i]) return -1
  return serverFrame(bytes, start, end) === undefined || bytes.subarray(at, end).includes(closing) ? at : -1
}

/** Index of the first `<![LOG[`; -1 when there is none. */
export function clientOpeningIn(bytes: Buffer, start: number, end: number): number {
  const index = bytes.subarray(start, end).indexOf(opening)
  return index < 0 ? -1 : start + index
}

/** Bytes of the opening mark. */
export const clientOpeningLength = opening.length
