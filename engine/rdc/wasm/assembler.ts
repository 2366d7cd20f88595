// A tiny assembler for WebAssembly. A function is written as a tree of expressions in TypeScript, so that loops and
// tables can unroll code; an expression is the bytes that leave its value on the stack. Numbers of instructions are those of the
// WebAssembly core specification 2.0 (fixed-width SIMD included). Nothing is checked here: the engine validates the
// module when it is loaded, and the tests compare what it computes with the plain version.

/** Bytes of instructions, in order. */
export type Code = readonly number[]

export type Type = 'i32' | 'v128'

export type Variable = { readonly get: Code; set(value: Code): Code }

const typeBytes: Readonly<Record<Type, number>> = { i32: 0x7f, v128: 0x7b }

/** LEB128 without sign: sizes, indices, offsets. */
export function unsigned(value: number): Code {
  const bytes: number[] = []
  let rest = value >>> 0
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  return [...bytes, rest]
}

/** LEB128 with sign: constants. */
export function signed(value: number): Code {
  const bytes: number[] = []
  let rest = value | 0
  for (; rest < -64 || rest > 63; rest >>= 7) bytes.push((rest & 0x7f) | 0x80)
  return [...bytes, rest & 0x7f]
}

const operation =
  (...opcode: number[]) =>
  (...operands: Code[]): Code => [...operands.flat(), ...opcode]
const simd = (number: number): Code => [0xfd, ...unsigned(number)]
const vector = (number: number): ((...operands: Code[]) => Code) => operation(...simd(number))

/** A read or write at `address` + a constant number of bytes. No alignment is promised. */
const memory =
  (opcode: Code) =>
  (offset: number, ...operands: Code[]): Code => [...operands.flat(), ...opcode, 0, ...unsigned(offset)]

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  load: memory([0x28]),
  load8: memory([0x2d]),
  store: memory([0x36]),
  isZero: operation(0x45),
  lessUnsigned: operation(0x49),
  atLeastUnsigned: operation(0x4f),
  add: operation(0x6a),
  subtract: operation(0x6b),
  and: operation(0x71),
  xor: operation(0x73),
  shiftLeft: operation(0x74),
  rotateLeft: operation(0x77),
  /** The first operand where the third is not zero, else the second. */
  select: operation(0x1b),
} as const

/** Four 32-bit words side by side. */
export const v128 = {
  load: memory(simd(0)),
  store: memory(simd(11)),
  /** The same word four times. */
  splat: vector(17),
  word: (value: Code, lane: number): Code => [...value, ...simd(27), lane],
  atLeastUnsigned: vector(64),
  and: vector(78),
  or: vector(80),
  xor: vector(81),
  /** Bits of the first operand where the third has ones, of the second elsewhere. */
  select: vector(82),
  anyTrue: vector(83),
  shiftLeft: vector(171),
  shiftRight: vector(173),
  add: vector(174),
  maxUnsigned: vector(185),
  /** Replaces one lane of `value` by the word at `address` + `offset`. */
  loadLane: (offset: number, lane: number, address: Code, value: Code): Code => [
    ...address,
    ...value,
    ...simd(86),
    0,
    ...unsigned(offset),
    lane,
  ],
} as const

/** Repeats the body as long as `condition` is not zero. */
export const whileTrue = (condition: Code, ...body: Code[]): Code => [
  ...[0x02, 0x40, 0x03, 0x40], // block, loop
  ...[...i32.isZero(condition), 0x0d, 1], // leave both
  ...[...body.flat(), 0x0c, 0], // again
  ...[0x0b, 0x0b],
]

export const ifTrue = (condition: Code, ...body: Code[]): Code => [...condition, 0x04, 0x40, ...body.flat(), 0x0b]

export const returnValue = (value: Code): Code => [...value, 0x0f]

type Defined = { readonly name: string; readonly type: Code; readonly body: Code }

export type Assembler = {
  /**
   * @param types  parameters first, then the function's own variables, in the order of its arguments
   * @param parameters  how many of them are parameters
   * @param result  one i32, or nothing
   * @returns  an expression that calls it
   */
  define<Name extends string>(
    name: string,
    types: Readonly<Record<Name, Type>>,
    parameters: number,
    result: 'i32' | undefined,
    body: (variables: Readonly<Record<Name, Variable>>) => readonly Code[],
  ): (...operands: Code[]) => Code
  /** The module: its functions and one memory of `pages` times 64 KiB, all exported. */
  bytes(pages: number): Uint8Array
}

export function createAssembler(): Assembler {
  const functions: Defined[] = []
  return {
    define(name, types, parameters, result, body) {
      const names = Object.keys(types) as (keyof typeof types)[]
      const kinds = names.map((one) => typeBytes[types[one]])
      const variables = Object.fromEntries(names.map((one, at) => [one, variable(at)])) as Record<
        keyof typeof types,
        Variable
      >
      const own = kinds.slice(parameters).map((kind) => [1, kind])
      functions.push({
        name,
        type: [
          0x60,
          ...list(kinds.slice(0, parameters).map((kind) => [kind])),
          ...list(result ? [[typeBytes.i32]] : []),
        ],
        body: sized([...list(own), ...body(variables).flat(), 0x0b]),
      })
      const index = functions.length - 1
      return (...operands) => [...operands.flat(), 0x10, ...unsigned(index)]
    },
    bytes: (pages) => moduleOf(functions, pages),
  }
}

const variable = (index: number): Variable => ({
  get: [0x20, ...unsigned(index)],
  set: (value) => [...value, 0x21, ...unsigned(index)],
})

/** A vector of the binary format: how many, then one after the other. */
const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()]

/** How many bytes, then the bytes. */
const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes]

const section = (id: number, items: readonly Code[]): Code => [id, ...sized(list(items))]

function moduleOf(functions: readonly Defined[], pages: number): Uint8Array {
  const exported = (name: string, kind: number, index: number): Code => [
    ...sized([...Buffer.from(name)]),
    kind,
    ...unsigned(index),
  ]
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(
      1,
      functions.map(({ type }) => type),
    ),
    ...section(
      3,
      functions.map((_one, at) => unsigned(at)),
    ),
    ...section(5, [[1, ...unsigned(pages), ...unsigned(pages)]]), // it never grows
    ...section(7, [exported('memory', 2, 0), ...functions.map(({ name }, at) => exported(name, 0, at))]),
    ...section(
      10,
      functions.map(({ body }) => body),
    ),
  ])
}
