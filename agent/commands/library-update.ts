/** Exit codes of `library update`: 0 planned or updated, 1 refused or taken back, 2 the library or the source cannot be read. */
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import { sourceOption, withChange, withLibraryFiles } from '../library/library-options.ts'

export const update: CommandModule = {
  command: 'update <package>',
  describe: 'Give a package its next version from a folder: unchanged files are shared, the old version goes',
  builder: (args) =>
    withChange(withLibraryFiles(args))
      .positional('package', { type: 'string', demandOption: true, describe: 'ABC00001' })
      .option('source', sourceOption)
      .option('content', {
        type: 'string',
        requiresArg: true,
        describe: 'Which content, where the package has several',
      })
      .example('$0 library update ABC00001 --source E:\\src\\tools --apply', 'version 3 after 2')
      .epilogue('Exit codes: 0 planned or updated, 1 refused or taken back, 2 could not look.'),
  async handler(parsed) {
    const { withSession } = await import('../library/library-session.ts')
    const { changeLibrary } = await import('../library/change/change-run.ts')
    const { updateChange } = await import('../library/change/content-changes.ts')
    await withSession(parsed, systemClock, (session) =>
      changeLibrary(session, updateChange(session, parsed), parsed['apply'] === true),
    )
  },
}
