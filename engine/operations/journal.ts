// What an operation is about to do, on the primary drive, so that a run that was cut off can be taken back or finished.
//
//   SCCMContentLib\cmdp-operation\journal          the operation has begun: cut off, it is taken back
//   SCCMContentLib\cmdp-operation\journal.decided  it is decided: cut off, the rest is done
//
// The name changes in one rename; the file itself never does. One JSON value per line: head, steps, end. It is complete
// before it gets its name, so a torn one cannot be; a line that does not fit is a journal of somebody else.
import { join } from '../library/layout.ts'
import { isRefusal, type LibraryStore } from '../library/store.ts'
import type { WritableStore } from '../write/writable-store.ts'
import { parentOf, removeFile } from './steps/perform-step.ts'
import { operationPath } from './operation-folder.ts'
import type { Plan } from './plan.ts'
import type { Step, StepStage } from './steps/step.ts'
import { isWrittenAhead } from './steps/run-stage.ts'
import { undoable, type UndoableStep } from './steps/undo-step.ts'
import { unfinishedName, writeSmall } from './steps/write-whole.ts'

export type Journal = {
  readonly operation: string
  readonly subject: string
  readonly decided: boolean
  /** Every step of the first half, in order. */
  readonly prepare: readonly UndoableStep[]
  readonly finish: readonly StepStage[]
}

const format = 1
/** Some hundred bytes a step; a plan of a million steps fits. */
const largestJournal = 1024 * 1024 * 1024

const openPath = (store: LibraryStore): string => join(operationPath(store), 'journal')
const decidedPath = (store: LibraryStore): string => join(operationPath(store), 'journal.decided')

/** On disk when this returns. */
export function beginJournal(store: WritableStore, plan: Plan): void {
  const path = openPath(store)
  writeSmall(store, unfinishedName(path), encodeJournal(plan))
  store.flushFile(unfinishedName(path))
  store.rename(unfinishedName(path), path)
  store.flushFolder(operationPath(store))
  store.flushFolder(parentOf(operationPath(store)))
}

export function decideJournal(store: WritableStore): void {
  store.rename(openPath(store), decidedPath(store))
  store.flushFolder(operationPath(store))
}

/** Makes a decision unmade that may not have reached the disk. */
export function reopenJournal(store: WritableStore): void {
  if (isRefusal(store.status(decidedPath(store)))) return
  store.rename(decidedPath(store), openPath(store))
  store.flushFolder(operationPath(store))
}

export function endJournal(store: WritableStore): void {
  for (const path of [openPath(store), decidedPath(store), unfinishedName(openPath(store))]) removeFile(store, path)
  store.flushFolder(operationPath(store))
}

/** A journal that cannot be used: nothing may be changed before somebody has looked. */
export class JournalError extends Error {
  override readonly name = 'JournalError'
}

/** @throws JournalError */
export function readJournal(store: LibraryStore): Journal | undefined {
  for (const [path, decided] of [
    [decidedPath(store), true],
    [openPath(store), false],
  ] as const) {
    const bytes = store.read(path, largestJournal)
    if (!isRefusal(bytes)) return decodeJournal(bytes, path, decided)
    if (bytes.refused !== 'missing') throw new JournalError(`${path} cannot be read (${bytes.reason})`)
  }
  return undefined
}

/** Everything the first half does, and the temporary files that it writes for the second. */
export const undoableSteps = ({ prepare, finish }: Plan): readonly UndoableStep[] => [
  ...prepare.flatMap(({ steps }) =>
    steps.filter((step) => step.action !== 'make-folder' || step.there !== true).map(undoable),
  ),
  ...finish.flatMap(({ steps }) =>
    steps.filter(isWrittenAhead).map(({ path }) => ({ action: 'write-ahead', path }) as const),
  ),
]

function encodeJournal(plan: Plan): Buffer {
  const { operation, subject, finish } = plan
  const lines = [
    JSON.stringify({ format, operation, subject }),
    ...undoableSteps(plan).map((step) => JSON.stringify(step)),
    ...finish.flatMap(({ name, steps }) => [JSON.stringify({ stage: name }), ...steps.map(encodeStep)]),
    JSON.stringify({ end: true }),
  ]
  return Buffer.from(lines.join('\n') + '\n', 'utf8')
}

const encodeStep = (step: Step): string =>
  JSON.stringify(
    step.action === 'write-file' ? { ...step, content: Buffer.from(step.content).toString('base64') } : step,
  )

function decodeJournal(bytes: Uint8Array, path: string, decided: boolean): Journal {
  const lines = Buffer.from(bytes).toString('utf8').split('\n')
  const values = lines.filter((line) => line !== '').map((line) => parseLine(line, path))
  const head = values.shift()
  if (head?.['format'] !== format || values.pop()?.['end'] !== true) {
    throw new JournalError(`${path} is no journal of this version of cmdp; the version that wrote it can finish it`)
  }
  const { operation, subject } = head
  if (typeof operation !== 'string' || typeof subject !== 'string') throw new JournalError(`${path} is damaged`)
  const prepare: UndoableStep[] = []
  const finish: { name: string; steps: Step[] }[] = []
  for (const value of values) {
    if (typeof value['stage'] === 'string') finish.push({ name: value['stage'], steps: [] })
    else if (finish.length === 0) prepare.push(checkStep(value, path) as UndoableStep)
    else finish.at(-1)?.steps.push(checkStep(value, path) as Step)
  }
  return { operation, subject, decided, prepare, finish }
}

type Line = Readonly<Record<string, unknown>>

function parseLine(line: string, path: string): Line {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return value as Line
  } catch {
    // told below
  }
  throw new JournalError(`${path} is damaged`)
}

const isText = (value: unknown): boolean => typeof value === 'string'
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)

/** What each action must carry beside its path; paths are checked by the store they are given to. */
const carried: Readonly<Record<string, Readonly<Record<string, (value: unknown) => boolean>>>> = {
  'make-folder': {},
  'write-ahead': {},
  'write-stored-file': { replaces: (value) => typeof value === 'boolean' },
  'write-file': { replaces: (value) => typeof value === 'boolean' },
  'add-users': { users: isTexts, creates: (value) => typeof value === 'boolean' },
  'drop-users': { users: isTexts },
  'remove-stored-file': { users: isTexts },
  rename: { from: isText },
  'remove-file': {},
  'remove-folder': {},
}

function checkStep(value: Line, path: string): object {
  const needs = typeof value['action'] === 'string' ? carried[value['action']] : undefined
  if (needs === undefined || !isText(value['path'])) throw new JournalError(`${path} names a step nobody knows`)
  for (const [key, fits] of Object.entries(needs)) {
    if (!fits(value[key])) throw new JournalError(`${path} has a step without its ${key}`)
  }
  return isText(value['content']) ? { ...value, content: Buffer.from(String(value['content']), 'base64') } : value
}
