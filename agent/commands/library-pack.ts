/** Exit codes of `library pack`: 0 packed, 1 the content is missing or damaged, 2 the library cannot be read. */
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import { withLibraryFiles } from '../library/library-options.ts'

export const pack: CommandModule = {
  command: 'pack <content>',
  describe: 'One content in one file, to seed or heal another library; encrypted as for a cloud gateway when asked',
  builder: (args) =>
    withLibraryFiles(args)
      .positional('content', { type: 'string', demandOption: true, describe: 'ABC00001.2' })
      .option('out', { type: 'string', requiresArg: true, demandOption: true, describe: 'The file to make' })
      .option('encrypt', {
        type: 'string',
        requiresArg: true,
        describe:
          'Encrypt with the key of the package in this key file, which is made, or gets the key, when it is not there',
      })
      .example('$0 library pack ABC00001.2 --out tools.cmdp --library D:\\SCCMContentLib', 'plain')
      .example('$0 library pack ABC00001.2 --out tools.cmdp --encrypt packages.keys', 'encrypted')
      .epilogue('Exit codes: 0 packed, 1 the content is missing or damaged (no file is made), 2 could not look.'),
  async handler(parsed) {
    const { withSession } = await import('../library/library-session.ts')
    const { runPack } = await import('../library/upkeep/pack-run.ts')
    await withSession(parsed, systemClock, async (session) => {
      process.exitCode = await runPack(session, parsed)
    })
  },
}
