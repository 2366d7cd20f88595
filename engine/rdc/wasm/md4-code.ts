// MD4 of four messages at once, one in each lane of a vector: the rounds of one message wait for each other, those of
// four fill the processor. The plain version is engine/rdc/md4.ts.
import { i32, v128, whileTrue, type Assembler, type Code, type Variable } from './assembler.ts'

/** Message words and turns of the three rounds, and what is added (RFC 1320, 3.4). */
const rounds = [
  { words: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], turns: [3, 7, 11, 19], added: 0 },
  { words: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15], turns: [3, 5, 9, 13], added: 0x5a827999 },
  { words: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15], turns: [3, 9, 11, 15], added: 0x6ed9eba1 },
] as const

type Mix = (b: Code, c: Code, d: Code) => Code
const choose: Mix = (b, c, d) => v128.select(c, d, b)
const majority: Mix = (b, c, d) => v128.select(d, b, v128.xor(b, c))
const parity: Mix = (b, c, d) => v128.xor(b, v128.xor(c, d))
const mixes = [choose, majority, parity] as const

const rotated = (value: Variable, bits: number): Code =>
  v128.or(v128.shiftLeft(value.get, i32.const(bits)), v128.shiftRight(value.get, i32.const(32 - bits)))

const blockBytes = 64
const words = Array.from({ length: 16 }, (_, at) => at)
const lanes = [0, 1, 2, 3] as const

/**
 * md4(one, two, three, four, blocks): takes `blocks` blocks of 64 bytes from each of four addresses into the four states.
 * @param state  where they are: word a of the four lanes, then b, c, d
 */
export function defineMd4(module: Assembler, state: number): void {
  const vectors = ['a', 'b', 'c', 'd', 'sum', ...words.map((at) => `x${at}`)]
  const types = {
    ...{ lane0: 'i32', lane1: 'i32', lane2: 'i32', lane3: 'i32', blocks: 'i32' },
    ...Object.fromEntries(vectors.map((name) => [name, 'v128'] as const)),
  } as const
  module.define('md4', types as Record<string, 'i32' | 'v128'>, 5, undefined, (named) => {
    const at = (name: string): Variable => {
      const variable = named[name]
      if (variable === undefined) throw new Error(`no variable ${name}`)
      return variable
    }
    const blocks = at('blocks')
    return [
      whileTrue(
        blocks.get,
        ...words.map((word) =>
          at(`x${word}`).set(
            messageWord(
              word,
              lanes.map((lane) => at(`lane${lane}`)),
            ),
          ),
        ),
        ...['a', 'b', 'c', 'd'].map((name, place) => at(name).set(v128.load(state + place * 16, i32.const(0)))),
        ...steps(at),
        ...['a', 'b', 'c', 'd'].map((name, place) =>
          v128.store(
            state + place * 16,
            i32.const(0),
            v128.add(at(name).get, v128.load(state + place * 16, i32.const(0))),
          ),
        ),
        ...lanes.map((lane) => at(`lane${lane}`).set(i32.add(at(`lane${lane}`).get, i32.const(blockBytes)))),
        blocks.set(i32.subtract(blocks.get, i32.const(1))),
      ),
    ]
  })
}

/** The same word of the four messages, side by side. */
const messageWord = (word: number, addresses: readonly Variable[]): Code =>
  addresses.reduce<Code>(
    (vector, address, lane) => v128.loadLane(word * 4, lane, address.get, vector),
    v128.splat(i32.const(0)),
  )

/** The 48 steps: each changes one of a, b, c, d, and the next one sees them turned by one place. */
function steps(at: (name: string) => Variable): Code[] {
  let [a, b, c, d] = ['a', 'b', 'c', 'd']
  const sum = at('sum')
  return rounds.flatMap(({ words: order, turns, added }, round) =>
    order.flatMap((word, step) => {
      const mixed = mixes[round]?.(at(b).get, at(c).get, at(d).get) ?? []
      const base = v128.add(at(a).get, at(`x${word}`).get)
      const code = [
        sum.set(v128.add(added === 0 ? base : v128.add(base, v128.splat(i32.const(added))), mixed)),
        at(a).set(rotated(sum, turns[step % 4] ?? 0)),
      ]
      ;[a, b, c, d] = [d, a, b, c]
      return code
    }),
  )
}
