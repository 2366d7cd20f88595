/** Exit codes of `library transfer`: 0 planned or moved, 1 refused or not finished, 2 the library cannot be read. */
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import { withChange, withLibraryFiles, withMove } from '../library/library-options.ts'

export const transfer: CommandModule = {
  command: 'transfer',
  describe: 'Move what the library holds on one drive to another drive, or all of it to a remote folder',
  builder: (args) =>
    withMove(withChange(withLibraryFiles(args)))
      .option('from', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'Drive that leaves, such as D:',
      })
      .option('to', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'Drive that takes over, or a remote folder',
      })
      .example('$0 library transfer --from D: --to F:', 'count, bytes and time; nothing changes')
      .example('$0 library transfer --from D: --to F: --apply', 'copy, verify, switch; D: is kept')
      .epilogue(
        'Exit codes: 0 planned or moved, 1 refused or not finished (run it again, it goes on), 2 could not look.',
      ),
  async handler(parsed) {
    const { withSession } = await import('../library/library-session.ts')
    const { moveRequest } = await import('../library/upkeep/move-request.ts')
    const { runMove } = await import('../library/upkeep/move-run.ts')
    const { request, parsed: rest } = moveRequest(parsed, 'transfer')
    await withSession(rest, systemClock, async (session) => {
      process.exitCode = await runMove(session, rest, request)
    })
  },
}
