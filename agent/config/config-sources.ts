// Where settings come from on this host: reads the file, the environment and, on Windows, the registry.
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { homedir, hostname } from 'node:os'
import { byteOrderMark } from '../../parsers/text-encoding.ts'
import type { Sources } from './config-offers.ts'
import { describeProblem, loadConfig, type LoadedConfig } from './load-config.ts'
import { AgentError, readError } from '../errors.ts'
import { findSite } from './find-site.ts'
import { printableLine } from '../terminal/printable.ts'
import { whyNotReadable } from '../readable-file.ts'
import { queryRegistry } from './windows-registry.ts'

/** Far more than any configuration; a larger file is a mistake in the path. */
const largestFile = 1024 ** 2

export type Asked = {
  /** The configuration file, when one is named. */
  readonly file: string | undefined
  readonly flags: Sources['flags']
}

/** Everything known about the settings. Throws AgentError when the file cannot be read; bad settings are in `problems`. */
export async function readConfig(asked: Asked): Promise<LoadedConfig> {
  return loadConfig(await gatherSources(asked))
}

/** The settings, or AgentError `configInvalid` with every problem: for commands that cannot go on with a bad one. */
export async function requireConfig(asked: Asked): Promise<LoadedConfig> {
  const loaded = await readConfig(asked)
  if (loaded.problems.length > 0) throw configInvalid(loaded.problems)
  return loaded
}

export function configInvalid(problems: LoadedConfig['problems']): AgentError {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
  return new AgentError('configInvalid', { count, problems: problems.map(describeProblem).join('\n') })
}

async function gatherSources({ file, flags }: Asked): Promise<Sources> {
  const onWindows = process.platform === 'win32'
  return {
    flags,
    file: file === undefined ? undefined : { path: file, text: await readText(file) },
    environment: process.env,
    found: onWindows ? await findSite({ query: queryRegistry, exists: existsSync }) : {},
    host: {
      platform: process.platform,
      environment: process.env,
      home: homedir(),
      isRoot: process.getuid?.() === 0,
      hostName: hostname(),
    },
    folder: process.cwd(),
  }
}

/** Text of a file that a person wrote. Rejects with AgentError. */
export async function readText(path: string): Promise<string> {
  const reason = await whyNotReadable(path)
  if (reason !== undefined) throw reason
  try {
    const { size } = await stat(path)
    if (size > largestFile) throw tooLarge(path, size)
    return decode(await readFile(path))
  } catch (error) {
    if (error instanceof TypeError) throw new AgentError('unreadable', { path, reason: notText }, { cause: error })
    throw readError(path, error)
  }
}

const notText = 'it is no text in UTF-8 or UTF-16; save it as UTF-8'

/** UTF-8, or UTF-16 by its mark as older Windows editors write it. Throws TypeError on bytes that are neither. */
function decode(bytes: Uint8Array): string {
  const { encoding, length } = byteOrderMark(bytes)
  const name = encoding === 'per-line' ? 'utf-8' : encoding
  return new TextDecoder(name, { fatal: true }).decode(bytes.subarray(length))
}

const tooLarge = (path: string, size: number): AgentError =>
  new AgentError('unreadable', {
    path: printableLine(path),
    reason: `it has ${size} bytes; a file written by hand has at most ${largestFile}`,
  })
