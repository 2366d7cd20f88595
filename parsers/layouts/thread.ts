/** ` (0x` between the two notations; the x may be a capital. */
const [space, open, zero, x, close] = [0x20, 0x28, 0x30, 0x78, 0x29]

/** No thread id needs more digits than 4294967295. */
const mostDigits = 10

/**
 * Thread number of `9112 (0x2398)`, exactly bytes[at, end): on disk upper case without padding, viewers pad to four digits
 * or print lower case. Undefined unless both notations say the same: then the line is damaged.
 */
export function readThread(bytes: Uint8Array, at: number, end: number): number | undefined {
  let i = at
  let decimal = 0
  for (let digit = hexDigit(bytes[i]); digit < 10 && i - at < mostDigits; digit = hexDigit(bytes[++i])) {
    decimal = decimal * 10 + digit
  }
  if (i === at || bytes[i] !== space || bytes[i + 1] !== open || bytes[i + 2] !== zero) return undefined
  if (((bytes[i + 3] ?? 0) | 0x20) !== x || bytes[end - 1] !== close) return undefined
  return readHexThread(bytes, i + 4, end - 1) === decimal ? decimal : undefined
}

/** Thread number written in hex alone, as SMS 1.x did (`E0`) and the bracket form does (`66C`). */
export function readHexThread(bytes: Uint8Array, at: number, end: number): number | undefined {
  if (end <= at || end - at > mostDigits) return undefined
  let value = 0
  for (let i = at; i < end; i++) {
    const digit = hexDigit(bytes[i])
    if (digit > 15) return undefined
    value = value * 16 + digit
  }
  return value
}

/** 0 to 15; 99 for what is no hex digit. */
function hexDigit(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : 99
}
