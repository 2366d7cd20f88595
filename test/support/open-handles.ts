import { readdirSync, readlinkSync } from 'node:fs'

/** Files below `folder` (or that file itself) that this process holds open. */
export function openHandles(folder: string): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((handle) => {
    try {
      const file = readlinkSync(`/proc/self/fd/${handle}`)
      return file.startsWith(folder) ? [file] : []
    } catch {
      return [] // The handle by which the list itself was read.
    }
  })
}
