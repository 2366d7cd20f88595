/** Exit codes of `library merge`: 0 planned or merged, 1 refused or not finished, 2 the library cannot be read. */
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import { withChange, withLibraryFiles, withMove } from '../library/library-options.ts'

export const merge: CommandModule = {
  command: 'merge',
  describe: 'Bring a library that spans several drives together on one of them',
  builder: (args) =>
    withMove(withChange(withLibraryFiles(args)))
      .option('into', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'Drive that takes everything, such as D:',
      })
      .example('$0 library merge --into D:', 'count, bytes and time; nothing changes')
      .example(
        '$0 library merge --into D: --apply --delete-source',
        'copy, verify, then delete the copies on the others',
      )
      .epilogue(
        'Exit codes: 0 planned or merged, 1 refused or not finished (run it again, it goes on), 2 could not look.',
      ),
  async handler(parsed) {
    const { withSession } = await import('../library/library-session.ts')
    const { moveRequest } = await import('../library/upkeep/move-request.ts')
    const { runMove } = await import('../library/upkeep/move-run.ts')
    const { request, parsed: rest } = moveRequest(parsed, 'merge')
    await withSession(rest, systemClock, async (session) => {
      process.exitCode = await runMove(session, rest, request)
    })
  },
}
