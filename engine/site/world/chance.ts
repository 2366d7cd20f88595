/** Random numbers that a seed decides: the same seed tells the same story on every machine. */
export type Chance = {
  /** 0 <= value < 1. */
  next(): number
  /** Whole number, both ends included. */
  between(low: number, high: number): number
  /** `digits` characters of `alphabet`. */
  text(digits: number, alphabet: string): string
  /** Independent numbers for a named part, so that one more line here changes nothing there. */
  fork(name: string): Chance
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for a story. */
export function chance(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    between,
    text: (digits, alphabet) =>
      Array.from({ length: digits }, () => alphabet[between(0, alphabet.length - 1)] ?? '').join(''),
    fork: (name) => chance(mixText(seed, name)),
  }
}

/** FNV-1a over the name, begun with the seed. */
function mixText(seed: number, name: string): number {
  let mixed = (0x811c9dc5 ^ seed) >>> 0
  for (const character of name) mixed = Math.imul(mixed ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return mixed
}
