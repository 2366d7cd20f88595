// A record as written on one line of a copy: its source form was quoted, or escaped for a web page.
import { clientClosing, clientOpening, readClientAttributes } from './client.ts'
import { headedFrame } from './detect.ts'
import type { FrameFacts } from './frame.ts'
import { firstServerFrame, serverFrame } from './site-server.ts'

export type CopiedFrame = { readonly facts: FrameFacts; readonly message: string }

/** Undefined for a line without a frame. */
export function copiedFrame(text: string): CopiedFrame | undefined {
  const client = text.startsWith(clientOpening) ? clientFrame(text) : undefined
  if (client !== undefined) return client
  if (!text.startsWith('[') && !text.includes('$<')) return undefined
  const bytes = Buffer.from(text)
  const found =
    headedFrame(bytes, 0, bytes.length) ??
    serverFrame(bytes, 0, bytes.length) ??
    firstServerFrame(bytes, 0, bytes.length)
  if (found === undefined) return undefined
  const { messageStart, messageEnd, end: _end, ...facts } = found
  return { facts, message: bytes.toString('utf8', messageStart, messageEnd) }
}

function clientFrame(text: string): CopiedFrame | undefined {
  const end = text.indexOf(clientClosing, clientOpening.length)
  if (end < 0) return undefined
  const { facts } = readClientAttributes(text, end + clientClosing.length)
  return { facts, message: text.slice(clientOpening.length, end) }
}
