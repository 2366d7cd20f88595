// One generation of a log while it is read: the file between two rollovers, wherever it lies and whatever it is called.
// Holds the splitter, how far was read and delivered, and the bytes by which the place is known again.
import { lineSplitter, type LineSplitter, type PhysicalLine } from '../../parsers/lines.ts'
import { byteOrderMark } from '../../parsers/text-encoding.ts'
import type { ByteReader } from './byte-reader.ts'
import type { Position } from './checkpoint.ts'
import {
  anchorAt,
  anchorBytes,
  beginningOf,
  type Anchor,
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

const emptyAnchor = anchorAt(0, Buffer.alloc(0))

export class Generation {
  readonly ordinal: number
  readonly before: FinishedGeneration | undefined
  id: FileId | undefined
  /** Largest size seen. */
  size: number
  private line: number | undefined
  /** Start of the first line that was not delivered: where `line` stands and a new attempt begins. */
  private next: number
  private readTo: number
  private head: Anchor = emptyAnchor
  private end: Anchor = emptyAnchor
  private name = beginningOf(Buffer.alloc(0))
  /** Present while attached: the splitter, the first bytes, and the bytes before `readTo`; each at most 1 KiB. */
  private text: { splitter: LineSplitter; first: Buffer; last: Buffer } | undefined
  /** `end` holds what a file must show; false until a generation begun in the middle has been attached. */
  private anchored: boolean

  /** The generation a position was taken of, as far as it was read then. */
  static remembered(position: Position): Generation {
    const { ordinal, id, offset, line, before } = position
    const generation = new Generation({ ordinal, id, offset, line, before })
    generation.size = position.size
    generation.head = position.head
    generation.end = position.end
    generation.name = { name: position.generation, proven: position.proven }
    generation.anchored = true
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
    return { id: this.id, delivered: this.end.at, size: this.size, proven: this.name.proven }
  }

  /** Bytes seen to exist and never delivered. */
  get undelivered(): number {
    return Math.max(0, this.size - this.next)
  }

  get anchors(): { readonly head: Anchor; readonly end: Anchor; readonly name: string } {
    return { head: this.head, end: this.end, name: this.name.name }
  }

  /** Takes up reading in a file that was found to hold this generation. */
  async attach(reader: ByteReader): Promise<void> {
    this.id = reader.id
    this.size = Math.max(this.size, reader.size)
    if (this.text !== undefined) return
    const from = Math.max(0, this.readTo - anchorBytes)
    const last = await reader.peek(from, this.readTo - from)
    const first = await reader.peek(0, Math.min(anchorBytes, this.readTo))
    const encoding = byteOrderMark(first).encoding
    const splitter = lineSplitter(this.readTo === 0 ? {} : { offset: this.readTo, encoding })
    this.text = { splitter, first, last }
    if (!this.anchored) this.anchor(this.readTo, last)
    this.anchored = true
  }

  /** Forgets what was read beyond the last delivered line: it has changed since. */
  detach(): void {
    this.text = undefined
    this.readTo = this.next
  }

  /** Reads once. Every read begins with the bytes read last, so that a file changed under us is noticed at once. */
  async read(reader: ByteReader): Promise<Buffer> {
    return reader.read(this.readTo - (this.text?.last.length ?? 0))
  }

  /** @param chunk  what `read` gave; the lines may point into it */
  take(chunk: Buffer): Taken {
    if (this.text === undefined) return 'changed'
    const { splitter, first, last } = this.text
    if (chunk.compare(last, 0, last.length, 0, Math.min(chunk.length, last.length)) !== 0) return 'changed'
    const fresh = chunk.subarray(last.length)
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
    return this.id === undefined ? undefined : { id: this.id, size: this.readTo, head: this.head, end: this.end }
  }

  get position(): Position {
    return {
      version: 1,
      generation: this.name.name,
      proven: this.name.proven,
      ordinal: this.ordinal,
      ...(this.id === undefined ? {} : { id: this.id }),
      offset: this.next,
      ...(this.line === undefined ? {} : { line: this.line }),
      head: this.head,
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
    if (this.head.at === anchorBytes && this.name.proven) return
    const head = this.text?.first.subarray(0, at) ?? Buffer.alloc(0)
    this.head = anchorAt(head.length, head)
    this.name = beginningOf(head)
  }
}
