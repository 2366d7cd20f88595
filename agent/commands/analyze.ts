/**
 * Exit codes of `analyze`: 0 nothing fails, 1 a distribution, package or distribution point fails or is being retried,
 * 2 a log could not be read or bad usage.
 */
import type { CommandModule } from 'yargs'
import { nowOf, withLogFlags, zoneOf, type LogFlags } from './log-flags.ts'

type Options = LogFlags & { readonly PATH: readonly string[]; readonly json?: boolean; readonly color?: boolean }

export const analyze: CommandModule<object, Options> = {
  command: 'analyze <PATH..>',
  describe: 'Tell from finished logs what became of every distribution, and why it failed',
  builder: (args) =>
    withLogFlags(args)
      .option('now', {
        type: 'string',
        requiresArg: true,
        describe: 'The moment to look from, default the last record: 2026-01-05T08:00:00Z',
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
      .epilogue(
        'Exit codes: 0 nothing fails, 1 something fails or is being retried, 2 a log could not be read or bad usage.',
      ),
  async handler(options) {
    const { printAnalysis } = await import('../print-analysis.ts')
    process.exitCode = await printAnalysis(options.PATH, {
      zone: zoneOf(options),
      now: nowOf(options),
      json: options.json === true,
      color: options.color,
    })
  },
}
