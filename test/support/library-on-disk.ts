// A built library as real files: `D:/SCCMContentLib/…` lies in `<folder>/D/SCCMContentLib/…`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { BuiltLibrary } from './library-builder.ts'

export const onDisk = (folder: string, path: string): string => join(folder, path.replace(/^([A-Z]):/, '$1'))

export function writeLibrary(folder: string, { files, folders }: BuiltLibrary): void {
  for (const path of folders) mkdirSync(onDisk(folder, path), { recursive: true })
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(onDisk(folder, path)), { recursive: true })
    writeFileSync(onDisk(folder, path), bytes)
  }
}
