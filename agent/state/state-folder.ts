// The state folder: who owns it, and how damaged state is put aside in it.
//
//   owner/                     an empty LevelDB; who has it open owns the folder, and may look at the rest
//   data/                      the state (state-store.ts)
//   damaged-20260105T080000Z/  state that was damaged when it was opened, for a person to look at
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'

export const ownerFolder = (folder: string): string => join(folder, 'owner')
export const dataFolder = (folder: string): string => join(folder, 'data')

/** Another program, a virus scanner for one, may hold a file of the folder for a moment. */
const busyCodes = ['EPERM', 'EBUSY', 'EACCES']
const takenCodes = ['ENOTEMPTY', 'EEXIST']
const mostTries = 10
/** Milliseconds. */
const pause = 100

/** Puts the data under a name that says when it was, and makes room for new. @returns the name */
export async function setDataAside(folder: string, clock: Pick<Clock, 'now' | 'sleep'>): Promise<string> {
  const data = dataFolder(folder)
  const time = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, '')
  for (let tried = 1; ; tried++) {
    const name = join(folder, `damaged-${time}${tried === 1 ? '' : `-${tried}`}`)
    try {
      await rename(data, name)
      await mkdir(data)
      return name
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (tried === mostTries || ![...busyCodes, ...takenCodes].includes(code)) throw error
      if (busyCodes.includes(code)) await clock.sleep(pause)
    }
  }
}

/** Nothing is kept there but who owns it. */
export function removeOwner(folder: string): Promise<void> {
  return rm(ownerFolder(folder), { recursive: true, force: true })
}
