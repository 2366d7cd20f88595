// One log, one poll at a time: the rounds of follow.ts, whose head holds the theory.
import type { PhysicalLine } from '../../parsers/lines.ts'
import { availability } from './availability.ts'
import type { ByteReader } from './byte-reader.ts'
import type { Position } from './checkpoint.ts'
import { logDisk, readFailure, rolledName, type LogDisk, type Stamp, type UnreadableLog } from './find.ts'
import { Generation, type Taken } from './generation.ts'
import { anchorBytes, sameId, whereIs, type FinishedGeneration } from './identity.ts'
import { isSameStamp, noRolled, sight, sightRolled, type RolledLook, type Sighted } from './sight.ts'
import { fromTheBeginning, fromTheEnd, lastLineStart } from './start.ts'
import type { Gap, TailEvent } from './tail-event.ts'

export type TailOptions = {
  readonly path: string
  /** Where the last run was; undefined at the first start. */
  readonly start: Position | undefined
  /** Only at the first start. `beginning`: `.lo_` first, then the log. `end`: neither. */
  readonly startAt: 'beginning' | 'end'
  /** Default: `release` on Windows, `keep` elsewhere. */
  readonly handles?: 'keep' | 'release'
  readonly disk?: LogDisk
  /** Bytes read at once; default 256 KiB. */
  readonly chunkBytes?: number
}

/** What one look and at most one read gave. `retry`: nothing, because the file changed meanwhile. */
type Round = { readonly events: readonly TailEvent[]; readonly then: 'more' | 'retry' | 'wait' }

/** After so many a file that changes faster than we look is left to the next poll. */
const mostRetries = 10
/** Polls for which an unreadable `.lo_` holds up the log (30 s at the usual pace); then what it holds is a gap. */
const mostRolledFailures = 60

export class LogTail {
  private readonly path: string
  private readonly rolledPath: string
  private readonly disk: LogDisk
  private readonly keepsHandle: boolean
  private readonly buffer: Buffer
  private readonly available
  private ours: Generation | undefined
  /** `keep` only: the open file of our generation. */
  private held: ByteReader | undefined
  /** What `.lo_` looked like when it was recognised as the generation before ours. */
  private knownRolled: Stamp | undefined
  private rolledFailures = 0
  private closed = false
  private current: Promise<Round> | undefined

  constructor(options: TailOptions) {
    const { path, start, startAt, disk = logDisk, chunkBytes = 256 * 1024 } = options
    this.path = path
    this.rolledPath = rolledName(path)
    this.disk = disk
    this.keepsHandle = (options.handles ?? (process.platform === 'win32' ? 'release' : 'keep')) === 'keep'
    this.buffer = Buffer.allocUnsafeSlow(anchorBytes + chunkBytes)
    this.available = availability(path)
    if (start !== undefined) this.ours = Generation.remembered(start)
    else if (startAt === 'beginning') this.ours = new Generation(fromTheBeginning)
  }

  /** Everything new since the last poll. Failures to read are events. After `close` it delivers nothing. */
  async *poll(): AsyncGenerator<TailEvent, void> {
    for (let retries = 0; retries < mostRetries;) {
      this.current = this.round()
      const round = await this.current
      for (const event of round.events) {
        if (this.closed) return
        yield event
      }
      if (round.then === 'wait') return
      retries = round.then === 'more' ? 0 : retries + 1
    }
  }

  /** Waits for a read under way. */
  async close(): Promise<void> {
    this.closed = true
    await this.current
    await this.letGo()
  }

  private async round(): Promise<Round> {
    if (this.closed) return { events: [], then: 'wait' }
    try {
      const ours = (this.ours ??= new Generation(await fromTheEnd(this.disk, this.path, this.buffer)))
      // Bytes that prove nothing are not read on before `.lo_` was looked at.
      return this.held !== undefined && ours.proven ? await this.readOn(ours, this.held) : await this.find(ours)
    } catch (error) {
      const failure = readFailure(this.path, error)
      return waiting(failure === undefined ? this.available.missing() : this.available.failed(failure))
    }
  }

  /** Through the handle that was kept, as long as its file bears the log's name. */
  private async readOn(ours: Generation, held: ByteReader): Promise<Round> {
    const taken = await this.take(ours, held)
    if (taken !== 'end') return taking(ours, taken)
    const log = await this.disk.stamp(this.path)
    return sameId(log?.id, held.id) ? this.idle(ours, this.available.up()) : this.find(ours)
  }

  private async find(ours: Generation): Promise<Round> {
    const open: ByteReader[] = []
    try {
      const reader = await this.disk.open(this.path, this.buffer)
      const log = reader && (await sight(reader, ours))
      if (log !== undefined) open.push(log.reader)
      const look = await this.lookAtRolled(ours, log)
      if (look.rolled !== undefined) open.push(look.rolled.reader)
      const up = log === undefined ? [] : this.available.up()
      const round = await this.readWhereItIs(ours, log, look)
      return { ...round, events: [...up, ...round.events] }
    } finally {
      for (const reader of open) if (reader !== this.held) await reader.close()
    }
  }

  private async lookAtRolled(ours: Generation, log: Sighted | undefined): Promise<RolledLook> {
    const needless = log?.continues === true && ours.proven && sameId(log.id, ours.id)
    if (needless) this.rolledFailures = 0
    if (needless || this.rolledFailures > mostRolledFailures) return noRolled
    try {
      const at = { disk: this.disk, path: this.rolledPath, buffer: this.buffer }
      const look = await sightRolled(at, ours, this.knownRolled, log)
      this.knownRolled = look.known ? look.stamp : undefined
      return look
    } catch (error) {
      const failure = this.rolledFailure(error)
      if (failure === undefined || failure.reason === 'directory' || failure.reason === 'not-a-file') return noRolled
      throw failure
    }
  }

  private async readWhereItIs(ours: Generation, log: Sighted | undefined, look: RolledLook): Promise<Round> {
    const { rolled } = look
    const where = whereIs(ours.sought, log, rolled)
    if (where.place === 'rolled' && rolled !== undefined) {
      if (where.shown) return this.readRolled(ours, log, rolled)
      return this.giveUp(ours, log, rolled, ours.sought.delivered)
    }
    if (log === undefined) return this.idle(ours, this.available.missing())
    if (where.place === 'log') return this.readLog(ours, log, look.stamp)
    if (where.place === 'cut') return this.readCut(ours, log)
    return this.giveUp(ours, log, rolled?.isCopyOfLog === false ? rolled : log, 0)
  }

  private async readLog(ours: Generation, log: Sighted, rolled: Stamp | undefined): Promise<Round> {
    const stillSo = async (): Promise<boolean> => ours.proven || isSameStamp(rolled, await this.rolledStamp())
    const taken = await this.take(ours, await this.hold(log.reader), stillSo)
    return taken === 'end' ? this.idle(ours, []) : taking(ours, taken)
  }

  private async readRolled(ours: Generation, log: Sighted | undefined, rolled: Sighted): Promise<Round> {
    try {
      const taken = await this.take(ours, await this.hold(rolled.reader))
      this.rolledFailures = 0
      if (taken !== 'end') return taking(ours, taken)
    } catch (error) {
      throw this.rolledFailure(error) ?? error
    }
    if (log === undefined) return this.idle(ours, this.available.missing())
    const rest = finishing(ours)
    return this.goOn(log, rest, { kind: 'rotated', gap: undefined }, { before: ours.finished, offset: 0 })
  }

  private async readCut(ours: Generation, log: Sighted): Promise<Round> {
    const offset = await lastLineStart(log.reader, Math.min(ours.sought.delivered, log.size))
    const gap = { lostBytes: ours.undelivered }
    return this.goOn(log, [], { kind: 'truncated', gap }, { before: ours.before, offset })
  }

  /** Our generation is nowhere any more: what a kept handle still has of it, then a gap. */
  private async giveUp(ours: Generation, log: Sighted | undefined, next: Sighted, offset: number): Promise<Round> {
    const kind = next === log && sameId(log.id, ours.id) ? 'truncated' : 'rotated'
    const start = { before: next === log ? ours.before : undefined, offset }
    if (this.held === undefined || !sameId(this.held.id, ours.id) || sameId(log?.id, ours.id)) {
      return this.goOn(next, [], { kind, gap: { lostBytes: ours.undelivered } }, start)
    }
    const taken = await this.take(ours, this.held)
    if (taken !== 'end') return taking(ours, taken)
    return this.goOn(next, finishing(ours), { kind, gap: { lostBytes: 0 } }, start)
  }

  /** Begins the next generation. */
  private async goOn(
    next: Sighted,
    rest: readonly TailEvent[],
    ending: { readonly kind: 'rotated' | 'truncated'; readonly gap: Gap | undefined },
    { before, offset }: { readonly before: FinishedGeneration | undefined; readonly offset: number },
  ): Promise<Round> {
    const ordinal = (this.ours?.ordinal ?? 0) + 1
    const line = offset === 0 ? 1 : undefined
    const following = new Generation({ ordinal, id: next.id, offset, line, before })
    await following.attach(next.reader)
    await this.letGo()
    this.ours = following
    this.rolledFailures = 0
    return { events: [...rest, { ...ending, position: following.position }], then: 'more' }
  }

  /** Reads once. `stillSo` is asked after reading: what was decided before must hold for the bytes read. */
  private async take(
    ours: Generation,
    reader: ByteReader,
    stillSo: () => Promise<boolean> = () => Promise.resolve(true),
  ): Promise<Taken> {
    try {
      await ours.attach(reader)
      const chunk = await ours.read(reader)
      const taken = (await stillSo()) ? ours.take(chunk) : 'changed'
      if (taken !== 'changed') return taken
    } catch (error) {
      await this.letGo()
      throw error
    }
    ours.detach()
    await this.letGo()
    return 'changed'
  }

  private async hold(reader: ByteReader): Promise<ByteReader> {
    if (!this.keepsHandle) return reader
    if (this.held !== undefined && sameId(this.held.id, reader.id)) return this.held
    await this.letGo()
    this.held = reader
    return reader
  }

  private async letGo(): Promise<void> {
    const held = this.held
    this.held = undefined
    await held?.close()
  }

  private rolledFailure(error: unknown): UnreadableLog | undefined {
    this.rolledFailures++
    return readFailure(this.rolledPath, error)
  }

  private async rolledStamp(): Promise<Stamp | undefined> {
    try {
      return await this.disk.stamp(this.rolledPath)
    } catch (error) {
      readFailure(this.rolledPath, error)
      return undefined
    }
  }

  private idle(ours: Generation, events: readonly TailEvent[]): Round {
    return waiting([...events, { kind: 'idle', position: ours.position, size: ours.size }])
  }
}

function waiting(events: readonly TailEvent[]): Round {
  return { events, then: 'wait' }
}

function taking(ours: Generation, taken: Exclude<Taken, 'end'>): Round {
  if (taken === 'changed') return { events: [], then: 'retry' }
  return { events: delivery(ours, taken), then: 'more' }
}

/** The generation has ended: what no line end closed is a line now. */
function finishing(ours: Generation): readonly TailEvent[] {
  return delivery(ours, ours.finish())
}

function delivery(ours: Generation, lines: readonly PhysicalLine[]): readonly TailEvent[] {
  return lines.length === 0 ? [] : [{ kind: 'lines', lines, position: ours.position, size: ours.size }]
}
