// What the agent is told to do: every setting's value, where it came from, and everything that is wrong, at once.
// Pure: reading the file, the registry and the environment is config-sources.ts.
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { contradictions } from './config-contradictions.ts'
import { offersOf, type Offer, type Origin, type Problem, type Sources } from './config-offers.ts'
import { rows, type Config, type SettingKey } from './settings.ts'

export type LoadedConfig = {
  /** Complete also when there are problems: a setting with a problem has what the next weaker source says. */
  readonly config: Config
  readonly origins: Origins
  readonly problems: readonly Problem[]
  /** Settings that somebody gave although no part of this version acts on them. */
  readonly dormant: readonly SettingKey[]
}

export type Origins = Readonly<Record<SettingKey, Origin>>

export function loadConfig(sources: Sources): LoadedConfig {
  const { offers, problems } = offersOf(sources)
  const best = new Map<string, Offer>()
  for (const offer of offers) if (!best.has(offer.key)) best.set(offer.key, offer)
  const config = parseConfig(best)
  const origins = parseOrigins(best)
  return {
    config,
    origins,
    problems: [...problems, ...contradictions(config, origins)],
    dormant: rows
      .filter(({ key, dormant }) => dormant === true && /^(flag|file|environment)$/.test(origins[key].kind))
      .map(({ key }) => key),
  }
}

/** Every key of the table is there, each value read by its row's kind: the one place where the table becomes a type. */
const parseConfig = (best: ReadonlyMap<string, Offer>): Config =>
  Object.fromEntries(rows.map(({ key }) => [key, best.get(key)?.value])) as Config

const parseOrigins = (best: ReadonlyMap<string, Offer>): Origins =>
  Object.fromEntries(rows.map(({ key }) => [key, best.get(key)?.origin ?? { kind: 'default' }])) as Origins

/** 12 hex digits that two agents with the same settings share: the label `hash` of `cmdp_agent_config_info`. */
export const fingerprintOf = (config: Config): string =>
  createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 12)

/** Settings whose value differs: those the running agent takes over, and those that wait for its next start. */
export function changedSettings(before: Config, after: Config): Readonly<Record<'reload' | 'restart', SettingKey[]>> {
  const changed = rows.filter(({ key }) => !isDeepStrictEqual(before[key], after[key]))
  const having = (effect: string): SettingKey[] => changed.filter((row) => row.effect === effect).map(({ key }) => key)
  return { reload: having('reload'), restart: having('restart') }
}

/** `cmdp.yaml:4:12`, `--log.level`, `CMDP_LOG_LEVEL`, `registry`, `default`. */
export function describeOrigin(origin: Origin): string {
  switch (origin.kind) {
    case 'file':
      return `${origin.file}:${origin.line}:${origin.column}`
    case 'flag':
    case 'environment':
      return origin.name
    default:
      return origin.kind
  }
}

/** `cmdp.yaml:4:12: logs.startAt is "middle"; it must be one of beginning, end` */
export const describeProblem = ({ origin, key, wrong, right }: Problem): string =>
  `${describeOrigin(origin)}: ${key === '' ? '' : `${key} `}${wrong}; ${right}`
