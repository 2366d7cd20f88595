/** Exit codes of `library verify`: 0 sound, 1 a persistent fatal finding or risk, or nothing matches, 2 the library cannot be read. */
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import { withBudget, withCsv, withLibrary } from '../library/library-options.ts'

type Options = { readonly what: string }

export const verify: CommandModule<object, Options> = {
  command: 'verify [what]',
  describe: 'Hash stored files, and tell everything that is wrong with the library, package, content or stored file',
  builder: (args) =>
    withCsv(withBudget(withLibrary(args)))
      .positional('what', { type: 'string', default: 'all', describe: 'ABC00001, ABC00001.2, a hash, or all' })
      .example('$0 library verify ABC00001 --library D:\\SCCMContentLib', 'every stored file of one package')
      .example('$0 library verify --sample 5% --rate 20MB', 'a part of all, gently')
      .epilogue('Exit codes: 0 sound, 1 a persistent fatal finding or risk, or nothing matches, 2 could not look.'),
  async handler(parsed) {
    const { withSession } = await import('../library/library-session.ts')
    const { runVerify } = await import('../library/verify-run.ts')
    await withSession(parsed, systemClock, async (session) => {
      process.exitCode = await runVerify(session, String(parsed.what))
    })
  },
}
