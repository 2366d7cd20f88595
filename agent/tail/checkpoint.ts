// What is remembered of a log over a restart: enough to find the place again wherever the file went meanwhile, and to
// know when it cannot be found.
import type { Anchor, FileId, FinishedGeneration } from './identity.ts'

/** Plain JSON; stored as it is. A reader meets another version with `undefined`, never with a guess. */
export type Position = {
  readonly version: 1
  /** Name of the generation, made from its first bytes: equal for every agent that reads the same log. */
  readonly generation: string
  /** The bytes delivered suffice to tell this generation from others. */
  readonly proven: boolean
  /** How many generations were begun since the first start, this one included. */
  readonly ordinal: number
  /** Undefined: no file has been seen yet. */
  readonly id?: FileId
  /** When it was first looked for there was no `.lo_`. */
  readonly noneBefore: boolean
  /** It was in `.lo_` when it was first seen. */
  readonly isRolled: boolean
  /** Where reading goes on: the first byte of the first line that is not done with. */
  readonly offset: number
  /** 1-based number of the line at `offset`; absent where reading began in the middle. */
  readonly line?: number
  /** The file's first bytes, as far as they were delivered, at most 1 KiB; base64. */
  readonly head: string
  /** The bytes before what was delivered. `end.at` is never before `offset`. */
  readonly end: Anchor
  /** When last looked at: what is between `offset` and this is lost, when the file cannot be found again. */
  readonly size: number
  /** The generation before, so that it is not taken for news when it stands there as `.lo_`. */
  readonly before?: FinishedGeneration
}

/**
 * The position of a consumer that is not done with the last lines yet: an entry can span lines, so reading must begin
 * at the first line of the first incomplete one.
 *
 * @param offset  start of that line, `EntryReader.resumeOffset`; at most what was delivered
 * @param line    its 1-based number, where known
 */
export function resumeAt(position: Position, offset: number, line?: number): Position {
  const { line: _later, ...rest } = position
  const at = Math.min(offset, position.end.at)
  return { ...rest, offset: at, ...(line === undefined ? {} : { line }) }
}

/** A stored position, or undefined when it is not of the version we know or not of its shape. */
export function readPosition(stored: unknown): Position | undefined {
  return isRecord(stored) && stored.version === 1 && isPosition(stored) ? (stored as Position) : undefined
}

function isPosition(value: Record<string, unknown>): boolean {
  return (
    typeof value.generation === 'string' &&
    typeof value.proven === 'boolean' &&
    typeof value.noneBefore === 'boolean' &&
    typeof value.isRolled === 'boolean' &&
    [value.ordinal, value.offset, value.size].every(isCount) &&
    (value.line === undefined || isCount(value.line)) &&
    (value.id === undefined || isFileId(value.id)) &&
    typeof value.head === 'string' &&
    isAnchor(value.end) &&
    Number(value.offset) <= value.end.at &&
    (value.before === undefined || isFinished(value.before))
  )
}

function isFinished(value: unknown): boolean {
  if (!isRecord(value) || !isFileId(value.id) || !isCount(value.size)) return false
  return isAnchor(value.head) && isAnchor(value.end) && typeof value.proven === 'boolean'
}

function isFileId(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value.dev === 'string' &&
    typeof value.ino === 'string' &&
    ['string', 'undefined'].includes(typeof value.born)
  )
}

function isAnchor(value: unknown): value is Anchor {
  return isRecord(value) && isCount(value.at) && isCount(value.length) && typeof value.hash === 'string'
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
