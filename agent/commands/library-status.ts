/** Exit codes of `library status`: 0 no persistent fatal finding or risk, 1 there is one, 2 the library cannot be read. */
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import type { Changes, Drift, Marks } from '../../engine/inspect/drift.ts'
import { withBudget, withLibrary } from '../library/library-options.ts'
import { print, printJson } from '../terminal/output.ts'
import { sizeWords, tableOf } from '../terminal/rows.ts'

export const status: CommandModule = {
  command: 'status',
  describe: 'One screen: packages by verdict, bytes by drive, what sharing saves, findings by rule',
  builder: (args) =>
    withBudget(withLibrary(args))
      .example(
        '$0 library status --library D:\\SCCMContentLib --expected expected.csv',
        'is everything here and whole?',
      )
      .example('$0 library status --index lib.idx', 'with what changed since the last run')
      .example('$0 library status --level 2 --rate 50MB', 'the stored files are hashed, too')
      .epilogue('Exit codes: 0 no persistent fatal finding or risk, 1 there is one, 2 could not look.'),
  async handler(parsed) {
    const { judgeLibrary, note, readLibrary, withSession } = await import('../library/library-session.ts')
    const { oldestVerification } = await import('../../engine/verify/verify-order.ts')
    const { hashedJson, hashSome, soundWords } = await import('../library/hash-run.ts')
    const { printHashed } = await import('../library/findings-output.ts')
    const { openOperation, operationWords } = await import('../library/change/open-operation.ts')
    const { diskStore } = await import('../../engine/library/disk-store.ts')
    const { driveAccount, isBad, libraryAccount, verdictCounts } = await import('../../engine/checks/account.ts')
    const { driftBetween, markLibrary } = await import('../../engine/inspect/drift.ts')
    await withSession(parsed, systemClock, async (session) => {
      const startedAt = session.clock.now()
      let before: Marks | undefined
      const index = await readLibrary(session, (kept) => (before = markLibrary(kept)))
      const run = session.options.level < 2 ? undefined : await hashSome(session, index, undefined, true)
      const { view, judgement, facts } = await judgeLibrary(session, index, startedAt, run?.results)
      const verdicts = verdictCounts(view, judgement.findings, facts)
      const drives = driveAccount(view, session.place.reserveBytes)
      const verified = oldestVerification(index)
      const oldest = verified === undefined ? null : new Date(verified).toISOString()
      const operation = openOperation(diskStore(session.place.roots), session.clock.now()) ?? null
      const drift = before === undefined ? null : driftBetween(before, markLibrary(index))
      const account = {
        ...libraryAccount(view, judgement),
        verdicts,
        drives,
        oldestVerification: oldest,
        drift,
        operation,
        verified: hashedJson(run),
      }
      if (session.options.json) await printJson(account)
      else await print(statusText(account, judgement.findings, soundWords(facts.level, run)))
      if (run !== undefined) await printHashed(session, run)
      if (operation !== null) note(session, operationWords(operation))
      process.exitCode = isBad(judgement.findings) ? 1 : run?.stopped === 'interrupted' ? 2 : 0
    })
  },
}

type Account = {
  readonly verdicts: Readonly<Record<string, number>>
  readonly drives: readonly Readonly<Record<string, unknown>>[]
  readonly oldestVerification: string | null
  readonly drift: Drift | null
}

function statusText(
  { verdicts, drives, oldestVerification, drift }: Account,
  findings: readonly { rule: string; severity: string; bytes: number }[],
  sound: string,
): string {
  const packages = Object.entries(verdicts).map(([verdict, count]) => [verdict, count])
  const places = drives.map((one) => [
    `${String(one['drive'])}${one['primary'] === true ? ' (primary)' : ''}`,
    one['present'] === true ? Number(one['storedFiles']) : 'gone',
    sizeWords(Number(one['bytes'])),
    one['freeBytes'] === null ? '-' : sizeWords(Number(one['freeBytes'])),
  ])
  const rules = [...new Set(findings.map(({ rule, severity }) => `${rule} ${severity}`))].map((key) => {
    const same = findings.filter(({ rule, severity }) => `${rule} ${severity}` === key)
    const [rule, severity] = key.split(' ')
    return [rule, severity, same.length, sizeWords(same.reduce((sum, { bytes }) => sum + bytes, 0))]
  })
  return [
    tableOf(['verdict', 'packages'], packages),
    `Every stored file verified since: ${oldestVerification ?? 'never'}\n${drift === null ? '' : driftText(drift)}`,
    tableOf(['drive', 'stored files', 'bytes', 'free'], places),
    rules.length === 0 ? `${sound}\n` : tableOf(['rule', 'severity', 'findings', 'bytes'], rules),
  ].join('\n')
}

function driftText({ since, packages, contents, storedFiles, bytes }: Drift): string {
  const words = (what: string, { added, removed, changed }: Changes): string[] =>
    added + removed + changed === 0 ? [] : [`${what} +${added} -${removed}, ${changed} changed`]
  const sign = storedFiles < 0 ? '' : '+'
  const size = `${bytes < 0 ? '-' : '+'}${sizeWords(Math.abs(bytes))}`
  const parts = [
    ...words('packages', packages),
    ...words('contents', contents),
    ...(storedFiles === 0 && bytes === 0 ? [] : [`stored files ${sign}${storedFiles} (${size})`]),
  ]
  return `Since ${since}: ${parts.length === 0 ? 'no change' : parts.join('; ')}\n`
}
