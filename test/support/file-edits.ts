import { seededRandom, type Random } from './random.ts'

/** Random bytes, the same for the same seed. */
export function randomBytesOf(random: Random, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  let at = 0
  for (; at + 4 <= length; at += 4) bytes.writeUInt32LE(random.below(2 ** 32), at)
  for (; at < length; at++) bytes[at] = random.below(256)
  return bytes
}

/** Edits: insert, delete, move, flip, each at a random place. */
export function edited(random: Random, before: Buffer, edits: number, longest: number): Buffer {
  let bytes = before
  for (let edit = 0; edit < edits; edit++) {
    const at = random.below(bytes.length + 1)
    const length = random.below(Math.min(longest, bytes.length - at) + 1)
    const [head, middle, tail] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)]
    const rest = Buffer.concat([head, tail])
    const to = random.below(rest.length + 1)
    bytes = random.pick([
      () => Buffer.concat([head, randomBytesOf(random, random.below(longest) + 1), middle, tail]),
      () => rest,
      () => Buffer.concat([rest.subarray(0, to), middle, rest.subarray(to)]),
      () => Buffer.concat([head, middle.map((byte) => byte ^ 0xff), tail]),
    ])()
  }
  return bytes
}

/** A file and its next version. */
export function editedPair(
  seed: number,
  size: number,
  edits: number,
  longest = 3_000,
): { readonly before: Buffer; readonly after: Buffer } {
  const random = seededRandom(seed)
  const before = randomBytesOf(random, size)
  return { before, after: edited(random, before, edits, longest) }
}
