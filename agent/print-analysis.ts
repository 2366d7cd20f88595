// `cmdp analyze`: the account of finished logs on standard output, what else there is to say on standard error.
import type { Step } from '../engine/distribution/run.ts'
import type { Zone } from '../parsers/zone.ts'
import { accountOf, distributionObjects, isBad, isoTime, workOf } from './account-objects.ts'
import { analysisReport } from './analysis-report.ts'
import { analyzeLogs, type Analyzed, type AnalyzeOptions } from './analyze-logs.ts'
import { systemClock } from './clock.ts'
import { AgentError } from './errors.ts'
import { findFinishedLogs } from './finished-logs.ts'
import { clockWords, type ClockSkew } from './finished/clock-skew.ts'
import { freeNursery, passRelief } from './finished/memory-relief.ts'
import { withoutCopies } from './finished/same-content.ts'
import { noteworthy } from './finished/noteworthy.ts'
import { coloursFor } from './terminal/colours.ts'
import { print, tell } from './terminal/output.ts'
import { printableLine } from './terminal/printable.ts'
import type { LibraryCheck } from './truth/logs-against-library.ts'

export type AnalysisOptions = {
  readonly zone: (host: string) => Zone | undefined
  /** Milliseconds since 1970 UTC; undefined: the last record. */
  readonly now: number | undefined
  readonly json: boolean
  readonly color: boolean | undefined
  /** The command line, when it names a library. */
  readonly library: Readonly<Record<string, unknown>> | undefined
  /** File for the report as a page. */
  readonly html: string | undefined
}

/** Prints the analysis. @returns the exit code */
export async function printAnalysis(paths: readonly string[], options: AnalysisOptions): Promise<0 | 1 | 2> {
  const { logs, leftOut } = await withoutCopies(await findFinishedLogs(paths))
  tell(leftOut.map(({ path, reason }) => `cmdp: ${printableLine(path)} left out: ${printableLine(reason)}`))
  if (logs.length === 0) throw new AgentError('nothingToAnalyze', { path: paths.map(printableLine).join(', ') })
  const report = await reportFor(options.html)
  const { analyzed, check } = await analyzedAndChecked(logs, { ...options, onStep: report?.take })
  report?.write(analyzed, check)
  const bad = options.json ? await printObject(analyzed, check) : await printReport(analyzed, check, options)
  tell(
    analyzed.sources.flatMap(({ log, summary }) =>
      noteworthy(summary.counts).map((words) => `cmdp: ${printableLine(log.place)}: ${words}`),
    ),
  )
  if (analyzed.recognised === 0) tell([nothingKnown(paths)])
  if (leftOut.some(({ failed }) => failed) || couldNotRead(analyzed)) return 2
  if (bad || isContradicted(check)) return 1
  return check?.cut === true ? 2 : 0
}

type Report = {
  readonly take: (step: Step) => void
  readonly write: (analyzed: Analyzed, check: LibraryCheck | undefined) => void
}

/** Loaded when it is asked for. Rejects at once when the file must not be written over. */
async function reportFor(path: string | undefined): Promise<Report | undefined> {
  if (path === undefined) return undefined
  const { timelineBook } = await import('./report/timeline-book.ts')
  const { mustBeReportOrNothing, writeReport } = await import('./report/write-report.ts')
  mustBeReportOrNothing(path)
  const timelines = timelineBook()
  return {
    take: timelines.take,
    write(analyzed, check) {
      writeReport(path, { analyzed, check, timelines, sources: analyzed.sources.map(sourceObject) })
      tell([`Report written to ${printableLine(path)}`])
    },
  }
}

type Checked = { readonly analyzed: Analyzed; readonly check: LibraryCheck | undefined }

/** What reads a library is loaded when one is named: without it the logs are all that takes memory. */
async function analyzedAndChecked(
  logs: Parameters<typeof analyzeLogs>[0],
  options: AnalysisOptions & Pick<AnalyzeOptions, 'onStep'>,
): Promise<Checked> {
  const { library } = options
  if (library === undefined) return { analyzed: await analyzeLogs(logs, options), check: undefined }
  const { saidLines } = await import('./truth/claims-of-runs.ts')
  const { checkLibrary } = await import('./truth/logs-against-library.ts')
  const said = saidLines()
  const analyzed = await analyzeLogs(logs, { ...options, onEvent: said.take })
  freeNursery()
  return { analyzed, check: await checkLibrary(library, systemClock, analyzed, said) }
}

/** A disagreement, or a finding that clients suffer from. */
const isContradicted = (check: LibraryCheck | undefined): boolean =>
  check !== undefined &&
  (check.disagreements.length > 0 ||
    check.judged.judgement.findings.some(({ severity, transient }) => severity === 'fatal' && !transient))

/** Copies whose lines could not be taken apart, and nothing else that says anything: nothing was looked at. */
const couldNotRead = ({ recognised, sources }: Analyzed): boolean =>
  recognised === 0 && sources.some(({ summary: { counts } }) => counts.unreadColumns > 0 || counts.likelyMessages > 0)

const nothingKnown = (paths: readonly string[]): string =>
  `cmdp: no line of ${paths.map(printableLine).join(', ')} is a message we know; right would be distmgr.log, PkgXferMgr.log, smsdpprov.log or a neighbour of them`

/** The object of DESIGN 5, one distribution after the other: a site has hundreds of thousands. @returns does anything fail? */
async function printObject(
  { tracker, sources, now, clocks }: Analyzed,
  check: LibraryCheck | undefined,
): Promise<boolean> {
  let bad = false
  let separator = ''
  const relieve = passRelief()
  await print(`{\n  "sources": [${inList(sources.map(sourceObject))}],\n  "distributions": [`)
  for (const some of byHundred(distributionObjects(tracker, now, check?.verificationOf))) {
    bad ||= some.some(isBad)
    await print(`${separator}${inList(some).trimEnd()}`)
    separator = ','
    relieve()
  }
  const { packages, distributionPoints } = workOf(tracker, now)
  // Where no library was looked at, nothing is said of one, nor of what it would say against the logs.
  const { account: library = null, disagreements = [] } = check ?? {}
  const rest = JSON.stringify(
    { packages, distributionPoints, clocks: clocks.map(clockObject), library, disagreements },
    null,
    2,
  )
  await print(`${separator === '' ? '' : '\n  '}],${rest.slice(1)}\n`)
  return bad || packages.some(isBad) || distributionPoints.some(isBad)
}

const clockObject = ({ host, reference, ahead, within, pairs }: ClockSkew) => ({
  ...{ host, reference, pairs },
  aheadSeconds: ahead / 1_000,
  withinSeconds: within / 1_000,
})

const sourceObject = ({ log, summary }: Analyzed['sources'][number]) => ({
  file: log.path,
  form: summary.form ?? null,
  records: summary.counts.records,
  orphans: summary.counts.orphans,
  firstTime: isoTime(summary.firstTime),
  lastTime: isoTime(summary.lastTime),
})

/** JSON of what stands in a list one level deep, without the list's brackets. */
function inList(items: readonly object[]): string {
  return items.length === 0 ? '' : JSON.stringify([items], null, 2).slice('[\n  ['.length, -']\n]'.length)
}

function* byHundred<Item>(items: Iterable<Item>): Generator<Item[], void, void> {
  let some: Item[] = []
  for (const item of items) {
    some.push(item)
    if (some.length < 100) continue
    yield some
    some = []
  }
  if (some.length > 0) yield some
}

async function printReport(
  { tracker, now, clocks }: Analyzed,
  check: LibraryCheck | undefined,
  { color }: AnalysisOptions,
): Promise<boolean> {
  const account = accountOf(tracker, now, check?.verificationOf)
  const colours = coloursFor(process.stdout, color)
  await print(analysisReport(account, colours))
  const words = clockWords(clocks)
  if (words.length > 0) await print(`\n${words.map(printableLine).join('\n')}\n`)
  if (check !== undefined) {
    const { libraryReport } = await import('./truth/library-report.ts')
    await print(`\n${libraryReport(check, colours)}`)
  }
  return [...account.distributions, ...account.packages, ...account.distributionPoints].some(isBad)
}
