// `SMSSIG$\<ContentID>.tar`: the signatures of all files of one content. Nearly a tar: per file a header of 512 bytes
// with name, octal size (not padded), type `0` and `ustar` + two blanks, while mode, time and checksum stay zero, so that strict tar
// readers refuse it; the payload is padded to 512 (public hex picture; test/corpus/library/real).

export type ArchivedSignature = { readonly name: string; readonly bytes: Uint8Array }

const block = 512
const magic = 'ustar  '
const longestName = 100

/** The entries in order; stops at the first header that is none, and tells whether it stopped before the end. */
export function readSignatureArchive(bytes: Uint8Array): { entries: readonly ArchivedSignature[]; complete: boolean } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: ArchivedSignature[] = []
  let at = 0
  while (at + block <= buffer.length) {
    const header = buffer.subarray(at, at + block)
    if (header.every((byte) => byte === 0)) break
    const size = Number.parseInt(textAt(header, 0x7c, 12), 8)
    if (textAt(header, 0x101, 7) !== magic || !(size >= 0) || at + block + size > buffer.length) {
      return { entries, complete: false }
    }
    entries.push({ name: textAt(header, 0, longestName), bytes: buffer.subarray(at + block, at + block + size) })
    at += block + Math.ceil(size / block) * block
  }
  return { entries, complete: buffer.subarray(at).every((byte) => byte === 0) }
}

const textAt = (header: Buffer, from: number, length: number): string => {
  const field = header.subarray(from, from + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? length : end)
}

/**
 * Writes what `readSignatureArchive` reads. Names are UTF-8 and cut, between two characters, at the 100 bytes that the
 * field has: how the product writes others than `ccmsetup.cab` nobody has published.
 */
export function writeSignatureArchive(entries: readonly ArchivedSignature[]): Buffer {
  return Buffer.concat(
    entries.flatMap(({ name, bytes }) => {
      const header = Buffer.alloc(block)
      header.write(name, 0, longestName) // whole characters only
      header.write(bytes.length.toString(8), 0x7c, 'latin1')
      header.write('0', 0x9c, 'latin1')
      header.write(magic, 0x101, 'latin1')
      return [header, bytes, Buffer.alloc((block - (bytes.length % block)) % block)]
    }),
  )
}
