// The options of the commands that read finished logs.
import type { Argv } from 'yargs'
import type { Zone } from '../../parsers/zone.ts'
import { parseZone } from '../../parsers/zone.ts'
import { AgentError } from '../errors.ts'
import { printableLine } from '../terminal/printable.ts'

export type LogFlags = { readonly zone: string | undefined; readonly now: string | undefined }

export const withLogFlags = <T>(args: Argv<T>): Argv<T & LogFlags> =>
  args
    .option('zone', {
      type: 'string',
      requiresArg: true,
      describe:
        'Zone of lines without bias: Europe/Berlin, or minutes of bias (-60: UTC = local time - 60 minutes); of single machines too: -60,PS1DP2.CONTOSO.COM=-330',
    })
    .option('now', {
      type: 'string',
      requiresArg: true,
      describe: 'The moment to look from, default the present: 2026-01-05T08:00:00Z',
    })

/** Zone of the machine with this name; of any other machine without one. */
export type ZoneOfHost = (host: string | undefined) => Zone | undefined

/** `-60,PS1DP2.CONTOSO.COM=-330`: one zone for all, and those of single machines. Throws AgentError for anything else. */
export function zoneOf({ zone: text }: Pick<LogFlags, 'zone'>): ZoneOfHost {
  const zones = new Map((text?.split(',') ?? []).map((part) => hostAndZone(part, text ?? '')))
  return (host) => zones.get(host?.toUpperCase()) ?? zones.get(undefined)
}

function hostAndZone(part: string, text: string): readonly [string | undefined, Zone] {
  const sign = part.lastIndexOf('=')
  const zone = parseZone(part.slice(sign + 1))
  if (zone !== undefined && sign !== 0) return [sign < 0 ? undefined : part.slice(0, sign).trim().toUpperCase(), zone]
  const right = 'right would be a zone such as Europe/Berlin, or minutes of bias such as -60 (UTC = local time + bias)'
  throw new AgentError('badUsage', { problem: `--zone cannot be ${printableLine(text)}; ${right}` })
}

const instant = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/

/** Milliseconds since 1970 UTC; undefined when the option is not given. A date alone is its midnight in UTC. */
export function nowOf({ now: text }: Pick<LogFlags, 'now'>): number | undefined {
  if (text === undefined) return undefined
  const time = instant.test(text) ? Date.parse(text) : NaN
  if (!Number.isNaN(time)) return time
  const right = 'right would be a UTC time such as 2026-01-05T08:00:00Z, or one with an offset'
  throw new AgentError('badUsage', { problem: `--now cannot be ${printableLine(text)}; ${right}` })
}
