// The vectors of rdc 7, each by the plain version and by WebAssembly.
import { describe, expect, test } from 'vitest'
import { readSignature } from '../../../engine/library/signature-file.ts'
import { createCutter } from '../../../engine/rdc/cut.ts'
import type { RdcParameters } from '../../../engine/rdc/parameters.ts'
import { plainSigner } from '../../../engine/rdc/plain-signer.ts'
import { createMachine } from '../../../engine/rdc/wasm/rdc-module.ts'
import { wasmSigner } from '../../../engine/rdc/wasm/wasm-signer.ts'
import { lcgBytes, published, sha256Hex, vectorFiles } from '../../support/rdc-vectors.ts'

const signers = {
  plain: plainSigner,
  wasm: (parameters: RdcParameters) => wasmSigner(createMachine()!, parameters),
} as const

const { source } = published()
const { a, inserted, deleted } = vectorFiles()
const ten = lcgBytes(7, 3_000_000)
const file = { window: 48, horizon: 1024 }
const level2 = { window: 2, horizon: 128 }
const first6 = [1108, 1918, 2905, 1413, 1132, 1623, 2966, 1483]

type Vector = {
  readonly name: string
  readonly bytes: () => Buffer
  readonly parameters: RdcParameters
  readonly chunks: number
  readonly lengths: readonly number[]
  readonly size: number
  readonly sha256: string
}
const row = (
  name: string,
  bytes: Buffer | (() => Buffer),
  parameters: RdcParameters,
  chunks: number,
  lengths: readonly number[],
  size: number,
  sha256: string,
): Vector => ({
  name,
  bytes: typeof bytes === 'function' ? bytes : () => bytes,
  parameters,
  chunks,
  lengths,
  size,
  sha256,
})

const signed = (bytes: Buffer): Buffer => {
  const signer = signers.wasm(file)
  signer.update(bytes)
  return signer.digest()
}

const vectors: readonly Vector[] = [
  row(
    '1: the example of the specification',
    source,
    { window: 16, horizon: 512 },
    6,
    [3108, 2249, 6190, 17389, 1301, 3290],
    132,
    '5cbcd58302e071d133878c0c6bf1c7c3cc67ccb4e0ad1de1d4bb44592ea083fa',
  ),
  row(
    '2: the same with the usual parameters',
    source,
    file,
    1,
    [33527],
    42,
    'c42713494b832a9c2dae5add112d62089469132cbf05bc7ecf480a8a3e34776c',
  ),
  row(
    '3: nothing',
    Buffer.alloc(0),
    file,
    0,
    [],
    24,
    '1d375832844ec0eeb91a71de5a0db544b7e9f9e70c21903216bc9fb46e0508f8',
  ),
  row(
    '4: one byte',
    Buffer.from('A'),
    file,
    1,
    [1],
    42,
    'f3b8434dd40cecd98403a73fab10ed22050fe7bc449f37bd4366e51ae5cadd4c',
  ),
  row(
    '5: 200,000 zeros',
    Buffer.alloc(200_000),
    file,
    4,
    [65535, 65535, 65535, 3395],
    96,
    '0d90d156a436602a56040ccdefdcb05711257bb38643301de153a5cf666aa26c',
  ),
  row('6: file A', a, file, 124, first6, 2256, '89e0d109a3da50586b035af5f089a4389e2b8ebfcae445163eb0e04255fe46bb'),
  row(
    '7: A with an insertion',
    inserted,
    file,
    124,
    first6,
    2256,
    '4e442d037da8e21bc155de26798d485e95bb48b163e81a1dc97dd75cb8aa74bb',
  ),
  row(
    '8: A with a deletion and a byte inverted',
    deleted,
    file,
    124,
    first6,
    2256,
    '841ad41d97e428ca7ac83a014eb85bd5dd00cefd8c1ce5abbf2c40b7619cfe07',
  ),
  row(
    '9: the signature of A',
    () => signed(a),
    level2,
    8,
    [201, 363, 291, 361, 177, 157, 561, 145],
    168,
    '94b4c722a0c9287183dddb17fa0149aa5a9482d65e5b137db2b55955ab6b1a0a',
  ),
  row(
    '10: 3,000,000 bytes',
    ten,
    file,
    1457,
    [1608, 3624, 2646, 2230, 4021, 1563, 2645, 1091],
    26250,
    '4b718d4831102810700d52ec389c79adab7ed4310ecf6a1fc65bcef55a08777e',
  ),
  row(
    '11: the signature of those',
    () => signed(ten),
    level2,
    96,
    [324, 210, 135, 136, 239, 310, 316, 266],
    1752,
    '4182ea895a633dd5e52af092a16a14fe26dbba3c6fd379a9ca596d008f5443cf',
  ),
]

describe.each(Object.entries(signers))('%s', (_name, signer) => {
  test.each(vectors)('vector $name', ({ bytes, parameters, chunks, lengths, size, sha256 }) => {
    const one = signer(parameters)
    one.update(bytes())
    const signature = one.digest()
    const read = readSignature(signature) ?? []
    expect(read.slice(0, 8).map(({ length }) => length)).toEqual(lengths)
    expect([read.length, signature.length, sha256Hex(signature)]).toEqual([chunks, size, sha256])
  })

  test('the published signature byte for byte', () => {
    const one = signer({ window: 16, horizon: 512 })
    one.update(published().source)
    expect(one.digest()).toEqual(published().signature)
  })

  test('the horizon is clipped at the end of the data', () => {
    const one = signer(file)
    one.update(lcgBytes(3, 262_144))
    const lengths = (readSignature(one.digest()) ?? []).map(({ length }) => length)
    const cuts = lengths.map((_length, at) => lengths.slice(0, at).reduce((sum, length) => sum + length, 0))
    expect([cuts.length, ...cuts.slice(-3)]).toEqual([131, 259_156, 260_883, 262_116])
  })
})

test('the inputs are those of the vectors', () => {
  expect(sha256Hex(source)).toBe('30336812bb494a61bfe244849b6a79df7e1599c86eecb609f7246bc4d81eabeb')
  expect(sha256Hex(a)).toBe('b894e06a1bb9f33076f3a98fa4abb89b64c6e91e52316b5f3a629b45fb500040')
  expect(sha256Hex(ten)).toBe('b2cc9a3dea9b8dea1c5496d78897162578ed0e8b342d7c9c0f641f6f1c4c398b')
})

test('a cutter fed with nothing gives nothing', () => {
  const cutter = createCutter(file)
  expect([cutter.push(Buffer.alloc(0)), cutter.end()]).toEqual([[], []])
})
