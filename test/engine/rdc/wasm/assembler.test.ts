// What the assembler writes is what the engine understands: constants of every length, loops, branches, memory.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAssembler, i32, ifTrue, returnValue, whileTrue } from '../../../../engine/rdc/wasm/assembler.ts'
import { rdcModuleBytes } from '../../../../engine/rdc/wasm/rdc-module.ts'

declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> }
}

type Numeric = (...operands: number[]) => number
function load(bytes: Uint8Array): Readonly<Record<string, Numeric>> {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Readonly<Record<string, Numeric>>
}

test('constants of any size come back', () => {
  const edges = [0, 1, 63, 64, 127, 128, 8191, 8192, 2 ** 31 - 1].flatMap((value) => [value, -value, -value - 1])
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...edges), fc.integer()), (value) => {
      const module = createAssembler()
      module.define('constant', {}, 0, 'i32', () => [i32.const(value)])
      expect(load(module.bytes(1))['constant']?.()).toBe(value | 0)
    }),
    { numRuns: 200 },
  )
})

test('addresses of any size are reached', () => {
  const offsets = [0, 4, 124, 128, 16_380, 16_384, 65_532]
  const module = createAssembler()
  for (const offset of offsets) {
    module.define(`at${offset}`, { value: 'i32' }, 1, 'i32', ({ value }) => [
      i32.store(offset, i32.const(0), value.get),
      i32.load(0, i32.const(offset)),
    ])
  }
  const made = load(module.bytes(1))
  for (const offset of offsets) expect(made[`at${offset}`]?.(offset + 7)).toBe(offset + 7)
})

test('functions loop, branch, return early and call each other', () => {
  const module = createAssembler()
  const isEven = module.define('isEven', { value: 'i32' }, 1, 'i32', ({ value }) => [
    ifTrue(i32.and(value.get, i32.const(1)), returnValue(i32.const(0))),
    i32.const(1),
  ])
  module.define('evenBelow', { end: 'i32', at: 'i32', count: 'i32' }, 1, 'i32', ({ end, at, count }) => [
    whileTrue(
      i32.lessUnsigned(at.get, end.get),
      count.set(i32.add(count.get, isEven(at.get))),
      at.set(i32.add(at.get, i32.const(1))),
    ),
    count.get,
  ])
  expect(load(module.bytes(1))['evenBelow']?.(1001)).toBe(501)
})

test('the module of RDC is valid here, and small', () => {
  expect(WebAssembly.validate(rdcModuleBytes())).toBe(true)
  expect(rdcModuleBytes().length).toBeLessThan(6_000)
})
