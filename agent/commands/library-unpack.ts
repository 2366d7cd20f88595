/** Exit codes of `library unpack`: 0 planned or unpacked, 1 refused, taken back, or the file is damaged, 2 could not look. */
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import { withChange, withLibraryFiles, withRate } from '../library/library-options.ts'

export const unpack: CommandModule = {
  command: 'unpack <file>',
  describe: 'Add the content of a packed file, or heal with it the one that is there',
  builder: (args) =>
    withChange(withRate(withLibraryFiles(args)))
      .positional('file', { type: 'string', demandOption: true, describe: 'A file that pack made' })
      .option('key', { type: 'string', requiresArg: true, describe: 'Key file of an encrypted one' })
      .example('$0 library unpack tools.cmdp --library D:\\SCCMContentLib', 'what would be written')
      .example('$0 library unpack tools.cmdp --key packages.keys --apply', 'do it')
      .epilogue('Exit codes: 0 planned or unpacked, 1 refused, taken back or damaged file, 2 could not look.'),
  async handler(parsed) {
    const { withSession } = await import('../library/library-session.ts')
    const { changeLibrary } = await import('../library/change/change-run.ts')
    const { unpackChange } = await import('../library/upkeep/unpack-change.ts')
    await withSession(parsed, systemClock, (session) =>
      changeLibrary(session, unpackChange(session, parsed), parsed['apply'] === true),
    )
  },
}
