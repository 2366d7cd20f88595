export type PhysicalLine = {
  /** The text is bytes[start, end), without line end. Valid until the chunk it was read from is overwritten. */
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  /** Bytes from the start of the file to the line's first byte (a byte order mark belongs to the first line). */
  readonly offset: number
  /** Bytes of the line in the file, line end and everything dropped included. */
  readonly length: number
  /** Bytes cut out of the middle of a line over 64 KiB. */
  readonly dropped: number
  /** NUL bytes stripped. */
  readonly nulBytes: number
  /** False for the rest of a file that does not end in a line end. */
  readonly terminated: boolean
  /** True when certainly no byte of the text is above 0x7F. */
  readonly ascii: boolean
  /** Offset in the file of the byte at an index of `bytes`; undefined when that is `offset + index - start`. */
  readonly offsetAt: ((index: number) => number) | undefined
}

/** Hands each line to `take` as soon as it is complete: millions of lines need not live at once. */
export type LineSource = {
  each(chunk: Buffer, take: (line: PhysicalLine) => void): void
  /** The rest that no LF ended, if there is one. */
  end(): readonly PhysicalLine[]
  /** Where the first line begins that was not handed out yet. */
  readonly nextOffset: number
}

/** Bytes of a line that are kept from its head, and from its end when it is longer than both (DESIGN 2). */
export const lineHead = 64 * 1024
export const lineTail = 1024
