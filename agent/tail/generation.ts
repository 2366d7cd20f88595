// One generation of a log while it is read: the file between two rollovers, wherever it lies and whatever it is called.
// Holds the splitter, how far was read and delivered, and the bytes by which the place is known again.
import { lineSplitter, type LineSplitter, type PhysicalLine } from '../../parsers/lines.ts'
import { byteOrderMark } from '../../parsers/text-encoding.ts'
import { shows, type ByteReader, type ReadBytes } from './byte-reader.ts'
import type { Position } from './checkpoint.ts'
import {
  anchorAt,
  anchorBytes,
  beginningOf,
  type Anchor,
  type Beginning,
  type FileId,
  type FinishedGeneration,
  type Sought,
} from './identity.ts'

export type GenerationStart = {
  readonly ordinal: number
  readonly id: FileId | undefined
  /** Byte to begin at: the start of a line. */
  readonly offset: number
  /** 1-based number of that line, where known. */
  readonly line: number | undefined
  /** The generation before this one, if it may stand there as `.lo_`. */
  readonly before: FinishedGeneration | undefined
}

/** `end`: no byte beyond what was read. `changed`: what was read last stands there no longer. */
export type Taken = readonly PhysicalLine[] | 'end' | 'changed'

const nothing = Buffer.alloc(0)

export class Generation {
  readonly ordinal: number
  /** The generation before this one, if it may stand there as `.lo_`. */
  before: FinishedGeneration | undefined
  id: FileId | undefined
  /** When it was first looked for there was no `.lo_`. */
  private noneBefore = false
  /** In `.lo_` when it was first seen. */
  private isRolled = false
  /** When last looked at; at least what was read. */
  size: number
  private line: number | undefined
  /** Start of the first line that was not delivered: where `line` stands and a new attempt begins. */
  private next: number
  private readTo: number
  /** The first bytes, as far as they were delivered. */
  private head: Buffer = nothing
  private end: Anchor = anchorAt(0, nothing)
  private name = beginningOf(nothing)
  /** Present while attached: the splitter, the first bytes, and the bytes before `readTo`; each at most 1 KiB. */
  private text: { splitter: LineSplitter; first: Buffer; last: Buffer } | undefined
  /** `end` holds what a file must show; false until a generation begun in the middle has been attached. */
  private anchored: boolean

  /** The generation a position was taken of, as far as it was read then. */
  static remembered(position: Position): Generation {
    const { ordinal, id, offset, line, before } = position
    const generation = new Generation({ ordinal, id, offset, line, before })
    generation.size = position.size
    generation.isRolled = position.isRolled
    generation.head = Buffer.from(position.head, 'base64')
    generation.end = position.end
    generation.name = { name: position.generation, proven: position.proven }
    generation.anchored = true
    generation.noneBefore = position.noneBefore
    return generation
  }

  constructor(start: GenerationStart) {
    this.ordinal = start.ordinal
    this.before = start.before
    this.id = start.id
    this.next = start.offset
    this.readTo = start.offset
    this.line = start.line
    this.size = start.offset
    this.anchored = start.offset === 0
  }

  get proven(): boolean {
    return this.name.proven
  }

  get sought(): Sought {
    const { id, end, proven, isRolled, before } = this
    return {
      id,
      delivered: end.at,
      proven,
      isRolled,
      knowsBefore: id !== undefined && (before !== undefined || this.ordinal === 1),
    }
  }

  /** Bytes seen to exist and never delivered. */
  get undelivered(): number {
    return Math.max(0, this.size - this.next)
  }

  /** By what a file is known to hold it. */
  get marks(): { readonly head: Buffer; readonly end: Anchor; readonly beginning: Beginning } {
    return { head: this.head, end: this.end, beginning: this.name }
  }

  /** There is no `.lo_`: one that appears while nothing was read from here was this one, or came between. */
  seenWithoutRolled(): void {
    if (this.end.at === 0) this.noneBefore = true
  }

  /** Found in this file. */
  seenIn(id: FileId, place: 'log' | 'rolled'): void {
    if (this.id === undefined) this.isRolled = place === 'rolled'
    this.id = id
  }

  /**
   * Takes up reading in a file that was found to hold this generation.
   *
   * @returns false when it does not hold it any more
   */
  async attach(reader: ByteReader): Promise<boolean> {
    if (this.text !== undefined) return true
    const from = Math.max(0, this.readTo - anchorBytes)
    const last = await reader.peek(from, this.readTo - from)
    const first = await reader.peek(0, Math.min(anchorBytes, this.readTo))
    if (last.length < this.readTo - from || (this.anchored && !(await shows(reader, this.end)))) return false
    const encoding = byteOrderMark(first).encoding
    const splitter = lineSplitter(this.readTo === 0 ? {} : { offset: this.readTo, encoding })
    this.text = { splitter, first, last }
    if (!this.anchored) this.anchor(this.readTo, last)
    this.anchored = true
    return true
  }

  /** Forgets what was read beyond the last delivered line: it has changed since. */
  detach(): void {
    this.text = undefined
    this.readTo = this.next
    this.size = this.next
  }

  /** Reads once. Every read begins with the bytes read last, so that a file changed under us is noticed at once. */
  async read(reader: ByteReader): Promise<ReadBytes> {
    return reader.read(this.readTo - (this.text?.last.length ?? 0))
  }

  /** The lines may point into the bytes that `read` gave. */
  take({ bytes: chunk, isEnd }: ReadBytes): Taken {
    if (this.text === undefined) return 'changed'
    const { splitter, first, last } = this.text
    if (chunk.compare(last, 0, last.length, 0, Math.min(chunk.length, last.length)) !== 0) return 'changed'
    const fresh = chunk.subarray(last.length)
    if (isEnd) this.size = this.readTo + fresh.length
    if (fresh.length === 0) return 'end'

    if (first.length < anchorBytes) {
      this.text.first = Buffer.concat([first, fresh.subarray(0, anchorBytes - first.length)])
    }
    const from = this.readTo - last.length
    this.readTo += fresh.length
    this.size = Math.max(this.size, this.readTo)
    this.text.last = Buffer.from(chunk.subarray(Math.max(0, chunk.length - anchorBytes)))
    const lines = splitter.push(fresh)
    this.deliver(lines, splitter.nextOffset, chunk.subarray(0, splitter.nextOffset - from))
    return lines
  }

  /** The unterminated rest, when the generation has ended. */
  finish(): readonly PhysicalLine[] {
    if (this.text === undefined) return []
    const lines = this.text.splitter.end()
    this.deliver(lines, this.readTo, this.text.last)
    return lines
  }

  get finished(): FinishedGeneration | undefined {
    const { id, readTo: size, head, end, proven } = this
    return id === undefined ? undefined : { id, size, head: anchorAt(head.length, head), end, proven }
  }

  get position(): Position {
    return {
      version: 1,
      generation: this.name.name,
      proven: this.name.proven,
      ordinal: this.ordinal,
      ...(this.id === undefined ? {} : { id: this.id }),
      noneBefore: this.noneBefore,
      isRolled: this.isRolled,
      offset: this.next,
      ...(this.line === undefined ? {} : { line: this.line }),
      head: this.head.toString('base64'),
      end: this.end,
      size: this.size,
      ...(this.before === undefined ? {} : { before: this.before }),
    }
  }

  /** @param bytes  at least the last `anchorBytes` before `at`, as far as the file has them */
  private deliver(lines: readonly PhysicalLine[], at: number, bytes: Buffer): void {
    if (lines.length === 0) return
    if (this.line !== undefined) this.line += lines.length
    this.next = at
    this.anchor(at, bytes)
  }

  private anchor(at: number, bytes: Buffer): void {
    this.end = anchorAt(at, bytes)
    if (this.head.length === anchorBytes) return
    this.head = Buffer.from(this.text?.first.subarray(0, at) ?? nothing)
    this.name = beginningOf(this.head)
  }
}
