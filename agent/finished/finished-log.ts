/** A log that has an end: a file, a member of a zip, or what standard input brings. */
export type FinishedLog = {
  /** Relative to the PATH given, with `/`; `-` for standard input. Evidence names it so. */
  readonly path: string
  /** Base name; `-` for standard input. */
  readonly file: string
  /** First sub-folder it lies in, as it is named; '' when it lies in none. In a collection each one is a machine. */
  readonly host: string
  /** The whole path, for messages. */
  readonly place: string
  /** Its bytes from the beginning, in blocks of at most `most` bytes where that can be chosen. A block may be overwritten by
   * the next one. */
  readonly blocks: (most?: number) => AsyncIterable<Buffer>
  /** Whether `blocks` can be called again; standard input and pipes flow once. */
  readonly rereadable: boolean
}

/** Something in a folder or a zip that was not read as a log, and why. */
export type LeftOut = {
  readonly path: string
  readonly reason: string
  /** True when we could not look, false when it is none of our business. */
  readonly failed: boolean
}

export type FoundLogs = { readonly logs: readonly FinishedLog[]; readonly leftOut: readonly LeftOut[] }
