// One stage of a plan, done and flushed. Whoever is cut off here leaves any part of it behind; whoever returns leaves
// all of it on disk.
import { StageError } from './failure-words.ts'
import { flushTouched, FolderSet, type Touched } from './flush-stage.ts'
import type { Run } from './operation-run.ts'
import { hasBytes, isDirect, putInPlace, writeBytes, type Performed } from './perform-step.ts'
import { doSteps, mayGoOn, shareSteps, type Stage } from './stage-steps.ts'
import type { Step, StepStage } from './step.ts'

/** How many failures of one stage are told in words. */
const mostProblems = 20

/**
 * @param onFailure  `stop` at the first one; `go on` with the other steps, and fail at the end
 * @throws StoreError, SourceError, StageError
 */
export async function runStage(run: Run, { name, steps }: StepStage, onFailure: Stage['onFailure']): Promise<void> {
  const stage = newStage(run, name, steps, onFailure)
  const { hands } = run.tools
  const made = await makeFolders(
    stage,
    steps.filter(({ action }) => action === 'make-folder'),
  )
  const others = steps.filter(({ action }) => action !== 'make-folder')
  const { files, folders } = await writeAllBytes(stage, others)
  await flushTouched(run.store, { files, folders: new Set([...made, ...folders]) }, hands)
  await flushTouched(run.store, { files: [], folders: await putAllInPlace(stage, others) })
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
  const stage = newStage(run, 'write ahead', steps, 'stop')
  await flushTouched(run.store, await writeAllBytes(stage, steps), run.tools.hands)
  for (const step of steps) run.written.add(step)
}

export const isWrittenAhead = (step: Step): boolean => step.action === 'write-file' && step.direct !== true

const newStage = (
  run: Run,
  name: string,
  { length: total }: readonly Step[],
  onFailure: Stage['onFailure'],
): Stage => ({
  run,
  name,
  total,
  onFailure,
  problems: [],
  failed: new Set(),
})

async function makeFolders(stage: Stage, steps: readonly Step[]): Promise<ReadonlySet<string>> {
  const take = (step: Step): void => count(stage, step)
  for (const level of levelsOf(steps))
    await doSteps(stage, await shareSteps(stage, 'name', level, take), putInPlace, take)
  const folders = new FolderSet()
  for (const { path } of steps) folders.addParentOf(path)
  return folders.all
}

/** Folders above come first. */
function levelsOf(steps: readonly Step[]): readonly (readonly Step[])[] {
  const levels: Step[][] = []
  for (const step of steps) (levels[depthOf(step.path)] ??= []).push(step)
  return levels.filter((level) => level.length > 0)
}

function depthOf(path: string): number {
  let depth = 0
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) depth++
  return depth
}

async function writeAllBytes(stage: Stage, steps: readonly Step[]): Promise<Touched> {
  const { run, name, total } = stage
  const files: string[] = []
  const folders = new FolderSet()
  const { places, onProgress } = run.tools
  let done = 0
  const take = (_: Step, { file }: Performed): void => {
    if (file !== undefined) {
      files.push(file)
      folders.addParentOf(file)
    }
    onProgress?.({ stage: name, done: ++done, total })
  }
  const goOn = (): void | Promise<void> => mayGoOn(stage)
  const unwritten = run.written.size === 0 ? steps : steps.filter((step) => !run.written.has(step))
  const left = await shareSteps(stage, 'write', unwritten.filter(hasBytes), take)
  const rest = unwritten.filter((step) => !hasBytes(step))
  for (const steps of [left, rest])
    await doSteps(stage, steps, (store, step) => writeBytes(store, places, step, goOn), take)
  return { files, folders: folders.all }
}

/** Stored files get their names in any order, before what refers to them. */
async function putAllInPlace(stage: Stage, steps: readonly Step[]): Promise<ReadonlySet<string>> {
  const folders = new FolderSet()
  const due = stage.failed.size === 0 ? steps : steps.filter((step) => !stage.failed.has(step))
  const take = (step: Step): void => {
    // What got its name as it was written was flushed with its folder.
    if (!isDirect(step)) folders.addParentOf(step.path)
    count(stage, step)
  }
  const stored = due.filter(isStoredFile)
  const left = await shareSteps(stage, 'name', stored, take)
  if (left === stored) await doSteps(stage, due, putInPlace, take)
  else {
    await doSteps(stage, left, putInPlace, take)
    await doSteps(
      stage,
      due.filter((step) => !isStoredFile(step)),
      putInPlace,
      take,
    )
  }
  // A folder in which something failed half way is flushed too.
  for (const { path } of stage.failed) folders.addParentOf(path)
  return folders.all
}

const isStoredFile = ({ action }: Step): boolean => action === 'write-stored-file'

function count({ run: { counts } }: Stage, { action }: Step): void {
  counts[action] = (counts[action] ?? 0) + 1
}
