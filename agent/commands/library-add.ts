/** Exit codes of `library add`: 0 planned or added, 1 refused or taken back, 2 the library or the source cannot be read. */
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import { sourceOption, withChange, withLibraryFiles } from '../library/library-options.ts'

export const add: CommandModule = {
  command: 'add <package>',
  describe: 'Add a package, or another content of one, from a folder; only files that are missing are stored',
  builder: (args) =>
    withChange(withLibraryFiles(args))
      .version(false)
      .positional('package', { type: 'string', demandOption: true, describe: 'ABC00001' })
      .option('source', sourceOption)
      .option('content', { type: 'string', requiresArg: true, describe: 'Content id; default PACKAGE.VERSION' })
      .option('version', { type: 'string', requiresArg: true, describe: 'Version of the package; default 1' })
      .example('$0 library add ABC00001 --source E:\\src\\tools --library D:\\SCCMContentLib', 'what would be done')
      .example('$0 library add ABC00001 --source E:\\src\\tools --apply', 'do it')
      .epilogue('Exit codes: 0 planned or added, 1 refused or taken back, 2 could not look.'),
  async handler(parsed) {
    const { withSession } = await import('../library/library-session.ts')
    const { changeLibrary } = await import('../library/change/change-run.ts')
    const { addChange } = await import('../library/change/content-changes.ts')
    await withSession(parsed, systemClock, (session) =>
      changeLibrary(session, addChange(session, parsed), parsed['apply'] === true),
    )
  },
}
