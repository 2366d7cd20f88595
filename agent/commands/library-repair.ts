/** Exit codes of `library repair`: 0 planned or repaired, 1 refused or taken back, 2 the library or a source cannot be read. */
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import { withBudget, withChange, withLibrary } from '../library/library-options.ts'

export const repair: CommandModule = {
  command: 'repair [finding..]',
  describe: 'Repair findings: users lists, duplicates, package files, entries, damaged stored files from a good source',
  builder: (args) =>
    withChange(withBudget(withLibrary(args)))
      .positional('finding', { type: 'string', array: true, describe: 'Ids or rules that scan prints; default all' })
      .option('source', {
        type: 'string',
        array: true,
        nargs: 1,
        describe:
          'Another library, a folder of source files, or a packed content, to heal from; once for each, and for each drive of a library',
      })
      .option('key', { type: 'string', requiresArg: true, describe: 'Key file of an encrypted packed content' })
      .example('$0 library repair --library D:\\SCCMContentLib', 'what could be repaired, and what is left')
      .example(
        '$0 library repair --level 2 --source \\\\PS1DP2\\SCCMContentLib$ --apply',
        'wrong bytes too, from another DP',
      )
      .epilogue('Exit codes: 0 planned or repaired, 1 refused or taken back, 2 could not look.'),
  async handler(parsed) {
    const { withSession } = await import('../library/library-session.ts')
    const { changeLibrary } = await import('../library/change/change-run.ts')
    const { repairChange } = await import('../library/upkeep/repair-change.ts')
    await withSession(parsed, systemClock, (session) =>
      changeLibrary(session, repairChange(session, parsed), parsed['apply'] === true),
    )
  },
}
