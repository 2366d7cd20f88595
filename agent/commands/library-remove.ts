/** Exit codes of `library remove`: 0 planned or removed, 1 refused or taken back, 2 the library cannot be read. */
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import { withChange, withLibraryFiles } from '../library/library-options.ts'

export const remove: CommandModule = {
  command: 'remove <what>',
  describe: 'Remove a package or one content; files that others need stay',
  builder: (args) =>
    withChange(withLibraryFiles(args))
      .positional('what', { type: 'string', demandOption: true, describe: 'ABC00001 or ABC00001.2' })
      .example('$0 library remove ABC00001 --library D:\\SCCMContentLib', 'what would go, and how many bytes')
      .epilogue('Exit codes: 0 planned or removed, 1 refused or taken back, 2 could not look.'),
  async handler(parsed) {
    const { withSession } = await import('../library/library-session.ts')
    const { changeLibrary } = await import('../library/change/change-run.ts')
    const { removeChange } = await import('../library/change/content-changes.ts')
    await withSession(parsed, systemClock, (session) =>
      changeLibrary(session, removeChange(session, parsed), parsed['apply'] === true),
    )
  },
}
