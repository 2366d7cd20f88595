// A value and its columns as bytes, and back: what a snapshot is one of and a journal is a row of.
//
//   8 bytes  what it is and its version, "CMDPIDX2"
//   4 bytes  length of the JSON part         4 bytes  CRC-32 of everything behind this header
//   8 bytes  length of everything behind this header; all little endian
//   JSON     { value, columns: [name, kind, length] }
//   columns  one after the other, each beginning at a multiple of 8 bytes
import { crc32 } from 'node:zlib'

export const headerBytes = 24
const kinds = { Uint8Array, Uint32Array, Float64Array, BigUint64Array } as const
type Kind = keyof typeof kinds
export type Numbers = Uint8Array | Uint32Array | Float64Array | BigUint64Array
export type Columns = readonly (readonly [name: string, values: Numbers])[]

type Part = {
  readonly value: unknown
  readonly columns: readonly (readonly [name: string, kind: Kind, length: number])[]
}

/** The pieces to write, in order; the first is the header. */
export function encodeFrame(magic: string, value: unknown, columns: Columns): readonly Buffer[] {
  const part: Part = { value, columns: columns.map(([name, values]) => [name, kindOf(values), values.length] as const) }
  const json = padded(Buffer.from(JSON.stringify(part)), 0x20)
  const pieces = [
    json,
    ...columns.map(([, values]) => padded(Buffer.from(values.buffer, values.byteOffset, values.byteLength), 0)),
    // zlib takes no bytes for a new beginning and would forget the sum so far.
  ].filter((piece) => piece.length > 0)
  const sum = pieces.reduce((crc, piece) => crc32(piece, crc), 0)
  const length = pieces.reduce((total, piece) => total + piece.length, 0)
  const header = Buffer.alloc(headerBytes)
  header.write(magic, 'latin1')
  header.writeUInt32LE(json.length, 8)
  header.writeUInt32LE(sum, 12)
  header.writeBigUInt64LE(BigInt(length), 16)
  return [header, ...pieces]
}

/** Tells one snapshot from another: the sum in its header. */
export const stampOf = (header: Buffer): number => header.readUInt32LE(12)

export type Frame = {
  readonly value: unknown
  readonly columns: ReadonlyMap<string, Numbers>
  /** Where the next frame begins. */
  readonly next: number
}

/** The frame at `at`; the reason why there is none otherwise. Never throws, whatever the bytes are. */
export function decodeFrame(
  bytes: Buffer,
  at: number,
  magic: string,
): Frame | 'foreign' | 'another version' | 'damaged' {
  if (bytes.length < at + headerBytes) return 'foreign'
  const found = bytes.toString('latin1', at, at + 8)
  if (found.slice(0, 7) !== magic.slice(0, 7)) return 'foreign'
  if (found !== magic) return 'another version'
  const from = at + headerBytes
  const length = bytes.readBigUInt64LE(at + 16)
  if (length > BigInt(bytes.length - from)) return 'damaged'
  const next = from + Number(length)
  if (crc32(bytes.subarray(from, next)) !== bytes.readUInt32LE(at + 12)) return 'damaged'
  const jsonLength = bytes.readUInt32LE(at + 8)
  if (jsonLength > next - from) return 'damaged'
  const part = JSON.parse(bytes.toString('utf8', from, from + jsonLength)) as Part
  return { value: part.value, columns: readColumns(bytes.subarray(from + jsonLength, next), part), next }
}

function readColumns(bytes: Buffer, { columns }: Part): ReadonlyMap<string, Numbers> {
  // A Buffer may begin anywhere in its memory; columns must lie at multiples of eight.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes)
  const values = new Map<string, Numbers>()
  let at = 0
  for (const [name, kind, length] of columns) {
    values.set(name, new kinds[kind](aligned.buffer as ArrayBuffer, aligned.byteOffset + at, length))
    at += Math.ceil((length * kinds[kind].BYTES_PER_ELEMENT) / 8) * 8
  }
  return values
}

/** A copy of all columns in one piece of memory. */
export function packColumns(columns: Columns): Record<string, Numbers> {
  const room = (values: Numbers): number => Math.ceil(values.byteLength / 8) * 8
  const memory = new ArrayBuffer(columns.reduce((bytes, [, values]) => bytes + room(values), 0))
  const packed: Record<string, Numbers> = {}
  let at = 0
  for (const [name, values] of columns) {
    const copy = new kinds[kindOf(values)](memory, at, values.length)
    copy.set(values as never)
    packed[name] = copy
    at += room(values)
  }
  return packed
}

const kindOf = (values: Numbers): Kind =>
  values instanceof Uint32Array
    ? 'Uint32Array'
    : values instanceof Float64Array
      ? 'Float64Array'
      : values instanceof BigUint64Array
        ? 'BigUint64Array'
        : 'Uint8Array'

function padded(bytes: Buffer, fill: number): Buffer {
  const over = bytes.length % 8
  return over === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(8 - over, fill)])
}
