/** Exit codes of `library find`: 0 something matches, 1 nothing does, 2 the library cannot be read. */
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import { withCsv, withLibrary } from '../library/library-options.ts'

type Options = { readonly text: string }

export const find: CommandModule<object, Options> = {
  command: 'find <text>',
  describe: 'Packages, contents, files and hashes whose name contains a text',
  builder: (args) =>
    withCsv(withLibrary(args))
      .positional('text', { type: 'string', demandOption: true, describe: 'Part of a name; case does not matter' })
      .example('$0 library find .msi --library D:\\SCCMContentLib --csv', 'every installer with its content')
      .epilogue('Exit codes: 0 something matches, 1 nothing does, 2 could not look.'),
  async handler(parsed) {
    const { keptOrRead, withSession } = await import('../library/library-session.ts')
    const { viewOf } = await import('../../engine/checks/view.ts')
    const { find: findIn } = await import('../../engine/inspect/trace.ts')
    const { printTrace } = await import('../library/trace-output.ts')
    await withSession(parsed, systemClock, async (session) => {
      const view = viewOf(await keptOrRead(session))
      process.exitCode = await printTrace(findIn(view, String(parsed.text)), session.options)
    })
  },
}
