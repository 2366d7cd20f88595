// The options of the command line that are settings, made from the settings table; --log.level is everybody's (main.ts).
import type { Argv } from 'yargs'
import type { Asked } from '../config/config-sources.ts'
import { rows } from '../config/settings.ts'

/** Adds `--web.listen-address` and its siblings, for the commands that act on the agent's settings. */
export function withSettings<T>(args: Argv<T>): Argv<T> {
  for (const row of rows) {
    if (row.flag === undefined || row.flag === 'log.level') continue
    args.option(row.flag, {
      describe: `${row.means} (${row.key})`,
      requiresArg: row.kind !== 'truth',
      type: row.kind === 'truth' ? 'boolean' : 'string',
      ...(row.list === true ? { array: true, nargs: 1 } : {}),
      group: 'Settings, stronger than the file:',
    })
  }
  return args
}

/** What the command line asks for: the file it names and the settings it gives. */
export function asked(parsed: Readonly<Record<string, unknown>>, file = parsed['config.file']): Asked {
  const flags = rows.flatMap(({ flag }) => (flag === undefined ? [] : [[flag, textsOf(parsed[flag])] as const]))
  return { file: typeof file === 'string' ? file : undefined, flags: Object.fromEntries(flags) }
}

function textsOf(given: unknown): string | readonly string[] | undefined {
  if (given === undefined) return undefined
  return Array.isArray(given) ? given.map(String) : String(given)
}
