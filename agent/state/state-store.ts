// The durable state: one LevelDB folder that one agent owns. The only user of classic-level.
//
//   !version                 1; the first key, so that a reader knows what it has before it reads anything else
//   !instance                UUID of this agent, made once (service.instance.id)
//   <part>!<key>             plain JSON: position!distmgr, metrics!…, trace!…, tracker!…
//
// A batch is written as a whole and flushed to the disk, or not at all. State of a newer version is refused; damaged
// state is set aside under another name, told, and begun anew: the logs are then read from their beginning.
import { randomUUID } from 'node:crypto'
import { mkdir, rename } from 'node:fs/promises'
import { ClassicLevel } from 'classic-level'
import { AgentError } from '../errors.ts'
import type { Clock } from '../clock.ts'

/** `value` is plain JSON; undefined removes the record. `key` holds any text. */
export type Change = { readonly part: string; readonly key: string; readonly value: unknown }

export type StateStore = {
  /** Kept as long as the folder is. */
  readonly instanceId: string
  /** Where damaged state was put, when that happened on opening. */
  readonly setAside: string | undefined
  /** All records of a part, in the order of their keys. */
  read(part: string): Promise<{ readonly key: string; readonly value: unknown }[]>
  /** Rejects with AgentError `unwritable`; the state is then as before. */
  commit(changes: readonly Change[]): Promise<void>
  close(): Promise<void>
}

type Level = ClassicLevel<string, string>

const version = '1'
const versionKey = '!version'
const instanceKey = '!instance'

/** Opens or begins the state in `folder`. Rejects with AgentError: in use, of a newer version, not writable. */
export async function openState(folder: string, clock: Pick<Clock, 'now'>): Promise<StateStore> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw unwritable(folder, error)
  })
  try {
    return await begin(folder, undefined)
  } catch (error) {
    if (!(error instanceof Damaged)) throw error
    const setAside = `${folder}.damaged-${new Date(clock.now()).toISOString().replaceAll(':', '').slice(0, 17)}Z`
    await rename(folder, setAside).catch((reason: unknown) => {
      throw unwritable(folder, reason)
    })
    await mkdir(folder, { recursive: true })
    return begin(folder, setAside)
  }
}

/** Something is there that is no state of ours, or not whole. */
class Damaged extends Error {
  override readonly name = 'Damaged'
}

async function begin(folder: string, setAside: string | undefined): Promise<StateStore> {
  const level: Level = new ClassicLevel(folder, { keyEncoding: 'utf8', valueEncoding: 'utf8' })
  try {
    await level.open()
  } catch (error) {
    throw openError(folder, error)
  }
  try {
    const instanceId = await checkVersion(level, folder)
    return over(level, folder, instanceId, setAside)
  } catch (error) {
    await level.close()
    throw error
  }
}

async function checkVersion(level: Level, folder: string): Promise<string> {
  const found = await level.get(versionKey)
  const first = found === undefined ? await level.keys({ limit: 1 }).all() : []
  if (found === undefined && first.length > 0) throw new Damaged(`${folder} has no version`)
  if (found !== undefined && found !== version) {
    if (!/^\d{1,6}$/.test(found)) throw new Damaged(`${folder} has version ${found}`)
    throw new AgentError('stateNewer', { path: folder, found, known: version })
  }
  const known = await level.get(instanceKey)
  if (known !== undefined) return known
  const instanceId = randomUUID()
  await level.batch(
    [
      { type: 'put', key: versionKey, value: version },
      { type: 'put', key: instanceKey, value: instanceId },
    ],
    { sync: true },
  )
  return instanceId
}

function over(level: Level, folder: string, instanceId: string, setAside: string | undefined): StateStore {
  return {
    instanceId,
    setAside,
    async read(part) {
      const records: { key: string; value: unknown }[] = []
      for await (const [key, value] of level.iterator({ gte: `${part}!`, lt: `${part}"` }))
        records.push({ key: key.slice(part.length + 1), value: JSON.parse(value) })
      return records
    },
    async commit(changes) {
      if (changes.length === 0) return
      const batch = changes.map(({ part, key, value }) =>
        value === undefined
          ? { type: 'del' as const, key: `${part}!${key}` }
          : { type: 'put' as const, key: `${part}!${key}`, value: JSON.stringify(value) },
      )
      try {
        await level.batch(batch, { sync: true })
      } catch (error) {
        throw unwritable(folder, error)
      }
    },
    close: () => level.close(),
  }
}

/** LevelDB's reasons as classic-level tells them: a code of its own, with the cause in words. */
function openError(folder: string, error: unknown): Error {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const words = cause instanceof Error ? cause.message : String(cause)
  if (code === 'LEVEL_LOCKED') return new AgentError('stateInUse', { path: folder }, { cause: error })
  if (code === 'LEVEL_CORRUPTION' || /corrupt|checksum|missing files|CURRENT|MANIFEST/i.test(words))
    return new Damaged(words, { cause: error })
  return unwritable(folder, cause)
}

function unwritable(folder: string, error: unknown): AgentError {
  const reason = error instanceof Error ? error.message : String(error)
  return new AgentError('unwritable', { path: folder, reason }, { cause: error })
}
