// Opens a log and its `.lo_`, looks at them, and keeps or releases the handles.
import type { ByteReader } from './byte-reader.ts'
import { readFailure, rolledName, type LogDisk, type Stamp, type UnreadableLog } from './find.ts'
import type { Generation } from './generation.ts'
import { anchorBytes, sameId } from './identity.ts'
import { isSameStamp, noRolled, sight, sightRolled, type RolledLook, type Sighted } from './sight.ts'

/** What a log and its `.lo_` showed. Close it before anybody waits for anything. */
export type Outlook = {
  readonly log: Sighted | undefined
  /** Undefined: missing, or of no interest, or the generation before ours. */
  readonly rolled: RolledLook['rolled']
  /** `.lo_` was looked for and is not there. */
  readonly rolledIsMissing: boolean
  /** `.lo_` is still what it was when it was looked at. */
  rolledIsAsBefore(): Promise<boolean>
  close(): Promise<void>
}

/** Polls for which an unreadable `.lo_` holds up the log (30 s at the usual pace); then what it holds is a gap. */
const mostRolledFailures = 60

export class Lookout {
  readonly path: string
  readonly buffer: Buffer
  readonly disk: LogDisk
  /** The open file of our generation; only where handles are kept. */
  held: ByteReader | undefined
  private readonly rolledPath: string
  private readonly keepsHandle: boolean
  /** What `.lo_` looked like when it was recognised as the generation before ours. */
  private knownRolled: Stamp | undefined
  private rolledFailures = 0

  /** @param chunkBytes  most bytes of one read */
  constructor(disk: LogDisk, path: string, handles: 'keep' | 'release', chunkBytes: number) {
    this.disk = disk
    this.path = path
    this.rolledPath = rolledName(path)
    this.keepsHandle = handles === 'keep'
    this.buffer = Buffer.allocUnsafeSlow(anchorBytes + chunkBytes)
  }

  /** @throws UnreadableLog, or the system error of reading */
  async look(ours: Generation): Promise<Outlook> {
    const open: ByteReader[] = []
    const close = async (): Promise<void> => {
      for (const reader of open) if (reader !== this.held) await reader.close()
    }
    try {
      const reader = await this.disk.open(this.path, this.buffer)
      if (reader !== undefined) open.push(reader)
      const log = reader && (await sight(reader, ours, 'log'))
      const { rolled, stamp, isMissing } = await this.lookAtRolled(ours, log)
      if (rolled !== undefined) open.push(rolled.reader)
      const rolledIsAsBefore = async (): Promise<boolean> => isSameStamp(stamp, await this.stampRolled())
      return { log, rolled, rolledIsMissing: isMissing, rolledIsAsBefore, close }
    } catch (error) {
      await close()
      throw error
    }
  }

  /** The reader to use: the handle that is held already, if it is the same file; else this one, held where that is so. */
  async hold(reader: ByteReader): Promise<ByteReader> {
    if (!this.keepsHandle) return reader
    if (this.held !== undefined && sameId(this.held.id, reader.id)) return this.held
    await this.letGo()
    this.held = reader
    return reader
  }

  async letGo(): Promise<void> {
    const held = this.held
    this.held = undefined
    await held?.close()
  }

  /** `.lo_` could be read, or is not needed: the next failure is the first again. */
  forgetRolledFailures(): void {
    this.rolledFailures = 0
  }

  /** @returns undefined when `.lo_` is gone */
  rolledFailure(error: unknown): UnreadableLog | undefined {
    this.rolledFailures++
    return readFailure(this.rolledPath, error)
  }

  private async lookAtRolled(ours: Generation, log: Sighted | undefined): Promise<RolledLook> {
    const isNeedless = log?.continues === true && ours.proven && sameId(log.id, ours.id)
    if (isNeedless) this.forgetRolledFailures()
    if (isNeedless || this.rolledFailures > mostRolledFailures) return noRolled
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

  private async stampRolled(): Promise<Stamp | undefined> {
    try {
      return await this.disk.stamp(this.rolledPath)
    } catch (error) {
      readFailure(this.rolledPath, error)
      return undefined
    }
  }
}
