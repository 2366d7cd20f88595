// One followed log: what its follower delivers becomes entries, which wait here until it is their turn. The log is not
// read on before they are taken, so however much there is to read, what waits is one buffer's worth.
import type { EntryReader } from '../../parsers/entry-reader.ts'
import type { LogEntry } from '../../parsers/log-entry.ts'
import type { Clock } from '../clock.ts'
import type { Source } from '../flow.ts'
import { resumeAt, type Position } from '../tail/checkpoint.ts'
import type { Follower } from '../tail/follow.ts'
import type { TailEvent } from '../tail/tail-event.ts'

export type ReadingOptions = {
  readonly source: Source
  /** Base name in lower case: the metrics' label. */
  readonly log: string
  readonly follower: Follower
  readonly start: Position | undefined
  /** A reader for the file's lines from `firstLine` on. */
  readonly newReader: (firstLine: number | undefined) => EntryReader
  /** Told of every event once its entries are taken. */
  readonly onEvent: (event: TailEvent) => void
  /** Something can be taken, or nothing more is to be waited for. */
  readonly onNews: () => void
  readonly clock: Pick<Clock, 'elapsed'>
}

/** A log that says nothing for so long (a share that hangs) no longer holds up the others; milliseconds. */
const patience = 5_000

export class Reading {
  readonly source: Source
  readonly log: string
  /** Was everything there is delivered once? What comes now is new. */
  isLive = false
  isUp = false
  /** Was it opened, or found absent, once? */
  wasSeen = false
  size = 0
  position: Position | undefined
  /** When the entries that wait were read; milliseconds of `clock.elapsed`. */
  readAt = 0
  private isSettled = false
  private heardAt: number
  private readonly options: ReadingOptions
  private reader: EntryReader
  /** False until a line was pushed: then the reader knows no place of its own. */
  private hasRead = false
  private waiting: LogEntry[] = []
  private next = 0
  private drained: (() => void) | undefined

  constructor(options: ReadingOptions) {
    this.options = options
    this.source = options.source
    this.log = options.log
    this.position = options.start
    this.heardAt = options.clock.elapsed()
    this.reader = options.newReader(options.start?.line)
  }

  /** Nothing more for now: the others need not wait for this log's entries to keep the order of time. */
  get isIdle(): boolean {
    return this.isSettled || this.options.clock.elapsed() - this.heardAt > patience
  }

  /** Was it read to its end at that moment or later? A log that hangs is not waited for. */
  isReadSince(moment: number): boolean {
    return this.heardAt >= moment || this.options.clock.elapsed() - this.heardAt > patience
  }

  /** Reads until the follower is closed; rejects only when we are wrong. */
  async run(): Promise<void> {
    for await (const event of this.options.follower) {
      this.accept(event)
      this.options.onNews()
      if (this.peek() !== undefined) await new Promise<void>((resolve) => (this.drained = resolve))
      if ('position' in event) this.finish(event)
      this.options.onEvent(event)
    }
  }

  get isDrained(): boolean {
    return this.peek() === undefined
  }

  peek(): LogEntry | undefined {
    return this.waiting[this.next]
  }

  take(): LogEntry | undefined {
    const entry = this.waiting[this.next]
    this.next += 1
    if (this.next >= this.waiting.length) this.clear()
    return entry
  }

  /** Where reading begins again when everything taken so far is committed. */
  get committable(): Position | undefined {
    const first = this.peek()
    if (this.position === undefined) return undefined
    if (first !== undefined) return resumeAt(this.position, first.offset, first.line)
    return this.hasRead ? resumeAt(this.position, this.reader.resumeOffset, this.reader.resumeLine) : this.position
  }

  /** The log may have changed. */
  wake(): void {
    this.options.follower.wake()
  }

  async close(): Promise<void> {
    await this.options.follower.close()
    this.clear()
  }

  private accept(event: TailEvent): void {
    this.heardAt = this.options.clock.elapsed()
    this.readAt = this.heardAt
    switch (event.kind) {
      case 'lines':
        for (const line of event.lines) this.waiting.push(...this.reader.push(line))
        this.hasRead = true
        this.position = event.position
        this.size = event.size
        this.isSettled = false
        return
      case 'idle':
        this.waiting.push(...this.reader.settle())
        this.position = event.position
        this.size = event.size
        this.isSettled = true
        this.isLive = true
        return
      case 'rotated':
      case 'truncated':
        this.waiting.push(...this.reader.end())
        return
      case 'up':
        this.isUp = true
        this.wasSeen = true
        return
      case 'down':
        this.isUp = false
        this.wasSeen = true
        this.isSettled = true
        return
      case 'read-error':
        return
    }
  }

  /** After a generation's last entry was taken, the next one begins. */
  private finish(event: TailEvent & { readonly position: Position }): void {
    if (event.kind === 'lines' || event.kind === 'idle') return
    this.position = event.position
    this.reader = this.options.newReader(event.position.line)
    this.hasRead = false
  }

  private clear(): void {
    this.waiting = []
    this.next = 0
    this.drained?.()
    this.drained = undefined
  }
}
