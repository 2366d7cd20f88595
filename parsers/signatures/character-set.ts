/** A set of characters, asked by code. */
export type CharacterSet = {
  /** 1 for members, by character code below 256. */
  readonly low: Uint8Array
  /** Are the characters above 255 members? */
  readonly high: boolean
}

/** Few sets serve hundreds of holes. */
const known = new Map<string, CharacterSet>()

/** `A-Z0-9_` or, with `^` in front, everything else: what stands inside [...] of an expression, without escapes. */
export function characterSet(chars: string): CharacterSet {
  const set = known.get(chars) ?? newSet(chars)
  known.set(chars, set)
  return set
}

function newSet(chars: string): CharacterSet {
  const negated = chars.startsWith('^')
  const low = new Uint8Array(256).fill(negated ? 1 : 0)
  const member = negated ? 0 : 1
  for (let at = negated ? 1 : 0; at < chars.length; at++) {
    const first = chars.charCodeAt(at)
    const isRange = chars[at + 1] === '-' && at + 2 < chars.length
    const last = isRange ? chars.charCodeAt(at + 2) : first
    low.fill(member, first, last + 1)
    if (isRange) at += 2
  }
  return { low, high: negated }
}

export function isMember(set: CharacterSet, character: string): boolean {
  const code = character.charCodeAt(0)
  return code < 256 ? set.low[code] === 1 : set.high
}

/** Position of the first byte that is no member; a byte of a longer UTF-8 character counts as that character would. */
export function runEnd({ low }: CharacterSet, bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && low[bytes[at] ?? 0] === 1) at++
  return at
}
