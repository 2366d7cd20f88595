// The model behind model.test.ts. One seed is one life of a log and of the agent that follows it: the writer appends,
// rolls over, destroys; the agent polls, commits, is killed; in wild lives the writer acts in the middle of a poll, too.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { logDisk, type LogDisk } from '../../../agent/tail/find.ts'
import { judge } from '../../support/log-account.ts'
import { LogReader } from '../../support/log-reader.ts'
import { LogWriter } from '../../support/log-writer.ts'
import { seededRandom, type Random } from '../../support/random.ts'

export type Life = {
  readonly seed: number
  readonly handles: 'keep' | 'release'
  /** A folder of its own is made in here. */
  readonly folder: string
}

/** @returns what the agent did wrong, or undefined */
export async function lifeOfALog({ seed, handles, folder }: Life): Promise<string | undefined> {
  const home = join(folder, `${handles}-${seed}`)
  mkdirSync(home)
  const random = seededRandom(seed * 2 + (handles === 'keep' ? 1 : 0))
  const isCalm = random.chance(0.4)
  const writer = new LogWriter(join(home, 'distmgr.log'), random, isCalm)
  const disturbance = { probability: random.pick([0, 0.02, 0.2]), left: 30 }
  const reader = new LogReader({
    path: writer.path,
    startAt: 'beginning',
    handles,
    chunkBytes: random.pick([60, 400, 5000]),
    disk: disturbed(random, disturbance, writer),
  })
  const readAll = async (): Promise<void> => {
    const left = disturbance.left
    disturbance.left = 0
    await reader.poll()
    reader.commit()
    disturbance.left = left
  }
  try {
    if (random.chance(0.5)) await readAll()
    writer.begin()
    await readAll()
    for (let step = random.below(30) + 5; step > 0; step--) {
      if (random.chance(0.6)) writer.act()
      else await read(reader, random)
      if (!writer.isAboutToRoll) continue
      await readAll()
      writer.mayRoll = true
    }
    writer.rest()
    await readAll()
    return judge(writer.account(), reader.told, { mayHaveGaps: !isCalm })
  } finally {
    await reader.close()
    rmSync(home, { recursive: true })
  }
}

async function read(reader: LogReader, random: Random): Promise<void> {
  const killedAfter = random.chance(0.2) ? random.below(6) : Infinity
  let events = 0
  await reader.poll(() => {
    if (random.chance(0.3)) reader.commit(random.below(4))
    return events++ >= killedAfter
  })
  if (events > killedAfter || random.chance(0.1)) await reader.restart()
}

/** By chance the writer acts before a call to the file system, so often at most: else it could outrun a slow reader. */
type Disturbance = { readonly probability: number; left: number }

function disturbed(random: Random, disturbance: Disturbance, writer: LogWriter): LogDisk {
  const first = <Arguments extends readonly unknown[], Result>(call: (...given: Arguments) => Promise<Result>) => {
    return (...given: Arguments): Promise<Result> => {
      if (disturbance.left > 0 && random.chance(disturbance.probability)) {
        disturbance.left--
        writer.act()
      }
      return call(...given)
    }
  }
  return {
    stamp: first(logDisk.stamp),
    open: first(async (path, buffer) => {
      const reader = await logDisk.open(path, buffer)
      return reader && { ...reader, peek: first(reader.peek), read: first(reader.read) }
    }),
  }
}
