/** Exit codes of `library redistribute`: 0 planned or redistributed, 1 refused or taken back, 2 the library or the source cannot be read. */
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import { sourceOption, withChange, withLibraryFiles } from '../library/library-options.ts'

export const redistribute: CommandModule = {
  command: 'redistribute <what>',
  describe: 'Write all files of a content once more from its source, over what is there; heals damage',
  builder: (args) =>
    withChange(withLibraryFiles(args))
      .positional('what', { type: 'string', demandOption: true, describe: 'ABC00001 or ABC00001.2' })
      .option('source', sourceOption)
      .example('$0 library redistribute ABC00001 --source E:\\src\\tools --apply', 'same version, same files')
      .epilogue('Exit codes: 0 planned or redistributed, 1 refused or taken back, 2 could not look.'),
  async handler(parsed) {
    const { withSession } = await import('../library/library-session.ts')
    const { changeLibrary } = await import('../library/change/change-run.ts')
    const { redistributeChange } = await import('../library/change/content-changes.ts')
    await withSession(parsed, systemClock, (session) =>
      changeLibrary(session, redistributeChange(session, parsed), parsed['apply'] === true),
    )
  },
}
