// `cmdp analyze`: the account of finished logs on standard output, what else there is to say on standard error.
import type { Zone } from '../parsers/zone.ts'
import { accountOf, isBad, isoTime, type Account } from './account-objects.ts'
import { analysisReport } from './analysis-report.ts'
import { analyzeLogs, type Analyzed } from './analyze-logs.ts'
import { AgentError } from './errors.ts'
import { findFinishedLogs } from './finished-logs.ts'
import { withoutCopies } from './finished/same-content.ts'
import { noteworthy } from './finished/noteworthy.ts'
import { coloursFor } from './terminal/colours.ts'
import { print, printJson, tell } from './terminal/output.ts'
import { printableLine } from './terminal/printable.ts'

export type AnalysisOptions = {
  readonly zone: Zone | undefined
  /** Milliseconds since 1970 UTC; undefined: the last record. */
  readonly now: number | undefined
  readonly json: boolean
  readonly color: boolean | undefined
}

/** Prints the analysis. @returns the exit code */
export async function printAnalysis(paths: readonly string[], options: AnalysisOptions): Promise<0 | 1 | 2> {
  const { logs, leftOut } = await withoutCopies(await findFinishedLogs(paths))
  tell(leftOut.map(({ path, reason }) => `cmdp: ${printableLine(path)} left out: ${printableLine(reason)}`))
  const unread = leftOut.some(({ failed }) => failed)
  if (logs.length === 0) throw new AgentError('nothingToAnalyze', { path: paths.map(printableLine).join(', ') })
  const analyzed = await analyzeLogs(logs, options)
  const account = accountOf(analyzed.tracker, analyzed.now)
  await (options.json
    ? printJson(analysisJson(analyzed, account))
    : print(analysisReport(account, coloursFor(process.stdout, options.color))))
  tell(
    analyzed.sources.flatMap(({ log, summary }) =>
      noteworthy(summary.counts).map((words) => `cmdp: ${log.place}: ${words}`),
    ),
  )
  if (unread) return 2
  return isBad(account) ? 1 : 0
}

/** The object of DESIGN 5. No library was looked at, so it says nothing of one. */
function analysisJson({ sources }: Analyzed, account: Account): object {
  return {
    sources: sources.map(({ log, summary }) => ({
      file: log.path,
      form: summary.form ?? null,
      records: summary.counts.records,
      orphans: summary.counts.orphans,
      firstTime: isoTime(summary.firstTime),
      lastTime: isoTime(summary.lastTime),
    })),
    ...account,
    library: null,
    disagreements: [],
  }
}
