import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { writeError } from './errors.ts'

/** Where finished lines go. */
export type LogSink = { write(line: string): void; close(): void }

/** Bytes after which the file becomes `<name>.1` and a new one is begun. */
const rollAt = 10 * 1024 ** 2

/**
 * Our own log on disk: appended to, one older generation kept. Throws AgentError when it cannot be opened; a line that
 * cannot be written later (full disk) is lost and told on standard error once, since nothing else may suffer from it.
 */
export function logFile(path: string, maxBytes = rollAt): LogSink {
  let file = open(path)
  let failed = false

  const roll = (): void => {
    closeSync(file.handle)
    try {
      renameSync(path, `${path}.1`)
    } finally {
      file = open(path) // also when somebody holds the old one: then the file simply grows on
    }
  }
  return {
    write(line) {
      try {
        if (file.bytes > 0 && file.bytes + line.length > maxBytes) roll()
        file.bytes += writeSync(file.handle, line)
        failed = false
      } catch (error) {
        if (!failed) process.stderr.write(`cmdp: cannot write its log ${path}: ${String(error)}\n`)
        failed = true
      }
    },
    close: () => closeSync(file.handle),
  }
}

function open(path: string): { readonly handle: number; bytes: number } {
  try {
    mkdirSync(dirname(path), { recursive: true })
    const handle = openSync(path, 'a')
    return { handle, bytes: fstatSync(handle).size }
  } catch (error) {
    throw writeError(path, error)
  }
}
