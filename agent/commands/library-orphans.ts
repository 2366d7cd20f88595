/** Exit codes of `library orphans`: 0 printed, 2 the library cannot be read. */
import type { CommandModule } from 'yargs'
import { badUsage } from '../errors.ts'
import { systemClock } from '../clock.ts'
import { withCsv, withLibrary } from '../library/library-options.ts'
import { print, printCsv, printJson } from '../terminal/output.ts'
import { csvOfFields, sizeWords, tableOf } from '../terminal/rows.ts'
import type { OrphanClass, OrphanReport } from '../../engine/inspect/orphans.ts'

type Options = { readonly class: string | undefined }

export const orphans: CommandModule<object, Options> = {
  command: 'orphans',
  describe: 'What could be freed, by class O1 to O10: at once, and together with the rest of its class',
  builder: (args) =>
    withCsv(withLibrary(args))
      .option('class', { type: 'string', requiresArg: true, describe: 'Only these classes: O1,O7' })
      .example(
        '$0 library orphans --library D:\\SCCMContentLib --expected expected.csv',
        'packages nobody expects are O4',
      )
      .epilogue('Exit codes: 0 printed, 2 could not look. Nothing is ever deleted.'),
  async handler(parsed) {
    const { judgeLibrary, readLibrary, withSession } = await import('../library/library-session.ts')
    const { findOrphans, orphanClasses } = await import('../../engine/inspect/orphans.ts')
    const wanted = readClasses(parsed.class, orphanClasses)
    await withSession(parsed, systemClock, async (session) => {
      const startedAt = session.clock.now()
      const index = await readLibrary(session)
      const { view, judgement, facts } = await judgeLibrary(session, index, startedAt)
      const report = findOrphans(
        view,
        judgement.findings.filter((one) => !one.transient),
        facts,
      )
      const shown = { ...report, orphans: report.orphans.filter((one) => wanted.includes(one.class)) }
      if (session.options.json) await printJson(reportJson(shown, wanted, orphanClasses))
      else if (session.options.csv) await printCsv(csvOfFields(head, shown.orphans))
      else await print(reportText(shown, wanted, orphanClasses))
    })
  },
}

const head = [
  'class',
  'packageId',
  'contentId',
  'hash',
  'drive',
  'path',
  'freedNow',
  'freedTogether',
  'detail',
] as const

type Names = Readonly<Record<OrphanClass, string>>

function readClasses(text: string | undefined, names: Names): readonly OrphanClass[] {
  const all = Object.keys(names) as OrphanClass[]
  if (text === undefined) return all
  const asked = text
    .toUpperCase()
    .split(',')
    .map((one) => one.trim())
  const wrong = asked.filter((one) => !all.some((name) => name === one))
  if (wrong.length > 0) throw badUsage(`--class ${wrong.join(',')} must be among ${all.join(',')}`)
  return all.filter((name) => asked.includes(name))
}

const perClass = (
  { orphans: found, freedTogether, notEvaluated }: OrphanReport,
  wanted: readonly OrphanClass[],
  names: Names,
) =>
  wanted.map((name) => {
    const items = found.filter((one) => one.class === name)
    return {
      class: name,
      name: names[name],
      evaluated: !notEvaluated.includes(name),
      count: items.length,
      freedNow: items.reduce((sum, { freedNow }) => sum + freedNow, 0),
      freedTogether: freedTogether[name] ?? 0,
      items,
    }
  })

const reportJson = (report: OrphanReport, wanted: readonly OrphanClass[], names: Names): unknown => ({
  classes: perClass(report, wanted, names),
  notEvaluated: report.notEvaluated.filter((name) => wanted.includes(name)),
})

const reportText = (report: OrphanReport, wanted: readonly OrphanClass[], names: Names): string =>
  tableOf(
    ['class', 'what', 'count', 'freed now', 'freed together'],
    perClass(report, wanted, names).map((one) => [
      one.class,
      one.name,
      one.evaluated ? one.count : 'not evaluated',
      sizeWords(one.freedNow),
      sizeWords(one.freedTogether),
    ]),
  )
