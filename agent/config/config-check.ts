// The verdict on a configuration: what is wrong in it, and which of the logs it names cannot be read.
import { describeOrigin, describeProblem, type LoadedConfig } from './load-config.ts'
import type { Origin, Problem } from './config-offers.ts'
import { AgentError } from '../errors.ts'
import { whyNotReadable } from '../readable-file.ts'
import type { SettingKey } from './settings.ts'

/** A log that somebody named and that is not a file we may read. */
export type UnreadableLog = { readonly key: SettingKey; readonly origin: Origin; readonly error: AgentError }

export type CheckedConfig = {
  readonly problems: readonly Problem[]
  readonly unreadable: readonly UnreadableLog[]
  /** Logs that do not exist (yet): the agent waits for them, as for one that is just being rolled over. */
  readonly absent: readonly { readonly key: SettingKey; readonly path: string }[]
  readonly dormant: readonly SettingKey[]
  /** 0 fine, 1 something is wrong, 2 a log cannot be read. */
  readonly exitCode: 0 | 1 | 2
}

const logKeys = ['logs.distmgr', 'logs.pkgXferMgr', 'logs.smsdpprov'] as const

export async function checkConfig({ config, origins, problems, dormant }: LoadedConfig): Promise<CheckedConfig> {
  const unreadable: UnreadableLog[] = []
  const absent: { key: SettingKey; path: string }[] = []
  for (const key of logKeys) {
    const path = config[key]
    if (path === undefined) continue
    const reason = await whyNotReadable(path)
    if (reason === undefined) continue
    if (!(reason instanceof AgentError)) throw reason
    if (reason.code === 'fileMissing') absent.push({ key, path })
    else unreadable.push({ key, origin: origins[key], error: reason })
  }
  const exitCode = problems.length > 0 ? 1 : unreadable.length > 0 ? 2 : 0
  return { problems, unreadable, absent, dormant, exitCode }
}

/** What is wrong, one line each; for standard error. */
export const faultLines = ({ problems, unreadable }: CheckedConfig): string[] => [
  ...problems.map(describeProblem),
  ...unreadable.map(({ key, origin, error }) => `${describeOrigin(origin)}: ${key}: ${error.message}`),
]

/** What an operator should know although nothing is wrong, one line each. */
export const noteLines = ({ absent, dormant }: Pick<CheckedConfig, 'absent' | 'dormant'>): string[] => [
  ...absent.map(({ key, path }) => `${key}: ${path} does not exist yet; the agent waits for it`),
  ...dormant.map(dormantNote),
]

/** Said by `config check`, `config print` and the agent's start. */
export const dormantNote = (key: SettingKey): string => `${key} is accepted, but this version does not act on it`

export const checkJson = ({ problems, unreadable, absent, dormant }: CheckedConfig): unknown => ({
  problems: problems.map(({ origin, key, wrong, right }) => ({ ...originJson(origin), key, wrong, right })),
  unreadable: unreadable.map(({ key, origin, error }) => ({ ...originJson(origin), key, reason: error.message })),
  absent,
  notActedOn: dormant,
})

/** `source` is flag, file, environment, registry or default; the rest is null where it does not apply. */
export function originJson(origin: Origin): Readonly<Record<string, string | number | null>> {
  const nothing = { source: origin.kind, name: null, file: null, line: null, column: null }
  if (origin.kind === 'file') return { ...nothing, file: origin.file, line: origin.line, column: origin.column }
  return 'name' in origin ? { ...nothing, name: origin.name } : nothing
}
