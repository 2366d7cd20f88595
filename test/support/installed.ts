import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Path of a program that this machine may lack (promtool, mtail, chromium, wine …); undefined when it does. In CI a
 * missing one is a failure; elsewhere the test says on standard error what did not run and why, and ends.
 */
export function installed(program: string): string | undefined {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find(isProgram)
  if (found !== undefined) return found
  return missing(`${program} is not installed`)
}

/** Something a test needs is not here: fails in CI, else says that the test did not run. */
export function missing(what: string): undefined {
  if (process.env['CI'] === 'true') throw new Error(`${what}; in CI that is a failure`)
  process.stderr.write(`did not run: ${what}\n`)
  return undefined
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // not in this folder
  }
}
