// A writer of one log with a conscience: by chance it does to the file what writers, rollovers and administrators do,
// and keeps the account of every line, so that a reader can be held to it.
import { appendFileSync, copyFileSync, existsSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { rolledName } from '../../agent/tail/find.ts'
import { lineSplitter } from '../../parsers/lines.ts'
import type { Random } from './random.ts'

export type WrittenLine = {
  readonly text: string
  /** Bytes with line end. */
  readonly bytes: number
  /** Which life of the file it belongs to. */
  readonly generation: number
  /** Its generation was destroyed: it never lay in `.lo_`. */
  readonly destroyed: boolean
  /** Taken out of the file again by somebody who cut it. */
  readonly erased: boolean
}

/** `end`: offset behind it in its generation. */
type FinishedLine = WrittenLine & { readonly end: number }

const nothing = Buffer.alloc(0)
const tooSmallToTell = 40

export class LogWriter {
  readonly path: string
  private readonly rolled: string
  private readonly random: Random
  private readonly isCalm: boolean
  private readonly rollsBy: 'renaming' | 'copying'
  private readonly encoding: 'latin1' | 'utf16le'
  /** Lines that no writing will change any more. */
  private readonly finished: FinishedLine[] = []
  /** Bytes of the present generation, and the offset from which its lines are not in `finished`. */
  private content: Buffer = nothing
  private unfinishedFrom = 0
  private generation = 1
  /** Steps of a rollover that has begun, in order. */
  private rollover: (() => void)[] = []
  private lineNumber = 0
  /** What is still to be written of a line that was begun. */
  private restOfLine: Buffer = nothing

  /** @param isCalm  rolls over only; a reader that reads all before each rollover can lose nothing */
  constructor(path: string, random: Random, isCalm: boolean) {
    this.path = path
    this.rolled = rolledName(path)
    this.random = random
    this.isCalm = isCalm
    this.rollsBy = random.pick(['renaming', 'copying'])
    this.encoding = random.chance(0.1) ? 'utf16le' : 'latin1'
  }

  /** The log appears. */
  begin(): void {
    this.create()
    this.append()
  }

  /** In a calm life: waits with the next rollover until it may. */
  isAboutToRoll = false
  mayRoll = false

  act(): void {
    const step = this.rollover.shift()
    if (step !== undefined) return step()
    if (this.isAboutToRoll && this.mayRoll) return this.roll()
    if (this.random.chance(0.7)) return this.append()
    if (this.isCalm) {
      this.isAboutToRoll = true
      this.mayRoll = false
      return
    }
    this.random.pick(this.mischief)()
  }

  /** Finishes what it began, so that a reader can come to an end. */
  rest(): void {
    while (this.rollover.length > 0) this.act()
    this.append()
  }

  /** Every line so far but an unterminated last one, which nobody can be asked to have read. */
  account(): readonly WrittenLine[] {
    return [...this.finished, ...this.linesFrom(this.unfinishedFrom, 'still open')]
  }

  private readonly mischief = [
    () => this.roll(),
    () => this.roll(),
    () => this.rollTwice(),
    () => this.remove(),
    () => this.rewrite(this.someLines(5)),
    () => this.rewrite(this.linesOfSize(this.content.length)),
    () => this.cut(),
  ]

  private append(): void {
    const bytes = Buffer.concat([this.restOfLine, this.someLines(4)])
    // Two files of a few bytes each cannot be told apart by anybody: the first write is not that small.
    const least = this.content.length === 0 ? tooSmallToTell : 0
    const now = this.random.chance(0.5) ? bytes.length : least + this.random.below(bytes.length + 1 - least)
    this.restOfLine = bytes.subarray(now)
    this.write(bytes.subarray(0, now))
  }

  private write(bytes: Buffer): void {
    const mark = this.encoding === 'utf16le' && this.content.length === 0 && bytes.length > 0 ? '\ufeff' : ''
    const all = Buffer.concat([this.encode(mark), bytes])
    appendFileSync(existsSync(this.path) ? this.path : this.rolled, all)
    this.content = Buffer.concat([this.content, all])
  }

  private roll(): void {
    this.isAboutToRoll = false
    this.mayRoll = false
    // A copy of a log that shows no time yet cannot be told from another: only a file number can show that.
    const mustRename = this.isCalm && !this.content.includes(this.encode('(0x1)>\r\n'))
    if (mustRename || this.rollsBy === 'renaming') this.rollByRenaming()
    else this.rollByCopying()
  }

  private rollByRenaming(): void {
    const more = this.random.chance(0.3) ? [() => this.append()] : []
    this.rollover.push(
      () => renameSync(this.path, this.rolled),
      ...more,
      () => this.create(),
    )
  }

  private rollByCopying(): void {
    const part = this.random.below(this.content.length + 1)
    const hasBegun = this.content.length > 0 && (part === 0 || part >= tooSmallToTell)
    const began =
      hasBegun && this.random.chance(0.3) ? [() => writeFileSync(this.rolled, this.content.subarray(0, part))] : []
    this.rollover.push(
      ...began,
      () => copyFileSync(this.path, this.rolled),
      () => this.truncate(this.random.chance(0.5) ? this.firstBytes() : nothing, false),
    )
  }

  private rollTwice(): void {
    for (const next of ['append', 'rest'] as const) {
      this.roll()
      while (this.rollover.length > 0) this.rollover.shift()?.()
      if (next === 'append') this.append()
    }
  }

  private remove(): void {
    this.endGeneration(true)
    rmSync(this.path)
    this.rollover.push(() => this.create())
  }

  private rewrite(bytes: Buffer): void {
    this.truncate(nothing, true)
    this.write(bytes)
  }

  private create(): void {
    this.endGeneration(false)
    writeFileSync(this.path, nothing)
    if (this.random.chance(0.5)) this.write(this.firstBytes())
  }

  private truncate(bytes: Buffer, destroyed: boolean): void {
    this.endGeneration(destroyed)
    truncateSync(this.path, 0)
    this.write(bytes)
  }

  /** Takes the end away; a line that lost its end goes on with what is written next. */
  private cut(): void {
    if (this.encoding === 'utf16le') return
    const wanted = this.random.below(this.content.length + 1)
    // Nothing but a marker left: nobody can tell that from a new log.
    const size = this.content.subarray(0, wanted).includes('(0x1)>') ? wanted : 0
    const lines = this.linesFrom(this.unfinishedFrom, 'ended')
    this.finished.push(...lines.map((line) => ({ ...line, erased: !line.isTerminated })))
    this.mark({ erased: true }, (line) => line.generation === this.generation && line.end > size)
    this.content = this.content.subarray(0, size)
    this.unfinishedFrom = size === 0 ? 0 : this.content.lastIndexOf(0x0a, size - 1) + 1
    truncateSync(this.path, size)
    this.restOfLine = nothing
  }

  private endGeneration(destroyed: boolean): void {
    this.finished.push(...this.linesFrom(this.unfinishedFrom, 'ended'))
    if (destroyed) this.mark({ destroyed }, (line) => line.generation === this.generation)
    this.generation++
    this.content = nothing
    this.unfinishedFrom = 0
    this.restOfLine = nothing
  }

  private mark(fate: Partial<WrittenLine>, isMeant: (line: FinishedLine) => boolean): void {
    this.finished.forEach((line, index) => {
      if (isMeant(line)) this.finished[index] = { ...line, ...fate }
    })
  }

  private linesFrom(offset: number, state: 'ended' | 'still open') {
    const splitter = lineSplitter(offset === 0 ? {} : { offset })
    const lines = [...splitter.push(this.content.subarray(offset)), ...(state === 'ended' ? splitter.end() : [])]
    return lines.map((line) => ({
      text: line.bytes.toString('latin1', line.start, line.end),
      bytes: line.length,
      end: line.offset + line.length,
      isTerminated: line.terminated,
      generation: this.generation,
      destroyed: false,
      erased: false,
    }))
  }

  /** The first bytes of a generation: often the marker that stands at the head of every one. */
  private firstBytes(): Buffer {
    const marker = this.random.chance(0.4) ? 'ROLLOVER\r\n' : ''
    return Buffer.concat([this.encode(marker), this.someLines(2)])
  }

  private someLines(most: number): Buffer {
    let text = ''
    for (let count = this.random.below(most) + 1; count > 0; count--) text += this.line()
    return this.encode(text)
  }

  private linesOfSize(size: number): Buffer {
    let bytes = nothing as Buffer
    while (bytes.length < size) bytes = Buffer.concat([bytes, this.encode(this.line())])
    return bytes.subarray(0, size)
  }

  private line(): string {
    const number = ++this.lineNumber
    const length = this.random.chance(0.02) ? 1000 : this.random.below(20)
    const second = String(number % 60).padStart(2, '0')
    const end = this.random.chance(0.5) ? '\r\n' : '\n'
    return `${number} ${`${number}-`.repeat(length)} $$<SMS_DISTRIBUTION_MANAGER><01-05-2026 08:00:${second}.123+000><thread=1 (0x1)>${end}`
  }

  private encode(text: string): Buffer {
    return Buffer.from(text, this.encoding)
  }
}
