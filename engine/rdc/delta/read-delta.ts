import { longestHeader, readDeltaHeader, recordHeadBytes, recordKinds, type DeltaHeader } from './delta-form.ts'

export type DeltaPart =
  | { readonly kind: 'header'; readonly header: DeltaHeader }
  /** The next bytes of the target are these of the seed. */
  | { readonly kind: 'seed'; readonly offset: number; readonly length: number }
  /** The next bytes of the target; valid until the next call. */
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  /** Not a delta that can be applied, in words. Nothing comes behind it. */
  | { readonly kind: 'fault'; readonly words: string }

/** Reads a delta as its bytes come by. Holds at most a header line; what a length claims is never allocated. */
export type DeltaReader = {
  push(bytes: Uint8Array): Iterable<DeltaPart>
  /** What is missing at the end; undefined when the delta is whole. */
  end(): Extract<DeltaPart, { kind: 'fault' }> | undefined
}

const fault = (words: string): Extract<DeltaPart, { kind: 'fault' }> => ({ kind: 'fault', words })

export function createDeltaReader(): DeltaReader {
  let header: DeltaHeader | undefined
  let held: Buffer = Buffer.alloc(0)
  /** Bytes of a data record that are still to come. */
  let open = 0
  /** Bytes of the target that the records so far make, the open one included. */
  let made = 0
  let isBroken = false

  /** A part, and how many of the bytes it took; undefined when more bytes must come first. */
  function next(bytes: Buffer): { readonly part: DeltaPart | undefined; readonly taken: number } | undefined {
    if (header === undefined) return first(bytes)
    if (open > 0) {
      const data = bytes.subarray(0, open)
      open -= data.length
      return { part: { kind: 'data', bytes: data }, taken: data.length }
    }
    return bytes.length < recordHeadBytes ? undefined : { part: record(bytes, header), taken: recordHeadBytes }
  }

  function first(bytes: Buffer): { readonly part: DeltaPart; readonly taken: number } | undefined {
    const end = bytes.subarray(0, longestHeader).indexOf(0x0a)
    if (end < 0) {
      return bytes.length < longestHeader
        ? undefined
        : { part: fault('it does not begin with a line of JSON'), taken: 0 }
    }
    const read = readDeltaHeader(bytes.subarray(0, end))
    if (typeof read === 'string') return { part: fault(read), taken: 0 }
    header = read
    return { part: { kind: 'header', header }, taken: end + 1 }
  }

  function record(bytes: Buffer, { size }: DeltaHeader): DeltaPart | undefined {
    const kind = bytes[0]
    const offset = bytes.readBigUInt64LE(1)
    const length = bytes.readUInt32LE(9)
    made += length
    if (length === 0) return fault('it has a record of no length')
    if (made > size) return fault(`its records make more than the ${size} bytes it announces`)
    if (kind === recordKinds.seed) {
      if (offset > Number.MAX_SAFE_INTEGER) return fault('it takes bytes from beyond any seed')
      return { kind: 'seed', offset: Number(offset), length }
    }
    if (kind !== recordKinds.data) return fault(`it has a record of the unknown kind ${kind}`)
    open = length
    return undefined
  }

  return {
    *push(piece) {
      let bytes =
        held.length === 0 ? Buffer.from(piece.buffer, piece.byteOffset, piece.length) : Buffer.concat([held, piece])
      while (bytes.length > 0 && !isBroken) {
        const step = next(bytes)
        if (step === undefined) break
        bytes = bytes.subarray(step.taken)
        if (step.part?.kind === 'fault') isBroken = true
        if (step.part !== undefined) yield step.part
      }
      held = Buffer.from(bytes) // less than a header; a copy, since the piece is the caller's
    },
    end() {
      if (isBroken) return undefined
      if (header === undefined) return fault('it does not begin with a line of JSON')
      if (held.length > 0 || open > 0) return fault('it ends within a record')
      return made < header.size ? fault(`its records make ${made} of the ${header.size} bytes it announces`) : undefined
    },
  }
}
