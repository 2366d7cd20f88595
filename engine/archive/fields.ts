// The fields of a manifest as bytes: little-endian numbers, and texts and hashes behind their length. The reader never
// throws and never allocates for a number it has not checked: the first fault stays, and everything after it is empty.
import type { FileHash } from '../ids.ts'

export interface FieldWriter {
  u16(value: number): void
  u32(value: number): void
  u64(value: bigint): void
  /** 16 bits of length, UTF-8. */
  text(value: string): void
  /** 8 bits of length, then the bytes the hex digits stand for. */
  hash(value: string): void
  bytes(): Buffer
}

export function fieldWriter(): FieldWriter {
  const pieces: Buffer[] = []
  const number = (bytes: number, write: (buffer: Buffer) => void): void => {
    const buffer = Buffer.alloc(bytes)
    write(buffer)
    pieces.push(buffer)
  }
  return {
    u16: (value) => number(2, (buffer) => buffer.writeUInt16LE(value)),
    u32: (value) => number(4, (buffer) => buffer.writeUInt32LE(value)),
    u64: (value) => number(8, (buffer) => buffer.writeBigUInt64LE(value)),
    text(value) {
      const bytes = Buffer.from(value, 'utf8')
      number(2, (buffer) => buffer.writeUInt16LE(bytes.length))
      pieces.push(bytes)
    },
    hash(value) {
      const bytes = Buffer.from(value, 'hex')
      pieces.push(Buffer.from([bytes.length]), bytes)
    },
    bytes: () => Buffer.concat(pieces),
  }
}

export interface FieldReader {
  u16(): number
  u32(): number
  u64(): bigint
  /** 64 bits that must be a size JavaScript can count. */
  size(): number
  text(): string
  hash(): FileHash
  /** A text that must have a form. */
  parsed<Value extends string>(what: string, parse: (text: string) => Value | undefined): Value
  /** So many rows, if the bytes that are left can hold them at `least` bytes each. */
  rows<Row>(count: number, least: number, read: () => Row): readonly Row[]
  left(): number
  /** The first thing that was wrong. */
  fault(): string | undefined
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

export function fieldReader(bytes: Buffer): FieldReader {
  let at = 0
  let wrong: string | undefined
  const fail = (what: string): void => {
    wrong ??= what
  }
  const take = (length: number): Buffer | undefined => {
    if (wrong === undefined && at + length > bytes.length) fail('a field is cut off')
    if (wrong !== undefined) return undefined
    at += length
    return bytes.subarray(at - length, at)
  }
  const u16 = (): number => take(2)?.readUInt16LE() ?? 0
  const u32 = (): number => take(4)?.readUInt32LE() ?? 0
  const u64 = (): bigint => take(8)?.readBigUInt64LE() ?? 0n
  const text = (): string => {
    const piece = take(u16())
    try {
      return piece === undefined ? '' : utf8.decode(piece)
    } catch {
      fail('a text is not UTF-8')
      return ''
    }
  }
  return {
    u16,
    u32,
    u64,
    text,
    size() {
      const value = u64()
      if (value > BigInt(Number.MAX_SAFE_INTEGER)) fail('a size is larger than any file')
      return Number(value)
    },
    hash() {
      const length = take(1)?.[0] ?? 0
      if (length !== 32 && length !== 20) fail('a hash of unknown length')
      return (take(length)?.toString('hex').toUpperCase() ?? '') as FileHash
    },
    parsed<Value extends string>(what: string, parse: (given: string) => Value | undefined): Value {
      const value = parse(text())
      if (value === undefined) fail(`a ${what} of unknown form`)
      return value ?? ('' as Value)
    },
    rows<Row>(count: number, least: number, read: () => Row): readonly Row[] {
      if (count * least > bytes.length - at) fail('a list says it is longer than the file')
      const rows: Row[] = []
      while (wrong === undefined && rows.length < count) rows.push(read())
      return rows
    },
    left: () => bytes.length - at,
    fault: () => wrong,
  }
}
