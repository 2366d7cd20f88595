// The durable state: one LevelDB that one agent owns. The only user of classic-level.
//
//   key                      value
//   !                        1, the version: the first key, so that a reader knows what it has before anything else
//   !instance                UUID of this agent, made once (service.instance.id)
//   !sum                     number over all other records (state-sum.ts), in every batch
//   <part>!<key>             a record: JSON, or bytes after a 0 byte
//
// Parts: `position` (key: log, value: tail/checkpoint.ts), `metrics`, `trace`, `tracker`, `correlator` (theirs to know).
// An export queue is a part with one record per item under a growing, zero-padded number.
//
// A batch is written as a whole and flushed to the disk, or not at all. State of a newer version is refused; damaged
// state is set aside under another name, told, and begun anew: the logs are then read from their beginning.
import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { ClassicLevel } from 'classic-level'
import type { Clock } from '../clock.ts'
import { AgentError, writeError } from '../errors.ts'
import { checkLevelFiles, DamagedState } from './level-files.ts'
import {
  begunFolder,
  dataFolder,
  holdsData,
  ownerFolder,
  removeBegun,
  removeOwner,
  setDataAside,
  takeBegun,
} from './state-folder.ts'
import { StateSum } from './state-sum.ts'

/** `value` is plain JSON, or bytes; undefined removes the record. `key` holds any text. */
export type Change = { readonly part: string; readonly key: string; readonly value: unknown }

export type StateStore = {
  /** Kept as long as the folder is. */
  readonly instanceId: string
  /** Where damaged state was put, when that happened on opening. */
  readonly setAside: string | undefined
  /** All records of a part, in the order of their keys. */
  read(part: string): Promise<{ readonly key: string; readonly value: unknown }[]>
  /** Rejects with AgentError (writeError); the state is then as before, and the next commit tries afresh. */
  commit(changes: readonly Change[]): Promise<void>
  close(): Promise<void>
}

type Level = ClassicLevel<string, Buffer>

const version = '1'
const versionKey = '!'
const instanceKey = '!instance'
const sumKey = '!sum'

/** Opens or begins the state in `folder`. Rejects with AgentError: in use, of a newer version, not writable. */
export async function openState(folder: string, clock: Pick<Clock, 'now' | 'sleep'>): Promise<StateStore> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw writeError(folder, error)
  })
  const owner = await own(folder)
  try {
    await beginData(folder, clock)
    return await OpenState.open(folder, owner, undefined).catch(async (error: unknown) => {
      if (!(error instanceof DamagedState)) throw error
      const name = await setDataAside(folder, clock)
      await beginData(folder, clock)
      return OpenState.open(folder, owner, name)
    })
  } catch (error) {
    await owner.close()
    throw error instanceof AgentError ? error : writeError(folder, error)
  }
}

/** Made under another name: killed in the middle of it, nothing was there yet, and so nothing is damaged. */
async function beginData(folder: string, clock: Pick<Clock, 'sleep'>): Promise<void> {
  await removeBegun(folder)
  if (await holdsData(folder)) return
  const level = levelIn(begunFolder(folder))
  const records = newRecords()
  const sum = new StateSum()
  try {
    await level.open()
    await level.batch(
      [...records, { key: sumKey, value: Buffer.from(sum.after(records)) }].map((one) => ({ type: 'put', ...one })),
      { sync: true },
    )
  } finally {
    await level.close()
  }
  await takeBegun(folder, clock)
}

const newRecords = (): readonly { readonly key: string; readonly value: Buffer }[] => [
  { key: versionKey, value: Buffer.from(version) },
  { key: instanceKey, value: Buffer.from(randomUUID()) },
]

/** One agent per folder. */
async function own(folder: string): Promise<Level> {
  for (let tried = 1; ; tried++) {
    const owner = levelIn(ownerFolder(folder))
    try {
      await owner.open()
      return owner
    } catch (error) {
      const known = openError(folder, error)
      if (known instanceof AgentError || tried > 1)
        throw known instanceof AgentError ? known : writeError(folder, known)
      await removeOwner(folder) // Damaged: nobody has it open, and nothing is in it.
    }
  }
}

class OpenState implements StateStore {
  readonly setAside: string | undefined
  instanceId = ''
  private readonly folder: string
  private readonly owner: Level
  private level: Level | undefined
  private sum = new StateSum()
  /** A write failed: LevelDB refuses all others until it is opened again. */
  private isBroken = false

  static async open(folder: string, owner: Level, setAside: string | undefined): Promise<OpenState> {
    const state = new OpenState(folder, owner, setAside)
    await state.begin()
    return state
  }

  private constructor(folder: string, owner: Level, setAside: string | undefined) {
    this.folder = folder
    this.owner = owner
    this.setAside = setAside
  }

  async read(part: string): Promise<{ readonly key: string; readonly value: unknown }[]> {
    const records: { key: string; value: unknown }[] = []
    const range = { gte: `${part}!`, lt: `${part}"` }
    for await (const [key, value] of this.opened.iterator(range)) {
      records.push({ key: key.slice(part.length + 1), value: decoded(value) })
    }
    return records
  }

  async commit(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return
    if (this.isBroken) await this.reopen()
    await this.write(changes.map(({ part, key, value }) => ({ key: `${part}!${key}`, value: encoded(value) })))
  }

  async close(): Promise<void> {
    await this.level?.close()
    await this.owner.close()
  }

  private get opened(): Level {
    if (this.level === undefined) throw new Error('The state is not open')
    return this.level
  }

  private async begin(): Promise<void> {
    try {
      await checkLevelFiles(dataFolder(this.folder))
      this.level = levelIn(dataFolder(this.folder))
      await this.level.open()
      await this.checkRecords(this.level)
    } catch (error) {
      await this.level?.close()
      throw openError(this.folder, error)
    }
  }

  private async checkRecords(level: Level): Promise<void> {
    const found = (await level.get(versionKey))?.toString()
    if (found !== version) throw otherVersion(this.folder, found)
    const sum = new StateSum()
    for await (const [key, value] of level.iterator()) if (key !== sumKey) sum.apply([{ key, value }])
    if (sum.text !== (await level.get(sumKey))?.toString()) {
      throw new DamagedState(`${this.folder} is not what was written`)
    }
    this.sum = sum
    this.instanceId = (await level.get(instanceKey))?.toString() ?? ''
  }

  private async write(changes: readonly { readonly key: string; readonly value: Buffer | undefined }[]): Promise<void> {
    const sum = { key: sumKey, value: Buffer.from(this.sum.after(changes)) }
    const batch = [...changes, sum].map(({ key, value }) =>
      value === undefined ? { type: 'del' as const, key } : { type: 'put' as const, key, value },
    )
    try {
      await this.opened.batch(batch, { sync: true })
    } catch (error) {
      this.isBroken = true
      throw writeError(this.folder, error)
    }
    this.sum.apply(changes)
  }

  /** Whether the batch that failed is in or not is read from the disk; whoever wrote it writes it again. */
  private async reopen(): Promise<void> {
    await this.level?.close().catch(() => undefined)
    await this.begin().catch((error: unknown) => {
      throw error instanceof DamagedState ? writeError(this.folder, error) : error
    })
    this.isBroken = false
  }
}

function levelIn(folder: string): Level {
  // Uncompressed: level-files.ts reads the tables, too.
  return new ClassicLevel<string, Buffer>(folder, { keyEncoding: 'utf8', valueEncoding: 'buffer', compression: false })
}

const bytesMark = 0

function encoded(value: unknown): Buffer | undefined {
  if (value === undefined) return undefined
  return value instanceof Uint8Array ? Buffer.concat([Buffer.of(bytesMark), value]) : Buffer.from(JSON.stringify(value))
}

function decoded(value: Buffer): unknown {
  return value[0] === bytesMark ? value.subarray(1) : JSON.parse(value.toString())
}

function otherVersion(folder: string, found: string | undefined): Error {
  if (found === undefined || !/^\d{1,6}$/.test(found)) return new DamagedState(`${folder} has no version`)
  return new AgentError('stateNewer', { path: folder, found, known: version })
}

/** What keeps a whole state from being read; anything else that LevelDB complains of is in the files themselves. */
const surroundings =
  /denied|not permitted|too many open files|no space|not enough space|disk full|read-only|too large|input\/output|memory|used by another/i

/** LevelDB's reasons come through classic-level as a code of its own, with the cause in words. */
function openError(folder: string, error: unknown): Error {
  if (error instanceof AgentError || error instanceof DamagedState) return error
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error) || !('code' in cause)) throw error
  if (cause.code === 'LEVEL_LOCKED') return new AgentError('stateInUse', { path: folder }, { cause: error })
  if (surroundings.test(cause.message)) return writeError(folder, cause)
  return new DamagedState(cause.message, { cause: error })
}
