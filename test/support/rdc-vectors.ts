// The inputs of the published and the checked RDC vectors (rdc 7).
import { createHash } from 'node:crypto'
import { recorded } from './recorded-logs.ts'

/** Bytes of the linear congruential generator that the vectors are made of. */
export function lcgBytes(seed: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let state = seed
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    bytes[at] = (state >> 16) & 0xff
  }
  return bytes
}

const hexOf = (name: string): Buffer => Buffer.from(recorded(name).toString('latin1').replace(/\s+/g, ''), 'hex')

/** The worked example of the specification, and its signature for window 16 and horizon 512. */
export const published = (): { readonly source: Buffer; readonly signature: Buffer } => ({
  source: hexOf('rdc/msrdc-example-source.hex'),
  signature: hexOf('rdc/msrdc-example-signature-w16-h512.hex'),
})

/** Vectors 6 to 8: a file, the same with an insertion, the same with a deletion and one byte inverted. */
export function vectorFiles(): { readonly a: Buffer; readonly inserted: Buffer; readonly deleted: Buffer } {
  const a = lcgBytes(1, 262_144)
  const inverted = Buffer.from(a)
  inverted[200_000] = ~(a[200_000] ?? 0) & 0xff
  return {
    a,
    inserted: Buffer.concat([a.subarray(0, 100_000), Buffer.from('INSERTED'), a.subarray(100_000)]),
    deleted: Buffer.concat([inverted.subarray(0, 50_000), inverted.subarray(50_100)]),
  }
}

export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
