// The state folder: who owns it, and how damaged state is put aside in it.
//
//   owner/                     an empty LevelDB; who has it open owns the folder, and may look at the rest
//   data/                      the state (state-store.ts); whole from the moment it is there
//   data-begun/                a state that is being made; what a kill leaves of it was never in use
//   damaged-20260105T080000Z/  state that was damaged when it was opened, for a person to look at
import { readdir, rename, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'

export const ownerFolder = (folder: string): string => join(folder, 'owner')
export const dataFolder = (folder: string): string => join(folder, 'data')
export const begunFolder = (folder: string): string => join(folder, 'data-begun')

/** Another program, a virus scanner for one, may hold a file of the folder for a moment. */
const busyCodes = ['EPERM', 'EBUSY', 'EACCES']
const takenCodes = ['ENOTEMPTY', 'EEXIST']
const mostTries = 10
/** Milliseconds. */
const pause = 100

/** Puts the data under a name that says when it was. @returns the name */
export async function setDataAside(folder: string, clock: Pick<Clock, 'now' | 'sleep'>): Promise<string> {
  const time = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, '')
  return moved(dataFolder(folder), (tried) => join(folder, `damaged-${time}${tried === 1 ? '' : `-${tried}`}`), clock)
}

/** True when there is data, whole or damaged; an empty folder of its name is removed. */
export async function holdsData(folder: string): Promise<boolean> {
  const data = dataFolder(folder)
  const names = await readdir(data).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
  if (names?.length === 0) await rmdir(data)
  return names !== undefined && names.length > 0
}

/** What was begun is whole now: from here on it is the state. */
export async function takeBegun(folder: string, clock: Pick<Clock, 'sleep'>): Promise<void> {
  await moved(begunFolder(folder), () => dataFolder(folder), clock)
}

/** @returns the name that was free */
async function moved(from: string, nameOf: (tried: number) => string, clock: Pick<Clock, 'sleep'>): Promise<string> {
  for (let tried = 1; ; tried++) {
    const name = nameOf(tried)
    try {
      await rename(from, name)
      return name
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (tried === mostTries || ![...busyCodes, ...takenCodes].includes(code)) throw error
      if (busyCodes.includes(code)) await clock.sleep(pause)
    }
  }
}

/** What was begun and never taken. */
export function removeBegun(folder: string): Promise<void> {
  return rm(begunFolder(folder), { recursive: true, force: true })
}

/** Nothing is kept there but who owns it. */
export function removeOwner(folder: string): Promise<void> {
  return rm(ownerFolder(folder), { recursive: true, force: true })
}
