// The WebAssembly module of RDC: made when it is first used, in about a millisecond, from code that can be read.
import { h3Table } from '../h3-table.ts'
import { createAssembler } from './assembler.ts'
import { defineHash, defineMaxima } from './chunk-code.ts'
import { defineMd4 } from './md4-code.ts'

/** Bytes of input that fit behind the zeros which stand for what lies before a file. */
export const inputCapacity = 384 * 1024

/** Addresses in its memory. */
export const places = {
  table: 0,
  /** Four MD4 states. */
  state: 1024,
  /** Last blocks of four messages, 128 bytes each. */
  tails: 1024 + 64,
  /** Places of maxima; at most one per 128 bytes. */
  maxima: 4096,
  bytes: 16 * 1024,
  hashes: 16 * 1024 + inputCapacity,
} as const

const pages = Math.ceil((places.hashes + 4 * inputCapacity + 64) / 65_536)

export type RdcMachine = {
  readonly memory: Uint8Array
  readonly words: Uint32Array
  hash(from: number, to: number, state: number, window: number, rotation: number): number
  maxima(from: number, to: number, filled: number, horizon: number, out: number): number
  md4(one: number, two: number, three: number, four: number, blocks: number): void
}

export function rdcModuleBytes(): Uint8Array {
  const module = createAssembler()
  defineHash(module, places)
  defineMaxima(module, places)
  defineMd4(module, places.state)
  return module.bytes(pages)
}

/** Node has it, its types come with a browser's only. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> }
}

let compiled: object | undefined

/** A machine of its own memory; undefined where the processor or Node has no SIMD. */
export function createMachine(): RdcMachine | undefined {
  if (compiled === undefined) {
    const bytes = rdcModuleBytes()
    if (!WebAssembly.validate(bytes)) return undefined
    compiled = new WebAssembly.Module(bytes)
  }
  const { exports } = new WebAssembly.Instance(compiled)
  const { buffer } = exports['memory'] as { readonly buffer: ArrayBuffer }
  const machine = {
    ...exports,
    memory: new Uint8Array(buffer),
    words: new Uint32Array(buffer),
  } as unknown as RdcMachine
  machine.words.set(h3Table, places.table / 4)
  return machine
}
