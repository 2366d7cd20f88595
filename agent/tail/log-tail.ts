// One log, poll by poll, in the rounds that the head of follow.ts tells of: look, decide, read once.
import type { PhysicalLine } from '../../parsers/lines.ts'
import { availability, type Availability } from './availability.ts'
import type { ByteReader, ReadBytes } from './byte-reader.ts'
import type { Position } from './checkpoint.ts'
import { logDisk, readFailure, type LogDisk } from './find.ts'
import { Generation, type Taken } from './generation.ts'
import { sameId, whereIs } from './identity.ts'
import { Lookout, type Outlook } from './lookout.ts'
import { sight, type Sighted } from './sight.ts'
import { fromTheBeginning, fromTheEnd, lastLineStart } from './start.ts'
import type { TailEvent } from './tail-event.ts'

export type TailOptions = {
  readonly path: string
  /** Where the last run was; undefined at the first start. */
  readonly start: Position | undefined
  /** Only at the first start. `beginning`: `.lo_` first, then the log. `end`: neither. */
  readonly startAt: 'beginning' | 'end'
  /** Default: `release` on Windows, `keep` elsewhere. */
  readonly handles?: 'keep' | 'release'
  readonly disk?: LogDisk
  /** Most bytes read at once; default 256 KiB. */
  readonly chunkBytes?: number
}

/** What one look and at most one read gave. `retry`: nothing, because the file changed meanwhile. */
type Round = { readonly events: readonly TailEvent[]; readonly then: 'more' | 'retry' | 'wait' }

/** How a generation ended, and where the next begins. */
type Turn = {
  readonly kind: 'rotated' | 'truncated'
  /** Undefined: its end was seen, no gap. */
  readonly lostBytes: number | undefined
  readonly next: Sighted
  readonly offset: number
  /** Which finished generation is expected in `.lo_` now: ours, the one that was there all the time, or none. */
  readonly before: 'ours' | 'same' | 'none'
}

/** Where reading goes on when the rest of a generation cannot be found. */
type SkipTarget = Omit<Turn, 'kind'>

/** What becomes of the unterminated rest of the generation that ends. */
type Rest = 'deliver' | 'drop'

/** After so many a file that changes faster than we look is left to the next poll. */
const mostRetries = 10

export class LogTail {
  private readonly lookout: Lookout
  private readonly available: Availability
  private ours: Generation | undefined
  private current: Promise<Round> | undefined
  private closed = false

  constructor({ path, start, startAt, handles, disk = logDisk, chunkBytes = 256 * 1024 }: TailOptions) {
    const byPlatform = process.platform === 'win32' ? 'release' : 'keep'
    this.lookout = new Lookout(disk, path, handles ?? byPlatform, chunkBytes)
    this.available = availability(path)
    if (start !== undefined) this.ours = Generation.remembered(start)
    else if (startAt === 'beginning') this.ours = new Generation(fromTheBeginning)
  }

  /**
   * Everything new since the last poll. A failure to read is an event. Stopping in the middle forgets what was not
   * asked for: after that only `close` makes sense.
   */
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
    await this.lookout.letGo()
  }

  private async round(): Promise<Round> {
    if (this.closed) return { events: [], then: 'wait' }
    const { disk, path, buffer, held } = this.lookout
    try {
      const ours = (this.ours ??= new Generation(await fromTheEnd(disk, path, buffer)))
      // Bytes that prove nothing are not read on before `.lo_` was looked at.
      return held !== undefined && ours.proven ? await this.readHeld(ours, held) : await this.lookAndRead(ours)
    } catch (error) {
      const failure = readFailure(path, error)
      return waiting(failure === undefined ? this.available.missing() : this.available.failed(failure))
    }
  }

  /** Through the handle that was kept, as long as its file bears the log's name. */
  private async readHeld(ours: Generation, held: ByteReader): Promise<Round> {
    const taken = await this.take(ours, held)
    if (taken !== 'end') return taking(ours, taken)
    const log = await this.lookout.disk.stamp(this.lookout.path)
    return sameId(log?.id, held.id) ? this.idle(ours, this.available.up()) : this.lookAndRead(ours)
  }

  private async lookAndRead(ours: Generation): Promise<Round> {
    const outlook = await this.lookout.look(ours)
    try {
      const up = outlook.log === undefined ? [] : this.available.up()
      const round = await this.readWhereItIs(ours, outlook)
      return { ...round, events: [...up, ...round.events] }
    } finally {
      await outlook.close()
    }
  }

  private readWhereItIs(ours: Generation, outlook: Outlook): Promise<Round> | Round {
    const { log, rolled } = outlook
    const { place, shown } = whereIs(ours.sought, log, rolled)
    if (outlook.rolledIsMissing) ours.seenWithoutRolled()
    const sameBytes = { offset: ours.sought.delivered, lostBytes: 0 }
    if (rolled !== undefined && place === 'rolled') {
      if (shown) return this.readRolled(ours, rolled, outlook)
      return this.skipTo(ours, log, { next: rolled, ...sameBytes, before: 'none' })
    }
    if (rolled !== undefined && place === 'cut-rolled') return this.readCut(ours, rolled)
    if (log === undefined) return this.idle(ours, this.available.missing())
    if (place === 'cut') return this.readCut(ours, log)
    if (place === 'log') {
      if (shown) return this.readLog(ours, log, outlook)
      return this.skipTo(ours, log, { next: log, ...sameBytes, before: 'none' })
    }
    const next = rolled?.isCopyOfLog === false ? rolled : log
    const before = rolled === undefined ? 'same' : 'none'
    return this.skipTo(ours, log, { next, offset: 0, lostBytes: ours.undelivered, before })
  }

  private async readLog(ours: Generation, log: Sighted, outlook: Outlook): Promise<Round> {
    ours.seenIn(log.id, 'log')
    const reader = await this.lookout.hold(log.reader)
    const taken = await this.take(ours, reader, ours.proven ? yes : stillAsSeen(log, outlook))
    return taken === 'end' ? this.idle(ours, []) : taking(ours, taken)
  }

  private async readRolled(ours: Generation, rolled: Sighted, outlook: Outlook): Promise<Round> {
    ours.seenIn(rolled.id, 'rolled')
    try {
      const reader = await this.lookout.hold(rolled.reader)
      const taken = await this.take(ours, reader, ours.proven ? yes : stillAsSeen(rolled, outlook))
      this.lookout.forgetRolledFailures()
      if (taken !== 'end') return taking(ours, taken)
    } catch (error) {
      throw this.lookout.rolledFailure(error) ?? error
    }
    const { log } = outlook
    if (log === undefined) return this.idle(ours, this.available.missing())
    return this.turn(ours, 'deliver', { kind: 'rotated', lostBytes: undefined, next: log, offset: 0, before: 'ours' })
  }

  /** Not what was read last any more: go on with the line in which the part lies that may still be ours. */
  private async readCut(ours: Generation, next: Sighted): Promise<Round> {
    const offset = await lastLineStart(next.reader, next.keptUpTo)
    const turn: Turn = {
      kind: 'truncated',
      lostBytes: ours.undelivered,
      next,
      offset,
      before: next.path === 'log' ? 'same' : 'none',
    }
    const isStillCutThere = async () => (await sight(next.reader, ours, next.path)).keptUpTo === next.keptUpTo
    return this.turn(ours, 'drop', turn, isStillCutThere)
  }

  /** Our generation is not to be found: what a kept handle has of it, then a gap, then another file. */
  private async skipTo(ours: Generation, log: Sighted | undefined, to: SkipTarget): Promise<Round> {
    const isInPlace = to.next === log && sameId(log.id, ours.id)
    const kind = isInPlace ? 'truncated' : 'rotated'
    const turn: Turn = { ...to, kind }
    const { held } = this.lookout
    if (held === undefined || !holdsOurs(ours, held, log, to.next)) return this.turn(ours, 'drop', turn)
    const taken = await this.take(ours, held)
    return taken === 'end' ? this.turn(ours, 'deliver', { ...turn, lostBytes: 0 }) : taking(ours, taken)
  }

  private async turn(ours: Generation, rest: Rest, turn: Turn, isStillSo = yes): Promise<Round> {
    const { kind, lostBytes, next, offset, before } = turn
    const line = offset === 0 ? 1 : undefined
    const following = new Generation({ ordinal: ours.ordinal + 1, id: undefined, offset, line, before: undefined })
    following.seenIn(next.id, next.path)
    if (!(await following.attach(next.reader)) || !(await isStillSo())) return { events: [], then: 'retry' }
    // From here on nothing can fail: what is delivered now is not delivered again.
    const lines = rest === 'deliver' ? delivery(ours, ours.finish()) : []
    if (before !== 'none') following.before = before === 'ours' ? ours.finished : ours.before
    await this.lookout.letGo()
    this.ours = following
    const gap = lostBytes === undefined ? undefined : { lostBytes }
    return { events: [...lines, { kind, position: following.position, gap }], then: 'more' }
  }

  /** Reads once. */
  private async take(ours: Generation, reader: ByteReader, stillSo: StillSo = yes): Promise<Taken> {
    let taken: Taken = 'changed'
    try {
      if (await ours.attach(reader)) {
        const chunk = await ours.read(reader)
        if (await stillSo(chunk)) taken = ours.take(chunk)
      }
    } catch (error) {
      await this.lookout.letGo()
      throw error
    }
    if (taken !== 'changed') return taken
    ours.detach()
    await this.lookout.letGo()
    return taken
  }

  private idle(ours: Generation, events: readonly TailEvent[]): Round {
    return waiting([...events, { kind: 'idle', position: ours.position, size: ours.size }])
  }
}

/** Asked after reading: does what was decided before hold for the bytes that were read? */
type StillSo = (read: ReadBytes) => Promise<boolean>

const yes = (): Promise<boolean> => Promise.resolve(true)

/** For bytes that do not prove themselves: the file is the one looked at, and no rollover came between. */
function stillAsSeen({ first }: Sighted, outlook: Outlook): StillSo {
  return async ({ bytes, position }) => {
    const length = position === 0 ? Math.min(first.length, bytes.length) : 0
    return bytes.subarray(0, length).equals(first.subarray(0, length)) && (await outlook.rolledIsAsBefore())
  }
}

/** Not when it may have been written anew in place, as is a log, or a `.lo_`, that is rolled over by copying. */
function holdsOurs(ours: Generation, held: ByteReader, log: Sighted | undefined, next: Sighted): boolean {
  const { id, proven, isRolled } = ours.sought
  if (!sameId(held.id, id) || sameId(log?.id, id)) return false
  return proven || (!isRolled && !sameId(next.id, ours.before?.id))
}

function waiting(events: readonly TailEvent[]): Round {
  return { events, then: 'wait' }
}

function taking(ours: Generation, taken: Exclude<Taken, 'end'>): Round {
  if (taken === 'changed') return { events: [], then: 'retry' }
  return { events: delivery(ours, taken), then: 'more' }
}

function delivery(ours: Generation, lines: readonly PhysicalLine[]): readonly TailEvent[] {
  return lines.length === 0 ? [] : [{ kind: 'lines', lines, position: ours.position, size: ours.size }]
}
