// One stage of a plan, done and flushed. Whoever is cut off here leaves any part of it behind; whoever returns leaves
// all of it on disk.
import type { WritableStore } from '../../write/writable-store.ts'
import { isOfTheDisk, StageError, wordsFor } from './failure-words.ts'
import { flushTouched } from './flush-stage.ts'
import { newPatience, type Patience } from './patience.ts'
import { parentOf, putInPlace, writeBytes, type Performed, type Places } from './perform-step.ts'
import type { Step, StepStage } from './step.ts'

export type Tools = {
  /** Where the origins of steps lead. */
  readonly places: Places
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<unknown>
  /** Before the decision everything is taken back; after it the operation is finished anyway. */
  readonly signal?: AbortSignal | undefined
  /** Lets the event loop turn, so that a signal can arrive at all: the calls to the disk are synchronous. */
  readonly turn?: (() => Promise<unknown>) | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

export type Progress = { readonly stage: string; readonly done: number; readonly total: number }

/** One operation under way, with what it really came to. */
export type Run = {
  readonly store: WritableStore
  readonly tools: Tools
  readonly patience: Patience
  readonly counts: Record<string, number>
  readonly bytes: { written: number; freed: number }
  readonly changes: string[]
  /** Steps of the second half whose bytes were written, and flushed, in the first. */
  readonly written: Set<Step>
}

export const newRun = (store: WritableStore, tools: Tools): Run => ({
  store,
  tools,
  patience: newPatience(),
  counts: {},
  bytes: { written: 0, freed: 0 },
  changes: [],
  written: new Set(),
})

/** How many failures of one stage are told in words. */
const mostProblems = 20

/**
 * @param onFailure  `stop` at the first one; `go on` with the other steps, and fail at the end
 * @throws StoreError, SourceError, StageError
 */
export async function runStage(run: Run, { name, steps }: StepStage, onFailure: 'stop' | 'go on'): Promise<void> {
  const stage: Stage = { run, name, total: steps.length, onFailure, problems: [], failed: new Set() }
  const made = await makeFolders(
    stage,
    steps.filter(({ action }) => action === 'make-folder'),
  )
  const others = steps.filter(({ action }) => action !== 'make-folder')
  const { files, folders } = await writeAllBytes(stage, others)
  flushTouched(run.store, { files, folders: new Set([...made, ...folders]) })
  flushTouched(run.store, { files: new Set(), folders: await putAllInPlace(stage, others) })
  if (stage.problems.length > 0) throw new StageError(stage.problems.slice(0, mostProblems).join('\n'))
}

/**
 * Writes the bytes of files that get their name only after the decision. A full disk is so noticed while everything can
 * be taken back.
 *
 * @throws StoreError
 */
export async function writeAhead(run: Run, stages: readonly StepStage[]): Promise<void> {
  const steps = stages.flatMap((stage) => stage.steps.filter(isWrittenAhead))
  const stage: Stage = {
    run,
    name: 'write ahead',
    total: steps.length,
    onFailure: 'stop',
    problems: [],
    failed: new Set(),
  }
  flushTouched(run.store, await writeAllBytes(stage, steps))
  for (const step of steps) run.written.add(step)
}

export const isWrittenAhead = (step: Step): boolean => step.action === 'write-file' && step.direct !== true

type Stage = {
  readonly run: Run
  readonly name: string
  readonly total: number
  readonly onFailure: 'stop' | 'go on'
  readonly problems: string[]
  readonly failed: Set<Step>
}

async function makeFolders(stage: Stage, steps: readonly Step[]): Promise<ReadonlySet<string>> {
  const folders = new Set<string>()
  for (const step of steps) {
    await mayGoOn(stage)
    if ((await attempt(stage, step, putInPlace)) !== undefined) count(stage.run, step)
    folders.add(parentOf(step.path))
  }
  return folders
}

async function writeAllBytes(
  stage: Stage,
  steps: readonly Step[],
): Promise<{ files: ReadonlySet<string>; folders: ReadonlySet<string> }> {
  const { run, name, total } = stage
  const files = new Set<string>()
  const folders = new Set<string>()
  let done = 0
  for (const step of steps) {
    const { places, onProgress } = run.tools
    await mayGoOn(stage)
    if (run.written.has(step)) continue
    const performed = await attempt(stage, step, (store) => writeBytes(store, places, step))
    if (performed?.file !== undefined) {
      files.add(performed.file)
      folders.add(parentOf(performed.file))
    }
    onProgress?.({ stage: name, done: ++done, total })
  }
  return { files, folders }
}

async function putAllInPlace(stage: Stage, steps: readonly Step[]): Promise<ReadonlySet<string>> {
  const folders = new Set<string>()
  for (const step of steps) {
    if (stage.failed.has(step)) continue
    await mayGoOn(stage)
    folders.add(parentOf(step.path))
    if ((await attempt(stage, step, putInPlace)) !== undefined) count(stage.run, step)
  }
  return folders
}

/** Before the decision an interruption ends the stage; after it nothing does. */
async function mayGoOn({ run: { tools }, onFailure }: Stage): Promise<void> {
  if (onFailure !== 'stop') return
  await tools.turn?.()
  if (tools.signal?.aborted === true) throw new StageError('it was interrupted')
}

/** One half of a step, tried again while its failure may pass; undefined when it failed and the others go on. */
async function attempt(
  stage: Stage,
  step: Step,
  half: (store: WritableStore, step: Step) => Performed,
): Promise<Performed | undefined> {
  const { run } = stage
  try {
    const performed = await patiently(run, () => half(run.store, step))
    run.bytes.written += performed.written
    run.bytes.freed += performed.freed
    if (performed.change !== undefined) run.changes.push(performed.change)
    return performed
  } catch (error) {
    if (stage.onFailure === 'stop' || !isOfTheDisk(error)) throw error
    stage.problems.push(wordsFor(error))
    stage.failed.add(step)
    return undefined
  }
}

function count({ counts }: Run, { action }: Step): void {
  counts[action] = (counts[action] ?? 0) + 1
}

/** Tries again what may pass by itself. */
export async function patiently<Answer>(
  { patience, tools }: { readonly patience: Patience; readonly tools: Pick<Tools, 'pause'> },
  work: () => Answer,
): Promise<Answer> {
  for (let failures = 1; ; failures++) {
    try {
      return work()
    } catch (error) {
      const delay = patience.next(error, failures)
      if (delay === undefined) throw error
      await tools.pause(delay)
    }
  }
}
