// Settings that are right each for itself and wrong together.
import type { Origin, Problem } from './config-offers.ts'
import type { Config, SettingKey } from './settings.ts'

type Rule = {
  /** The setting to correct. */
  readonly key: SettingKey
  readonly wrong: (config: Config) => string | undefined
  readonly right: string
}

const rules: readonly Rule[] = [
  {
    key: 'limits.seriesPerFamily',
    wrong: (config) =>
      config['limits.seriesPerFamily'] > config['limits.series']
        ? `is ${config['limits.seriesPerFamily']}, more than limits.series (${config['limits.series']})`
        : undefined,
    right: 'one metric cannot have more series than all together',
  },
  {
    key: 'logs.pkgXferMgr',
    wrong: (config) => sameFile(config, 'logs.pkgXferMgr', 'logs.distmgr'),
    right: 'each log is a file of its own',
  },
  {
    key: 'logs.smsdpprov',
    wrong: (config) =>
      sameFile(config, 'logs.smsdpprov', 'logs.distmgr') ?? sameFile(config, 'logs.smsdpprov', 'logs.pkgXferMgr'),
    right: 'each log is a file of its own',
  },
]

type LogKey = 'logs.distmgr' | 'logs.pkgXferMgr' | 'logs.smsdpprov'

function sameFile(config: Config, one: LogKey, other: LogKey): string | undefined {
  const path = config[one]
  return path !== undefined && path === config[other] ? `is the same file as ${other}` : undefined
}

export function contradictions(config: Config, origins: Readonly<Record<SettingKey, Origin>>): Problem[] {
  return rules.flatMap(({ key, wrong, right }) => {
    const words = wrong(config)
    return words === undefined ? [] : [{ origin: origins[key], key, wrong: words, right }]
  })
}
