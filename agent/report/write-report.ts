// `cmdp analyze --html FILE`: the same account as `--json` prints, as a page.
import { closeSync, openSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { analysisPage, reportMark } from '../../exporters/report/analysis-page.ts'
import type { ReportSource } from '../../exporters/report/analysis-view.ts'
import { distributionObjects, isoTime, workOf } from '../account-objects.ts'
import type { Analyzed } from '../analyze-logs.ts'
import { AgentError, writeError } from '../errors.ts'
import { printableLine } from '../terminal/printable.ts'
import type { LibraryCheck } from '../truth/logs-against-library.ts'
import { version } from '../version.ts'
import type { TimelineBook } from './timeline-book.ts'

export type ReportParts = {
  readonly analyzed: Analyzed
  readonly check: LibraryCheck | undefined
  readonly timelines: TimelineBook
  readonly sources: readonly ReportSource[]
}

/** Throws AgentError when the file cannot be written, or is something else than an earlier report. */
export function writeReport(path: string, parts: ReportParts): void {
  mustBeReportOrNothing(path)
  const part = `${path}.part`
  try {
    writeFileSync(part, pageOf(parts), { flag: 'w' })
    renameSync(part, path)
  } catch (error) {
    rmSync(part, { force: true })
    throw writeError(path, error)
  }
}

function pageOf({ analyzed: { tracker, now }, check, timelines, sources }: ReportParts): string {
  const { packages, distributionPoints } = workOf(tracker, now)
  return analysisPage({
    version,
    now: isoTime(now),
    sources,
    distributions: distributionObjects(tracker, now, check?.verificationOf),
    timelineOf: timelines.of,
    packages: packages.map(({ packageId, site, ...work }) => ({
      ...work,
      name: `${packageId ?? 'A package'}${site === null ? '' : ` at site ${site}`}`,
    })),
    distributionPoints: distributionPoints.map(({ dp, ...work }) => ({ ...work, name: dp ?? 'A distribution point' })),
    library: check === undefined ? null : (check.account as unknown as LibraryPart),
    disagreements: check?.disagreements ?? [],
  })
}

type LibraryPart = NonNullable<Parameters<typeof analysisPage>[0]['library']>

/** Nothing that is not a report of ours is written over. */
export function mustBeReportOrNothing(path: string): void {
  if (path === '') throw new AgentError('badUsage', { problem: '--html needs the name of a file' })
  try {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return
    const head = Buffer.alloc(reportMark.length)
    const file = openSync(path, 'r')
    try {
      readSync(file, head, 0, head.length, 0)
    } finally {
      closeSync(file)
    }
    if (head.toString('latin1') === reportMark) return
  } catch (error) {
    throw writeError(path, error)
  }
  const reason = 'it is there already and no report of cmdp analyze; choose another name'
  throw new AgentError('unwritable', { path: printableLine(path), reason })
}
