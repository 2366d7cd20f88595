import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** One log on disk, written as a component writes it. */
export type LogWriter = { write(entry: string): void; close(): void }

/**
 * Appends entries; when the next one would pass `maxBytes`, `X.log` is renamed to `X.lo_` (an older one is replaced) and
 * a new `X.log` begins (reference: log-formats.md 7). An entry is written with one call, so a reader sees it whole.
 */
export function logWriter(path: string, maxBytes: number): LogWriter {
  let file = open(path)

  const roll = (): void => {
    closeSync(file.handle)
    renameSync(path, path.replace(/\.log$/i, '.lo_'))
    file = open(path)
  }
  return {
    write(entry) {
      const bytes = Buffer.from(entry, 'utf8')
      if (file.bytes > 0 && file.bytes + bytes.length > maxBytes) roll()
      file.bytes += writeSync(file.handle, bytes)
    },
    close: () => closeSync(file.handle),
  }
}

function open(path: string): { readonly handle: number; bytes: number } {
  mkdirSync(dirname(path), { recursive: true })
  const handle = openSync(path, 'a')
  return { handle, bytes: fstatSync(handle).size }
}
