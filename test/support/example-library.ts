// The worked example of the corpus: two packages on two drives, as a store in memory or as folders on disk.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { memoryStore, type MemoryStore } from '../../engine/library/memory-store.ts'

const corpus = join(dirname(fileURLToPath(import.meta.url)), '..', 'corpus', 'library')
const example = join(corpus, 'example-two-drives')

export type Manifest = {
  readonly directories: readonly string[]
  readonly files: readonly { path: string; size: number; sha256: string; text?: string; hex?: string }[]
  readonly wmiPackages: readonly string[]
  readonly expected: Readonly<Record<string, number | readonly string[]>>
}

export const manifest = JSON.parse(readFileSync(join(example, 'manifest.json'), 'utf8')) as Manifest

export const realSample = (name: string): Buffer => readFileSync(join(corpus, 'real', name))

/** `D/SCCMContentLib/…` -> `D:/SCCMContentLib/…`. */
const storePath = (path: string): string => `${path[0]}:${path.slice(1)}`

export function exampleStore(modified = Date.UTC(2026, 0, 1)): MemoryStore {
  return memoryStore(['D:', 'E:'], {
    files: Object.fromEntries(manifest.files.map(({ path }) => [storePath(path), readFileSync(join(example, path))])),
    folders: manifest.directories.map(storePath),
    modified,
  })
}

/** Writes the example below `folder`: `D/SCCMContentLib`, `E/SCCMContentLib`. */
export function writeExample(folder: string): void {
  for (const directory of manifest.directories) mkdirSync(join(folder, directory), { recursive: true })
  for (const { path } of manifest.files) writeFileSync(join(folder, path), readFileSync(join(example, path)))
}

/** Hashes of the example by the first four digits. */
export const exampleHash = (digits: string): string => {
  const file = manifest.files.find(
    ({ path }) => path.includes(`FileLib/${digits}/`) && !path.includes('.INI') && !path.includes('.SIG'),
  )
  return file?.path.slice(-64) ?? ''
}
