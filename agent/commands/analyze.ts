/**
 * Exit codes of `analyze`: 0 nothing fails, 1 a distribution, package or distribution point fails or is being retried, the
 * library contradicts a log or has a fatal finding, 2 a log or the library could not be read, or bad usage.
 */
import type { Argv, CommandModule } from 'yargs'
import { withBudget, withLibraryPlace } from '../library/library-options.ts'
import { nowOf, withLogFlags, zoneOf, type LogFlags } from './log-flags.ts'

type Options = LogFlags & {
  readonly PATH: readonly string[]
  readonly json?: boolean
  readonly color?: boolean
  readonly library?: string
  readonly html: string | undefined
}

/** A library needs one to be named; what only it uses is refused without it. */
const ofLibrary = ['drive', 'expected', 'wmi', 'workers', 'level', 'dp', 'rate', 'max-duration', 'sample'] as const

function withLibraryOfLogs<T>(args: Argv<T>): Argv<T> {
  const group = 'The library:'
  const all = withBudget(withLibraryPlace(args))
    .option('library', {
      type: 'string',
      requiresArg: true,
      group,
      describe: 'Folder SCCMContentLib to hold against the logs',
    })
    .option('dp', {
      type: 'string',
      requiresArg: true,
      group,
      describe: 'Name of its distribution point, where path and logs do not tell',
    })
    .option('level', {
      type: 'string',
      requiresArg: true,
      group,
      choices: ['0', '1', '2'],
      describe: '0 names, 1 INIs, 2 the bytes of what the logs speak of, too (the default)',
    })
  for (const name of ofLibrary) all.implies(name, 'library')
  return all as Argv<T>
}

export const analyze: CommandModule<object, Options> = {
  command: 'analyze <PATH..>',
  describe: 'Tell from finished logs what became of every distribution, and why it failed',
  builder: (args) =>
    withLibraryOfLogs(withLogFlags(args))
      .option('now', {
        type: 'string',
        requiresArg: true,
        describe: 'The moment to look from, default the last record: 2026-01-05T08:00:00Z',
      })
      .option('html', {
        type: 'string',
        requiresArg: true,
        describe: 'Write a report to this file too: one page that needs nothing else',
      })
      .positional('PATH', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'A log, a folder (each sub-folder is one machine), a zip of either, or -',
      })
      .example('$0 analyze "C:\\Program Files\\Microsoft Configuration Manager\\Logs"', 'a site server')
      .example(
        '$0 analyze collected.zip --json | jq ".distributions[] | select(.failure)"',
        'what fails, for a program',
      )
      .example('$0 analyze Logs --html report.html', 'a page to send to somebody')
      .example('$0 analyze Logs --library D:\\SCCMContentLib', 'what the library says to it')
      .epilogue(
        'Exit codes: 0 nothing fails, 1 something fails, is being retried, or is not as the log says, 2 could not look or bad usage.',
      ),
  async handler(options) {
    const { printAnalysis } = await import('../print-analysis.ts')
    process.exitCode = await printAnalysis(options.PATH, {
      zone: zoneOf(options),
      now: nowOf(options),
      json: options.json === true,
      color: options.color,
      html: options.html,
      library: options.library === undefined ? undefined : { ...options },
    })
  },
}
