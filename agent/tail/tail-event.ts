// What following one log tells, in the order it happened.
import type { PhysicalLine } from '../../parsers/lines.ts'
import type { Position } from './checkpoint.ts'

/** Why a log, or its `.lo_`, cannot be read although something stands there. */
export type ReadFailure = 'directory' | 'not-a-file' | 'permission' | 'busy' | 'too-many-files' | 'io'

/** `missing` is a state of waiting, no error. */
export type DownReason = 'missing' | ReadFailure

/** Bytes that were never delivered, at least; 0 when nothing need be lost but continuity could not be shown. */
export type Gap = { readonly lostBytes: number }

/** `lines`, `rotated`, `truncated` and `idle` carry the position to commit together with what they caused. */
export type TailEvent =
  /** Complete lines, in order, each once. They point into a buffer that is used again: be done before asking for more. */
  | {
      readonly kind: 'lines'
      readonly lines: readonly PhysicalLine[]
      readonly position: Position
      readonly size: number
    }
  /**
   * The generation is finished (an unfinished entry ends here). What follows begins at `position.offset` of the next
   * one. `truncated`: the file was cut or written anew in place.
   */
  | { readonly kind: 'rotated' | 'truncated'; readonly position: Position; readonly gap: Gap | undefined }
  /** Everything there is has been delivered: no more bytes for now. */
  | { readonly kind: 'idle'; readonly position: Position; readonly size: number }
  /** The log can be read (again). */
  | { readonly kind: 'up' }
  /** The log cannot be read (any more), or for another reason than before. Told once, not at every poll. */
  | { readonly kind: 'down'; readonly reason: DownReason }
  /** One attempt to read failed: told every time. `path` is the log or its `.lo_`. */
  | { readonly kind: 'read-error'; readonly reason: ReadFailure; readonly path: string }
