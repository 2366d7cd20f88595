// Lets a scenario live: at once, or in real time at any speed; its logs grow under `<out>/logs/<host>`.
import { mkdir, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Saying } from '../../engine/site/world/saying.ts'
import { simulate, type Simulation } from '../../engine/site/simulation.ts'
import type { Clock } from '../clock.ts'
import { AgentError, writeError } from '../errors.ts'
import { printableLine } from '../terminal/printable.ts'
import { writeLists } from './dp-lists.ts'
import { byteHashes } from './file-bytes.ts'
import { namedHashes } from './hashes.ts'
import { realLibraries } from './libraries.ts'
import { writtenLogs } from './written-logs.ts'
import type { Scenario } from './scenario/load-scenario.ts'
import { truthText } from './truth.ts'
import { transcript } from './wording/transcript.ts'

export type LabOptions = {
  /** Folder that is empty, or not there yet. */
  readonly out: string
  /** How much faster than real time; Infinity: at once. */
  readonly speed: number
  readonly clock: Pick<Clock, 'now' | 'elapsed' | 'sleep'>
  readonly signal: AbortSignal
  /** Size at which a log rolls over; the documented default is 250 000 bytes, servers in the field have ten times that. */
  readonly rolloverBytes: number
  /** Write the libraries of the DPs too. */
  readonly libraries: boolean
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
  const hashes = options.libraries ? byteHashes() : undefined
  const libraries = hashes && realLibraries(out, plan, hashes.known, options.clock)
  const simulation = simulate(plan, hashes ?? namedHashes, { line: write, library: libraries?.take })
  const end = plan.start + (lasting ?? longest)
  try {
    await live(simulation, end, options, async () => {
      logs.flush()
      await libraries?.catchUp()
    })
  } finally {
    logs.close()
  }
  await save(out, simulation)
  if (options.libraries) writeLists(out, simulation.hierarchy)
  const lasted = (signal.aborted ? simulation.world.now() : Math.min(end, simulation.world.now())) - plan.start
  return { lines, lasted, simulation }
}

async function live(
  { world }: Simulation,
  end: number,
  { speed, clock, signal }: LabOptions,
  /** What happened is on disk. */
  settle: () => Promise<void>,
): Promise<void> {
  const began = clock.elapsed()
  const start = world.now()
  for (let due = world.next(); due !== undefined && due < end && !signal.aborted; due = world.next()) {
    if (speed === Infinity) {
      for (let count = 0; count < stride && (world.next() ?? end) < end; count++) world.step()
      await settle()
      await clock.sleep(0, signal)
      continue
    }
    const wait = (due - start) / speed - (clock.elapsed() - began)
    if (wait > 0) {
      await settle()
      await clock.sleep(wait, signal)
    }
    if (!signal.aborted) world.step()
  }
  await settle()
}

/** Characters that are written at once. */
const pieceSize = 1024 * 1024

async function save(out: string, { hierarchy }: Simulation): Promise<void> {
  const file = await open(join(out, 'truth.json'), 'w')
  try {
    let waiting = ''
    for (const text of truthText(hierarchy)) {
      waiting += text
      if (waiting.length < pieceSize) continue
      await file.write(waiting)
      waiting = ''
    }
    await file.write(waiting)
  } finally {
    await file.close()
  }
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
