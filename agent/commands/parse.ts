/** Exit codes of `parse`: 0 everything was read, 2 a file could not be read (the others are printed) or bad usage. */
import type { CommandModule } from 'yargs'
import { withLogFlags, nowOf, zoneOf, type LogFlags } from './log-flags.ts'

type Options = LogFlags & { readonly FILE: readonly string[] }

export const parse: CommandModule<object, Options> = {
  command: 'parse <FILE..>',
  describe: 'Print every record of log files as one JSON line each; - is standard input',
  builder: (args) =>
    withLogFlags(args)
      .positional('FILE', { type: 'string', array: true, demandOption: true, describe: 'A log, a zip of logs, or -' })
      .example('$0 parse PkgXferMgr.log | jq .message', 'what each line says')
      .example('$0 parse smsdpprov.log --zone Europe/Berlin', 'times in UTC for a log that writes no zone')
      .epilogue('Exit codes: 0 everything was read, 2 a file could not be read or bad usage.'),
  async handler(options) {
    const { printRecords } = await import('../print-records.ts')
    const { systemClock } = await import('../clock.ts')
    const now = nowOf(options) ?? systemClock.now()
    process.exitCode = await printRecords(options.FILE, { zone: zoneOf(options), now })
  },
}
