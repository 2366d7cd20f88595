// A delta as a file (rdc 4): one line of JSON, then records. The product's own form is not public; this one is ours.
//
//   {"v":1,"seed":"<SHA-256>","target":"<SHA-256>","size":12337,"w":48,"h":1024}\n
//   00 <offset in the seed, 64 bits> <length, 32 bits>             take this from the seed
//   01 <zero, 64 bits> <length, 32 bits> <length bytes>            take these
//
// Numbers are little endian. The target is the records one after the other, and has the SHA-256 of the first line.
import { parameterFault, type RdcParameters } from '../parameters.ts'

export type DeltaHeader = {
  /** SHA-256 in lower-case hex. */
  readonly seed: string
  readonly target: string
  /** Bytes of the target. */
  readonly size: number
  readonly parameters: RdcParameters
}

export const recordKinds = { seed: 0, data: 1 } as const
export const recordHeadBytes = 1 + 8 + 4
/** A record's length has 32 bits. */
export const longestRecord = 2 ** 32 - 1
/** A first line that is longer is none. */
export const longestHeader = 1024

export const writeDeltaHeader = ({ seed, target, size, parameters }: DeltaHeader): Buffer =>
  Buffer.from(`${JSON.stringify({ v: 1, seed, target, size, w: parameters.window, h: parameters.horizon })}\n`)

/** The head of a record; the bytes of a data record follow it. */
export function writeRecordHead(kind: keyof typeof recordKinds, offset: number, length: number): Buffer {
  const head = Buffer.alloc(recordHeadBytes)
  head[0] = recordKinds[kind]
  head.writeBigUInt64LE(BigInt(offset), 1)
  head.writeUInt32LE(length, 9)
  return head
}

/** @returns the header, or why the line is none, in words */
export function readDeltaHeader(line: Uint8Array): DeltaHeader | string {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(line).toString('utf8'))
  } catch {
    return 'its first line is no JSON'
  }
  if (typeof value !== 'object' || value === null) return 'its first line is no JSON object'
  const { v, seed, target, size, w, h } = value as Readonly<Record<string, unknown>>
  if (v !== 1) return typeof v === 'number' ? `it is of version ${v}; this cmdp knows version 1` : 'it names no version'
  if (!isSha256(seed) || !isSha256(target)) return 'it names no SHA-256 of seed and target'
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return 'it names no size of the target'
  const parameters = { window: Number(w), horizon: Number(h) }
  const fault = parameterFault(parameters)
  if (fault !== undefined) return fault
  return { seed: seed.toLowerCase(), target: target.toLowerCase(), size, parameters }
}

const isSha256 = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/i.test(value)
