// The two INIs a library has by the million, in the very form the product writes: recognised byte by byte, without text
// in between. Anything else about them, be it one blank, is left to the liberal readers of ini-records.ts.
import type { FileHash } from '../ids.ts'

const bytesOfText = (text: string): Uint8Array => Buffer.from(text, 'latin1')

const attributesKey = bytesOfText('[File]\r\nAttributes=')
const sizeKey = bytesOfText('\r\nSize=')
const timeKey = bytesOfText('\r\nTimeModified=')
const hashKey = bytesOfText('\r\nHash=')
const lineEnd = bytesOfText('\r\n')

const attributeDigits = 8
const hashDigits = 64
/** More digits may be beyond 2^63: the liberal reader looks closer. */
const mostDigits = 18

/** `DataLib\<ContentID>\…\<name>.INI`: one source file. A real sample is in test/corpus/library/real. */
export type FileRecord = {
  /** Win32 attribute mask; 0x20 archive, 0x21 archive and read-only. */
  readonly attributes: number
  /** Bytes, up to 2^63 - 1. */
  readonly size: bigint
  /** FILETIME: 100 ns since 1601-01-01 UTC; 18 digits, above 2^53. */
  readonly timeModified: bigint
  readonly hash: FileHash
}

/** `[File]`, Attributes, Size, TimeModified, Hash, as the real sample has it; undefined for any other form. */
export function readPlainFileIni(bytes: Buffer): FileRecord | undefined {
  const attributesEnd = attributesKey.length + attributeDigits
  const sizeFrom = attributesEnd + sizeKey.length
  const sizeTo = endOfDigits(bytes, sizeFrom)
  const timeFrom = sizeTo + timeKey.length
  const timeTo = endOfDigits(bytes, timeFrom)
  const hashFrom = timeTo + hashKey.length
  const hashTo = hashFrom + hashDigits
  if (bytes.length !== hashTo + lineEnd.length) return undefined
  const isPlain =
    has(bytes, 0, attributesKey) &&
    has(bytes, attributesEnd, sizeKey) &&
    has(bytes, sizeTo, timeKey) &&
    has(bytes, timeTo, hashKey) &&
    has(bytes, hashTo, lineEnd) &&
    isNumber(sizeTo - sizeFrom) &&
    isNumber(timeTo - timeFrom) &&
    isHex(bytes, attributesKey.length, attributesEnd) &&
    isHex(bytes, hashFrom, hashTo)
  if (!isPlain) return undefined
  return {
    attributes: readHex(bytes, attributesKey.length, attributesEnd),
    size: readDecimal(bytes, sizeFrom, sizeTo),
    timeModified: readDecimal(bytes, timeFrom, timeTo),
    hash: bytes.toString('latin1', hashFrom, hashTo) as FileHash,
  }
}

const isNumber = (digits: number): boolean => digits > 0 && digits <= mostDigits

function has(bytes: Uint8Array, from: number, literal: Uint8Array): boolean {
  for (let at = 0; at < literal.length; at++) if (bytes[from + at] !== literal[at]) return false
  return true
}

function endOfDigits(bytes: Uint8Array, from: number): number {
  let to = from
  for (let byte = bytes[to] ?? 0; byte >= 0x30 && byte <= 0x39; byte = bytes[to] ?? 0) to++
  return to
}

/** Value of each byte that is an upper-case hex digit; 16 for all others. */
const hexValues = Uint8Array.from({ length: 256 }, (_, byte) => {
  const value = '0123456789ABCDEF'.indexOf(String.fromCharCode(byte))
  return value < 0 ? 16 : value
})

function isHex(bytes: Uint8Array, from: number, to: number): boolean {
  let seen = 0
  for (let at = from; at < to; at++) seen |= hexValues[bytes[at] ?? 0] ?? 16
  return seen < 16
}

function readHex(bytes: Uint8Array, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) value = value * 16 + (hexValues[bytes[at] ?? 0] ?? 0)
  return value
}

/** One 64-bit number. */
const number = new DataView(new ArrayBuffer(8))
const half = 2 ** 32

/** At most 18 digits. In halves, since the numbers are beyond 2^53 and arithmetic on big integers is slow. */
function readDecimal(bytes: Uint8Array, from: number, to: number): bigint {
  let low = 0
  let high = 0
  for (let at = from; at < to; at++) {
    low = low * 10 + (bytes[at] ?? 0) - 0x30
    high *= 10
    if (low >= half) {
      const carry = Math.floor(low / half)
      high += carry
      low -= carry * half
    }
  }
  number.setUint32(0, high)
  number.setUint32(4, low)
  return number.getBigUint64(0)
}

const userEnd = '=\r\n'

/** One section and one `<ContentID>=` a line, no id twice; undefined for any other form. */
export function readPlainUsersIni(bytes: Buffer, section: string): readonly string[] | undefined {
  const text = bytes.toString('latin1')
  const head = `[${section}]\r\n`
  if (!text.startsWith(head)) return undefined
  const users: string[] = []
  for (let at = head.length; at < text.length;) {
    const end = text.indexOf(userEnd, at)
    if (end <= at || !isPlainId(text, at, end)) return undefined
    users.push(text.slice(at, end))
    at = end + userEnd.length
  }
  if (users.length < 2) return users
  return new Set(users.map((user) => user.toUpperCase())).size === users.length ? users : undefined
}

/** Letters, digits, `.`, `-` and `_`: what content ids are made of. */
function isPlainId(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at)
    const isLetter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a && code < 0x80
    if (!isLetter && !(code >= 0x30 && code <= 0x39) && code !== 0x2e && code !== 0x2d && code !== 0x5f) return false
  }
  return true
}
