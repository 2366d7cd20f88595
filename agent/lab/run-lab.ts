// Lets a scenario live: at once, or in real time at any speed; its logs grow under `<out>/logs/<host>`.
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Saying } from '../../engine/site/world/saying.ts'
import { simulate, type Simulation } from '../../engine/site/simulation.ts'
import type { Clock } from '../clock.ts'
import { AgentError, writeError } from '../errors.ts'
import { printableLine } from '../terminal/printable.ts'
import { namedHashes } from './hashes.ts'
import { writtenLogs } from './written-logs.ts'
import type { Scenario } from './scenario/load-scenario.ts'
import { truthOf } from './truth.ts'
import { transcript } from './wording/transcript.ts'

export type LabOptions = {
  /** Folder that is empty, or not there yet. */
  readonly out: string
  /** How much faster than real time; Infinity: at once. */
  readonly speed: number
  readonly clock: Pick<Clock, 'elapsed' | 'sleep'>
  readonly signal: AbortSignal
  /** Size at which a log rolls over; the documented default is 250 000 bytes, servers in the field have ten times that. */
  readonly rolloverBytes: number
}

export type LabRun = {
  readonly lines: number
  /** Virtual time that passed, milliseconds. */
  readonly lasted: number
  readonly simulation: Simulation
}

const day = 24 * 60 * 60 * 1_000
/** A scenario that says nothing ends when nothing happens any more, or after this. */
const longest = 30 * day
/** How many happenings between two looks at the signal. */
const stride = 20_000

/** Rejects with AgentError when the folder cannot be used. */
export async function runLab({ plan, lasting }: Scenario, options: LabOptions): Promise<LabRun> {
  const { out, rolloverBytes, signal } = options
  await mustBeEmpty(out)
  const logs = writtenLogs(join(out, 'logs'), rolloverBytes)
  const kinds = new Map(plan.packages.map(({ id, kind }) => [id, kind]))
  const { line } = transcript((id) => !/^(package|image|boot-image)$/.test(kinds.get(id) ?? 'package'))
  let lines = 0
  const write = (saying: Saying): void => {
    lines++
    const { file, entry } = line(saying)
    logs.write(saying.machine.name, file, entry)
  }
  const simulation = simulate(plan, namedHashes, { line: write })
  const end = plan.start + (lasting ?? longest)
  try {
    await live(simulation, end, options, logs.flush)
  } finally {
    logs.close()
  }
  await save(out, simulation)
  const lasted = (signal.aborted ? simulation.world.now() : Math.min(end, simulation.world.now())) - plan.start
  return { lines, lasted, simulation }
}

async function live(
  { world }: Simulation,
  end: number,
  { speed, clock, signal }: LabOptions,
  flush: () => void,
): Promise<void> {
  const began = clock.elapsed()
  const start = world.now()
  for (let due = world.next(); due !== undefined && due < end && !signal.aborted; due = world.next()) {
    if (speed === Infinity) {
      for (let count = 0; count < stride && (world.next() ?? end) < end; count++) world.step()
      await clock.sleep(0, signal)
      continue
    }
    const wait = (due - start) / speed - (clock.elapsed() - began)
    if (wait > 0) {
      flush()
      await clock.sleep(wait, signal)
    }
    if (!signal.aborted) world.step()
  }
}

async function save(out: string, { hierarchy }: Simulation): Promise<void> {
  await writeFile(join(out, 'truth.json'), `${JSON.stringify(truthOf(hierarchy), null, 2)}\n`)
}

async function mustBeEmpty(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
    if ((await readdir(path)).length === 0) return
  } catch (error) {
    throw writeError(path, error)
  }
  throw new AgentError('folderInUse', { path: printableLine(path) })
}
