// A library as real files with the model of what it holds, and the real command that changes it.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { diskStore, type DriveRoot } from '../../engine/library/disk-store.ts'
import type { LibraryStore } from '../../engine/library/store.ts'
import { recover, type Recovery } from '../../engine/operations/recover.ts'
import { diskWriter } from '../../engine/write/disk-writer.ts'
import { takeLock } from '../../engine/write/writer-lock.ts'
import { thisWriter, writerLives } from '../../agent/library/change/process-start.ts'
import type { LibraryModel } from './library-model.ts'
import { change, noPause, type Files, type Operation } from './operation-world.ts'
import { modelAfter } from './random-operations.ts'

/** D: and E: below one folder. */
export const rootsIn = (folder: string): readonly DriveRoot[] =>
  ['D', 'E'].map((letter) => ({
    drive: `${letter}:`,
    library: join(folder, letter, 'SCCMContentLib'),
    root: join(folder, letter),
  }))

export const readerOf = (folder: string): LibraryStore => diskStore(rootsIn(folder))

export function makeLibrary(folder: string): void {
  for (const part of ['PkgLib', 'DataLib', 'FileLib'])
    mkdirSync(join(folder, 'D', 'SCCMContentLib', part), { recursive: true })
  mkdirSync(join(folder, 'E'), { recursive: true })
}

export const copyLibrary = (from: string, to: string): void => cpSync(from, to, { recursive: true })

export async function applyAll(folder: string, operations: readonly Operation[]): Promise<LibraryModel> {
  let model: LibraryModel = new Map()
  for (const operation of operations) {
    const { applied, plan } = await change(diskWriter(rootsIn(folder)), operation)
    if (applied?.outcome !== 'applied') throw new Error(JSON.stringify([plan.refusals, applied]))
    model = modelAfter(model, operation) ?? model
  }
  return model
}

export function writeSource(folder: string, files: Files): void {
  mkdirSync(folder, { recursive: true })
  for (const [path, text] of Object.entries(files)) {
    const host = join(folder, path)
    mkdirSync(path.endsWith('/') ? host : dirname(host), { recursive: true })
    if (!path.endsWith('/')) writeFileSync(host, text)
  }
}

/** The arguments of the command that does it. */
export function commandFor(operation: Operation, library: string, source: string, workers = 1): readonly string[] {
  const place = [
    '--library',
    join(library, 'D', 'SCCMContentLib'),
    '--drive',
    `D:=${join(library, 'D')}`,
    '--drive',
    `E:=${join(library, 'E')}`,
  ]
  const content =
    'contentId' in operation && operation.contentId !== undefined ? ['--content', operation.contentId] : []
  const what = 'what' in operation ? operation.what : operation.packageId
  const from = 'files' in operation ? ['--source', source] : []
  return ['library', operation.kind, what, ...place, ...content, ...from, '--workers', String(workers), '--apply']
}

/** What the next command does first: it recognises the lock of a dead process by itself. */
export async function restartReal(folder: string, now: number): Promise<Recovery | undefined> {
  const store = diskWriter(rootsIn(folder))
  const lock = await takeLock(store, thisWriter(now), { token: 'next', lives: writerLives, pause: noPause })
  if (lock.held !== undefined) throw new Error(`held by ${JSON.stringify(lock.held)}`)
  const recovery = await recover(store, { places: { library: store }, pause: noPause })
  lock.release()
  return recovery
}
