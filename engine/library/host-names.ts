// File names of a POSIX volume are bytes and need not be UTF-8. Such a byte travels as a lone low surrogate
// (0xE9 -> U+DCE9, as Python's `surrogateescape` does), which no valid name contains, and comes back as that byte.
// Windows names are UTF-16 already and pass unchanged.

/** Bytes of a name -> text that keeps every byte. */
export function fromBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = buffer.toString('utf8')
  if (!text.includes('\ufffd')) return text
  let kept = ''
  for (let at = 0; at < buffer.length;) {
    const length = sequenceLength(buffer, at)
    kept += length === 0 ? String.fromCharCode(0xdc00 + (buffer[at] ?? 0)) : buffer.toString('utf8', at, at + length)
    at += Math.max(1, length)
  }
  return kept
}

/** Bytes of the valid UTF-8 character at `at`; 0 when there is none. */
function sequenceLength(buffer: Buffer, at: number): number {
  const first = buffer[at] ?? 0
  if (first < 0x80) return 1
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  const text = buffer.toString('utf8', at, at + length)
  return Buffer.byteLength(text) === length && !text.includes('\ufffd') ? length : 0
}

/** The path itself, or bytes when it carries bytes that are no UTF-8. */
export function toBytes(path: string): string | Buffer {
  if (!/[\ud800-\udfff]/.test(path)) return path
  const pieces: Buffer[] = []
  for (const character of path) {
    const code = character.codePointAt(0) ?? 0
    pieces.push(code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character, 'utf8'))
  }
  return Buffer.concat(pieces)
}
