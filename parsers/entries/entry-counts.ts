/** What was met so far; each fact that a parser must not keep to itself. */
export type EntryCounts = {
  /** Entries with a frame (or, in a view, lines with text), fragments and skipped ones included. */
  records: number
  /** Lines, or pieces of lines, with text that belong to no entry. */
  orphans: number
  /** Entries of which a part is lost in a torn write. */
  fragments: number
  /** Records that `wanted` refused. */
  skipped: number
  blankLines: number
  nulBytes: number
  /** Lines and CCM records too long to be kept whole, and what was left out of them. */
  cutLines: number
  droppedBytes: number
  /** Frames that contradict themselves (thread decimal and hex, impossible date) or are cut off. */
  damagedFrames: number
  /** Lines of a viewer copy that end in its columns, but in a way that does not tell them from the message. */
  unreadColumns: number
  /** Lines of a copy without columns that hold what only lines of our logs hold: messages, when they can be read. */
  likelyMessages: number
  /** CCM times whose zone is not written with exactly one sign. */
  doubtfulZones: number
  /** Bytes that meant nothing in UTF-8 nor in the code page. */
  invalidBytes: number
  /** STATMSG entries whose GMTDATE equals local time + bias within 2 s, and those where it does not. */
  gmtAgreed: number
  gmtDisagreed: number
}

export function noEntries(): EntryCounts {
  return {
    records: 0,
    orphans: 0,
    fragments: 0,
    skipped: 0,
    blankLines: 0,
    nulBytes: 0,
    cutLines: 0,
    droppedBytes: 0,
    damagedFrames: 0,
    unreadColumns: 0,
    likelyMessages: 0,
    doubtfulZones: 0,
    invalidBytes: 0,
    gmtAgreed: 0,
    gmtDisagreed: 0,
  }
}
