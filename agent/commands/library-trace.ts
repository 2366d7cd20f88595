/** Exit codes of `library trace`: 0 something matches, 1 nothing does, 2 the library cannot be read. */
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import { withCsv, withLibrary } from '../library/library-options.ts'

type Options = { readonly what: string }

export const trace: CommandModule<object, Options> = {
  command: 'trace <what>',
  describe: 'From a package, content, hash or file to everything that hangs together with it',
  builder: (args) =>
    withCsv(withLibrary(args))
      .positional('what', {
        type: 'string',
        demandOption: true,
        describe: 'ABC00001, ABC00001.2, a hash, a file name, or a path as findings print it',
      })
      .example('$0 library trace setup.exe --library D:\\SCCMContentLib', 'who needs it, where it lies')
      .example('$0 library trace ABC00001 --index lib.idx', 'at once, from the index of an earlier scan')
      .epilogue('Exit codes: 0 something matches, 1 nothing does, 2 could not look.'),
  async handler(parsed) {
    const { keptOrRead, withSession } = await import('../library/library-session.ts')
    const { viewOf } = await import('../../engine/checks/view.ts')
    const { trace: traceIn } = await import('../../engine/inspect/trace.ts')
    const { printTrace } = await import('../library/trace-output.ts')
    await withSession(parsed, systemClock, async (session) => {
      const view = viewOf(await keptOrRead(session))
      process.exitCode = await printTrace(traceIn(view, String(parsed.what)), session.options)
    })
  },
}
