// A consumer of a log that keeps the account of what it was told, commits it now and then together with the position,
// and can be killed: then it goes on from what it committed last.
import { readPosition, resumeAt, type Position } from '../../agent/tail/checkpoint.ts'
import { LogTail, type TailOptions } from '../../agent/tail/log-tail.ts'
import type { TailEvent } from '../../agent/tail/tail-event.ts'

/** What was delivered, in order: a line's text, or a gap between lines. */
export type Told = { readonly text: string } | { readonly lostBytes: number }

export class LogReader {
  told: Told[] = []
  private committed: { readonly told: readonly Told[]; readonly position: string | undefined } = {
    told: [],
    position: undefined,
  }
  private lastLines: { position: Position; offsets: readonly number[] } | undefined
  private latest: Position | undefined
  private tail: LogTail
  private readonly options: Omit<TailOptions, 'start'>
  /** Reasons of `down` and `read-error`, in order. */
  readonly troubles: string[] = []
  readonly seen: TailEvent['kind'][] = []

  constructor(options: Omit<TailOptions, 'start'>) {
    this.options = options
    this.tail = new LogTail({ ...options, start: undefined })
  }

  get lines(): readonly string[] {
    return this.told.flatMap((told) => ('text' in told ? [told.text] : []))
  }

  get gaps(): readonly number[] {
    return this.told.flatMap((told) => ('text' in told ? [] : [told.lostBytes]))
  }

  /** @param between  called after each event; true: killed there, the rest of the poll does not happen */
  async poll(between: (event: TailEvent) => boolean | Promise<boolean> = () => false): Promise<void> {
    for await (const event of this.tail.poll()) {
      this.take(event)
      if (await between(event)) return
    }
  }

  /** Commits what was told so far; all but the last `unfinished` lines of the last batch, as for an open entry. */
  commit(unfinished = 0): void {
    if (this.latest === undefined) return
    const offsets = this.lastLines?.position === this.latest ? this.lastLines.offsets : []
    const held = Math.min(unfinished, offsets.length)
    const offset = offsets[offsets.length - held]
    const position = offset === undefined ? this.latest : resumeAt(this.latest, offset)
    this.committed = {
      told: this.told.slice(0, this.told.length - held),
      position: JSON.stringify(position),
    }
  }

  /** Ends without a word and starts again from what was committed. */
  async restart(): Promise<void> {
    await this.tail.close()
    const { told, position } = this.committed
    this.told = [...told]
    this.lastLines = undefined
    this.latest = undefined
    const start = position === undefined ? undefined : readPosition(JSON.parse(position))
    this.tail = new LogTail({ ...this.options, start })
  }

  close(): Promise<void> {
    return this.tail.close()
  }

  private take(event: TailEvent): void {
    this.seen.push(event.kind)
    if (event.kind === 'down' || event.kind === 'read-error') this.troubles.push(event.reason)
    if (!('position' in event)) return
    this.latest = event.position
    if (event.kind === 'lines') {
      this.lastLines = { position: event.position, offsets: event.lines.map((line) => line.offset) }
      this.told.push(...event.lines.map((line) => ({ text: line.bytes.toString('latin1', line.start, line.end) })))
    }
    if ((event.kind === 'rotated' || event.kind === 'truncated') && event.gap) this.told.push(event.gap)
  }
}
