import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  longestRecord,
  writeDeltaHeader,
  writeRecordHead,
  type DeltaHeader,
} from '../../../../engine/rdc/delta/delta-form.ts'
import { createDeltaReader, type DeltaPart } from '../../../../engine/rdc/delta/read-delta.ts'

const header: DeltaHeader = {
  seed: 'a'.repeat(64),
  target: 'b'.repeat(64),
  size: 12,
  parameters: { window: 48, horizon: 1024 },
}
const head = writeDeltaHeader(header)
const whole = Buffer.concat([head, writeRecordHead('seed', 5, 7), writeRecordHead('data', 0, 5), Buffer.from('hello')])

/** What a delta says, fed in pieces; data that was cut by the pieces is joined again. */
function readAll(bytes: Buffer, pieces: readonly number[] = []): { parts: DeltaPart[]; end: string | undefined } {
  const reader = createDeltaReader()
  const parts: DeltaPart[] = []
  let at = 0
  for (const length of [...pieces, bytes.length]) {
    for (const part of reader.push(bytes.subarray(at, at + length))) {
      const last = parts.at(-1)
      if (part.kind === 'data' && last?.kind === 'data') {
        parts[parts.length - 1] = { kind: 'data', bytes: Buffer.concat([last.bytes, part.bytes]) }
      } else parts.push(part.kind === 'data' ? { kind: 'data', bytes: Buffer.from(part.bytes) } : part)
    }
    at += length
  }
  return { parts, end: reader.end()?.words }
}

const faultOf = (bytes: Buffer): string | undefined => {
  const { parts, end } = readAll(bytes)
  const last = parts.at(-1)
  return last?.kind === 'fault' ? last.words : end
}

test('the first line is the one of the documented form', () => {
  expect(head.toString()).toBe(
    `{"v":1,"seed":"${'a'.repeat(64)}","target":"${'b'.repeat(64)}","size":12,"w":48,"h":1024}\n`,
  )
})

test('records are laid out as documented', () => {
  expect(writeRecordHead('seed', 2 ** 40 + 1, 3).toString('hex')).toBe('00010000000001000003000000')
  expect(writeRecordHead('data', 0, longestRecord).toString('hex')).toBe('010000000000000000ffffffff')
})

test('however its bytes come, it reads the same', () => {
  const expected = readAll(whole)
  expect(expected).toEqual({
    parts: [
      { kind: 'header', header },
      { kind: 'seed', offset: 5, length: 7 },
      { kind: 'data', bytes: Buffer.from('hello') },
    ],
    end: undefined,
  })
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 20 }), (pieces) => {
      expect(readAll(whole, pieces)).toEqual(expected)
    }),
    { numRuns: 200 },
  )
  expect(
    readAll(
      whole,
      Array.from(whole, () => 1),
    ),
  ).toEqual(expected)
})

const line = (changes: object): Buffer =>
  Buffer.from(
    `${JSON.stringify({ v: 1, seed: header.seed, target: header.target, size: 12, w: 48, h: 1024, ...changes })}\n`,
  )

describe('refused', () => {
  test.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'it does not begin with a line of JSON'],
    ['a long file without a line', Buffer.alloc(5_000, 0x41), 'it does not begin with a line of JSON'],
    ['text', Buffer.from('hello\n'), 'its first line is no JSON'],
    ['a number', Buffer.from('1\n'), 'its first line is no JSON object'],
    ['no version', line({ v: undefined }), 'it names no version'],
    ['a newer version', line({ v: 2 }), 'it is of version 2; this cmdp knows version 1'],
    ['no hash', line({ seed: 'abc' }), 'it names no SHA-256 of seed and target'],
    ['a hash that is no text', line({ target: [header.target] }), 'it names no SHA-256 of seed and target'],
    ['no size', line({ size: '12' }), 'it names no size of the target'],
    ['a negative size', line({ size: -1 }), 'it names no size of the target'],
    ['a size beyond all files', line({ size: 2 ** 60 }), 'it names no size of the target'],
    ['a foreign window', line({ w: 3 }), 'the window is an even number of bytes from 2 to 96, not 3'],
    ['a record of nothing', Buffer.concat([head, writeRecordHead('seed', 0, 0)]), 'it has a record of no length'],
    [
      'more than it announces',
      Buffer.concat([head, writeRecordHead('data', 0, longestRecord)]),
      'its records make more than the 12 bytes it announces',
    ],
    [
      'less than it announces',
      Buffer.concat([head, writeRecordHead('seed', 0, 4)]),
      'its records make 4 of the 12 bytes it announces',
    ],
    ['a torn record', whole.subarray(0, head.length + 6), 'it ends within a record'],
    ['torn data', whole.subarray(0, whole.length - 1), 'it ends within a record'],
    ['bytes behind the end', Buffer.concat([whole, Buffer.from([0])]), 'it ends within a record'],
  ])('%s', (_what, bytes, words) => {
    expect(faultOf(bytes)).toBe(words)
  })

  test('an unknown kind of record', () => {
    const record = writeRecordHead('seed', 0, 3)
    record[0] = 7
    expect(faultOf(Buffer.concat([head, record]))).toBe('it has a record of the unknown kind 7')
  })

  test('an offset beyond any file', () => {
    const record = writeRecordHead('seed', 0, 3)
    record.fill(0xff, 1, 9)
    expect(faultOf(Buffer.concat([head, record]))).toBe('it takes bytes from beyond any seed')
  })

  test('anything at all, without an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, withHead) => {
        const input = withHead ? Buffer.concat([head, bytes]) : Buffer.from(bytes)
        const { parts } = readAll(input)
        const made = parts.reduce(
          (sum, part) => sum + (part.kind === 'seed' ? part.length : part.kind === 'data' ? part.bytes.length : 0),
          0,
        )
        expect(made).toBeLessThanOrEqual(header.size)
      }),
      { numRuns: 500 },
    )
  })
})
