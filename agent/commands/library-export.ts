/** Exit codes of `library export`: 0 rebuilt and verified, 1 something is missing, damaged or unverifiable, 2 could not look. */
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import { withLibrary } from '../library/library-options.ts'

type Options = { readonly what: string; readonly folder: string }

export const exportSource: CommandModule<object, Options> = {
  command: 'export <what> <folder>',
  describe: 'Rebuild the source files of a package or content, with times and attributes, verified by their hashes',
  builder: (args) =>
    withLibrary(args)
      .positional('what', { type: 'string', demandOption: true, describe: 'ABC00001 or ABC00001.2' })
      .positional('folder', {
        type: 'string',
        demandOption: true,
        describe: 'Where to; a package gets a folder for each content',
      })
      .example('$0 library export ABC00001 C:\\rebuilt --library D:\\SCCMContentLib', 'from all drives of the library')
      .epilogue(
        'Exit codes: 0 rebuilt and verified, 1 something is missing, damaged or unverifiable, 2 could not look. Times are kept to the microsecond (NTFS has 100 ns).',
      ),
  async handler(parsed) {
    const { readLibrary, withSession } = await import('../library/library-session.ts')
    const { runExport } = await import('../library/export-source.ts')
    await withSession(parsed, systemClock, async (session) => {
      const index = await readLibrary(session)
      process.exitCode = await runExport(session, index, String(parsed.what), String(parsed.folder))
    })
  },
}
