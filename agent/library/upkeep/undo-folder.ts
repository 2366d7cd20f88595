// Copies of everything that a sweep takes away or changes, in the folder of the operator, complete and flushed before the
// first byte goes. The folders are those of the drives: copying `D` over D: brings everything back.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { toBytes } from '../../../engine/library/host-names.ts'
import { isRefusal, type LibraryStore } from '../../../engine/library/store.ts'
import { iniOfStored, signatureOfStored } from '../../../engine/library/layout.ts'
import { allSteps, type Plan } from '../../../engine/operations/plan.ts'
import type { Step } from '../../../engine/operations/steps/step.ts'
import { AgentError, badUsage, writeError } from '../../errors.ts'

export type Kept = { readonly folder: string; readonly files: number; readonly bytes: number }

/** @throws AgentError when the folder is not empty enough, or cannot be written; then nothing of the library is touched */
export function keepForUndo(store: LibraryStore, plan: Plan, folder: string): Kept {
  const target = resolve(folder)
  const renamed = renames(plan)
  let bytes = 0
  const paths = [
    ...new Set(
      allSteps(plan)
        .flatMap(touched)
        .map((path) => before(path, renamed)),
    ),
  ]
  const there = paths.filter((path) => !isRefusal(store.status(path)))
  for (const path of there) bytes += keepOne(store, path, join(target, path.replace(':', '')))
  for (const step of allSteps(plan)) {
    if (step.action === 'remove-folder') keepFolder(join(target, before(step.path, renamed).replace(':', '')))
  }
  return { folder: target, files: there.length, bytes }
}

/** Files that a step removes or rewrites. */
function touched(step: Step): readonly string[] {
  if (step.action === 'remove-stored-file') return [step.path, iniOfStored(step.path), signatureOfStored(step.path)]
  return step.action === 'remove-file' || step.action === 'drop-users' ? [step.path] : []
}

const renames = (plan: Plan): readonly (readonly [to: string, from: string])[] =>
  allSteps(plan).flatMap((step) => (step.action === 'rename' ? [[step.path, step.from] as const] : []))

/** The path as it is before the plan's own renames. */
function before(path: string, all: ReturnType<typeof renames>): string {
  const rename = all.find(([to]) => path === to || path.startsWith(`${to}/`))
  return rename === undefined ? path : rename[1] + path.slice(rename[0].length)
}

/** An empty source folder is a folder of DataLib without anything in it. */
function keepFolder(folder: string): void {
  try {
    mkdirSync(toBytes(folder), { recursive: true })
  } catch (error) {
    throw writeError(folder, error)
  }
}

const block = Buffer.allocUnsafeSlow(1024 * 1024)

function keepOne(store: LibraryStore, from: string, to: string): number {
  if (existsSync(toBytes(to))) throw badUsage(`${to} is there already; give --undo a folder of its own for each sweep`)
  const source = store.open(from)
  if (isRefusal(source)) throw new AgentError('unreadable', { path: from, reason: source.reason })
  let bytes = 0
  try {
    mkdirSync(toBytes(dirname(to)), { recursive: true })
    const file = openSync(toBytes(to), 'wx')
    try {
      for (;;) {
        const length = source.read(block)
        if (isRefusal(length)) throw new AgentError('unreadable', { path: from, reason: length.reason })
        if (length === 0) break
        for (let at = 0; at < length;) at += writeSync(file, block, at, length - at)
        bytes += length
      }
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    return bytes
  } catch (error) {
    throw error instanceof AgentError ? error : writeError(to, error)
  } finally {
    source.close()
  }
}
