// Bytes that can be read from any place: a packed content on disk, one in memory, or what lies inside a sealed file.
import { isRefusal, type OpenFile, type Refusal } from '../library/store.ts'

export interface ByteSource {
  /** Bytes. */
  readonly size: number
  /** Fills the buffer from `position` on as far as the source goes; fewer bytes than asked for only at the end. */
  readAt(buffer: Buffer, position: number): number | Refusal
}

/** What a packed content can be refused for; `unpack` prints the reason. */
export type ArchiveRefusal = { readonly refused: keyof typeof archiveRefusals; readonly reason: string }

export const archiveRefusals = {
  notPacked: 'is no packed content',
  newerVersion: 'was written by a newer version of cmdp',
  truncated: 'is cut off or has bytes too many',
  damaged: 'is damaged',
  hostile: 'is not well formed',
  needsKey: 'is encrypted: the key of its package is needed',
  noKey: 'has no key in the key file',
  wrongKey: 'cannot be opened with this key, or its header was changed',
  unreadable: 'cannot be read',
} as const

export const refuse = (refused: ArchiveRefusal['refused'], detail?: string): ArchiveRefusal => ({
  refused,
  reason: detail === undefined ? archiveRefusals[refused] : `${archiveRefusals[refused]}: ${detail}`,
})

export const isArchiveRefusal = (answer: object): answer is ArchiveRefusal =>
  'refused' in answer && Object.hasOwn(archiveRefusals, String(answer.refused))

/** Exactly `length` bytes from `position` on, or why not. */
export function readExactly(source: ByteSource, position: number, length: number): Buffer | ArchiveRefusal {
  if (length < 0 || position < 0 || position + length > source.size) return refuse('truncated')
  const buffer = Buffer.alloc(length)
  const read = source.readAt(buffer, position)
  // A chunk of a sealed file that does not open is damage, not trouble of the disk.
  if (typeof read !== 'number')
    return read.reason.startsWith(archiveRefusals.damaged)
      ? { refused: 'damaged', reason: read.reason }
      : refuse('unreadable', read.reason)
  return read === length ? buffer : refuse('truncated')
}

export const bytesSource = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  readAt(buffer, position) {
    const part = bytes.subarray(position, position + buffer.length)
    buffer.set(part)
    return part.length
  },
})

/** A part of a source as a file that is read in order. */
export function openPart(source: ByteSource, position: number, length: number): OpenFile {
  let at = 0
  return {
    read(buffer) {
      const wanted = Math.min(buffer.length, length - at)
      if (wanted === 0) return 0
      const read = source.readAt(buffer.subarray(0, wanted), position + at)
      if (isRefusal(read)) return read
      if (read !== wanted) return { refused: 'unreadable', reason: 'the file ends too early' }
      at += read
      return read
    },
    close: () => undefined,
  }
}
