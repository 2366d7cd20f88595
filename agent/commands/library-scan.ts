/** Exit codes of `library scan`: 0 no persistent fatal finding or risk, 1 there is one, 2 the library cannot be read. */
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import { withBudget, withCsv, withLibrary } from '../library/library-options.ts'

export const scan: CommandModule = {
  command: 'scan',
  describe: 'Find everything that is wrong, each cause once, with what to do',
  builder: (args) =>
    withCsv(withBudget(withLibrary(args)))
      .example('$0 library scan --library /mnt/d/SCCMContentLib --drive E:=/mnt/e', 'a copied or mounted library')
      .example('$0 library scan --level 2 --rate 50MB --max-duration 2h', 'hash the stored files too, gently')
      .epilogue('Exit codes: 0 no persistent fatal finding or risk, 1 there is one, 2 could not look.'),
  async handler(parsed) {
    const { judgeLibrary, readLibrary, withSession } = await import('../library/library-session.ts')
    const { hashSome } = await import('../library/hash-run.ts')
    const { printFindings } = await import('../library/findings-output.ts')
    const { isBad } = await import('../../engine/checks/account.ts')
    await withSession(parsed, systemClock, async (session) => {
      const startedAt = session.clock.now()
      const index = await readLibrary(session)
      const run = session.options.level < 2 ? undefined : await hashSome(session, index, undefined, true)
      const judged = await judgeLibrary(session, index, startedAt, run?.results)
      await printFindings(session, judged, run)
      const isCut = run?.stopped === 'interrupted'
      process.exitCode = isBad(judged.judgement.findings) ? 1 : isCut ? 2 : 0
    })
  },
}
