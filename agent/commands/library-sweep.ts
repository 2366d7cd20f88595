/** Exit codes of `library sweep`: 0 planned or swept, 1 refused or not finished, 2 the library or the plan cannot be read. */
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import { withChange, withLibraryNames } from '../library/library-options.ts'

export const sweep: CommandModule = {
  command: 'sweep',
  describe: 'Take orphans away: a plan file to review, then what of it is still right after a fresh look',
  builder: (args) =>
    withChange(withLibraryNames(args))
      .option('plan', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'File of the plan: written without --apply, read with it',
      })
      .option('class', {
        type: 'string',
        requiresArg: true,
        describe: 'Only these classes of orphans: O1,O7; O5, O9 and O10 are told only',
      })
      .option('older-than', {
        type: 'string',
        requiresArg: true,
        describe: 'Only what has not changed for so long; default 7d',
      })
      .option('max-items', { type: 'string', requiresArg: true, describe: 'No more orphans than this; default 1000' })
      .option('max-bytes', { type: 'string', requiresArg: true, describe: 'Free no more than this, such as 50GB' })
      .option('undo', { type: 'string', requiresArg: true, describe: 'Folder that gets a copy of everything first' })
      .option('logs', {
        type: 'string',
        array: true,
        nargs: 1,
        describe:
          'Logs to look at for packages under way or failed; a distmgr.log among them is the sign of a site server',
      })
      .example('$0 library sweep --class O1,O2 --plan sweep.json', 'what could go, to be reviewed')
      .example('$0 library sweep --plan sweep.json --apply --undo E:\\undo', 'do it, with a copy of everything')
      .epilogue('Exit codes: 0 planned or swept, 1 refused or not finished, 2 could not look. Never on a site server.'),
  async handler(parsed) {
    const { withSession } = await import('../library/library-session.ts')
    const { runSweep } = await import('../library/upkeep/sweep-run.ts')
    await withSession(parsed, systemClock, async (session) => {
      process.exitCode = await runSweep(session, parsed)
    })
  },
}
