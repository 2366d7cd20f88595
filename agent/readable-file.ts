// Is this a file that we may read? One answer for logs, configuration and everything else somebody names.
import { fstatSync, type Stats } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { AgentError, readError } from './errors.ts'
import { printableLine } from './terminal/printable.ts'

/** What stands in place of a file: `a folder`, `a pipe`; undefined for a file. */
export function notFileKind(stats: Pick<Stats, 'isFile' | 'isDirectory' | 'isFIFO' | 'isSocket'>): string | undefined {
  if (stats.isFile()) return undefined
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a pipe'
  return stats.isSocket() ? 'a socket' : 'a device'
}

/** Standard input for `-`. Throws AgentError when it is a folder, which Node would read as nothing. */
export function standardInput(): NodeJS.ReadStream {
  try {
    if (fstatSync(0).isDirectory())
      throw new AgentError('notAFile', { path: 'standard input', kind: 'a folder', hint: '' })
  } catch (error) {
    throw readError('standard input', error)
  }
  return process.stdin
}

/** Why `path` cannot be read as a file; undefined when it can. Never opens a pipe, which could wait for ever. */
export async function whyNotReadable(path: string, hint = ''): Promise<unknown> {
  try {
    const kind = notFileKind(await stat(path))
    if (kind !== undefined) return new AgentError('notAFile', { path: printableLine(path), kind, hint })
    await (await open(path, 'r')).close()
    return undefined
  } catch (error) {
    return readError(path, error)
  }
}
