// Which bytes mean which text (log-formats 6): a mark at the head decides for the whole file; without one every line
// decides for itself, so that one bad line does not spoil the file.
import { isUtf8 } from 'node:buffer'

export type FileEncoding = 'utf-16le' | 'utf-16be' | 'per-line'

export type ByteOrderMark = { readonly encoding: FileEncoding; readonly length: number }

/** Bytes of the head that `byteOrderMark` needs to see. */
export const longestMark = 3

/** The byte order mark a file begins with; a UTF-8 mark says nothing that the lines would not say themselves. */
export function byteOrderMark(head: Uint8Array): ByteOrderMark {
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', length: 2 }
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', length: 2 }
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'per-line', length: 3 }
  return { encoding: 'per-line', length: 0 }
}

/** The code page of a Western European or American Windows. */
export const defaultCodePage = 'windows-1252'

/** A name the decoder takes for a Windows code page: `1252`, `cp932`, `windows-1250`, `shift_jis`; undefined if unknown. */
export function parseCodePage(text: string): string | undefined {
  const number = /^(?:cp|windows-)?(\d{3,5})$/i.exec(text.trim())?.[1]
  const label = number === undefined ? text.trim() : (doubleByte[number] ?? `windows-${number}`)
  try {
    return new TextDecoder(label).encoding
  } catch {
    return undefined
  }
}

/** Windows code pages whose name in the Encoding standard is not `windows-<number>`. */
const doubleByte: Readonly<Record<string, string>> = {
  '866': 'ibm866',
  '874': 'windows-874',
  '932': 'shift_jis',
  '936': 'gbk',
  '949': 'euc-kr',
  '950': 'big5',
  '65001': 'utf-8',
}

export type TextDecoding = {
  /** Text of bytes[start, end): UTF-8 where it is valid UTF-8, else the code page. */
  text(bytes: Buffer, start: number, end: number): string
  /** Bytes (or characters) that meant nothing in either. */
  readonly invalid: number
}

export function textDecoding(codePage: string = defaultCodePage): TextDecoding {
  const decode = codePage === defaultCodePage ? western : decoderOf(codePage)
  let invalid = 0
  return {
    text(bytes, start, end) {
      const latin = bytes.toString('latin1', start, end)
      if (!aboveAscii.test(latin)) return latin
      const slice = bytes.subarray(start, end)
      if (isUtf8(slice)) return slice.toString('utf8')
      const text = decode(slice, latin)
      invalid += text.match(meaningless)?.length ?? 0
      return text
    },
    get invalid() {
      return invalid
    },
  }
}

const aboveAscii = /[^\0-\x7f]/

/** What a decoder makes of a byte that its code page does not define: the replacement mark, or a C1 control. */
const meaningless = /[\ufffd\x80-\x9f]/g

type Decode = (bytes: Buffer, latin: string) => string

function decoderOf(codePage: string): Decode {
  const decoder = new TextDecoder(codePage)
  return (bytes) => decoder.decode(bytes)
}

/** Characters of windows-1252 from 0x80 to 0x9F; a blank where it defines none. */
const western80to9F = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'

/** windows-1252 by hand: some Node releases decode it as Latin-1 (seen on 20.20.2: 0x80 became a control character). */
const western: Decode = (_bytes, latin) =>
  latin.replace(/[\x80-\x9f]/g, (character) => {
    const defined = western80to9F.charAt(character.charCodeAt(0) - 0x80)
    return defined === ' ' ? character : defined
  })
