// The library object that commands and the status page print: findings, counts and bytes in the words of the contract.
import type { Facts } from './facts.ts'
import type { Finding } from './findings.ts'
import { spaceForecast } from '../inspect/space-forecast.ts'
import type { Judgement } from './judge-library.ts'
import { totalsByDrive, totalsOf } from './totals.ts'
import { packageVerdicts, verdicts } from './verdict.ts'
import type { LibraryView } from './view.ts'

/** A finding as JSON: absent facts are null, times are ISO 8601 in UTC. */
export const findingJson = (one: Finding): Readonly<Record<string, unknown>> => ({
  id: one.id,
  rule: one.rule,
  severity: one.severity,
  subject: {
    kind: one.subject.kind,
    packageId: one.subject.packageId ?? null,
    contentId: one.subject.contentId ?? null,
    path: one.subject.path ?? null,
    hash: one.subject.hash ?? null,
    drive: one.subject.drive ?? null,
  },
  detail: one.detail,
  bytes: one.bytes,
  packagesAffected: one.packagesAffected,
  suggestedAction: one.suggestedAction,
  transient: one.transient,
  firstSeen: new Date(one.firstSeen).toISOString(),
  lastSeen: new Date(one.lastSeen).toISOString(),
  evidence: one.evidence,
})

/** `library` of `analyze --json`, and what `library scan --json` prints. */
export function libraryAccount(
  view: LibraryView,
  { findings, notEvaluated }: Judgement,
): Readonly<Record<string, unknown>> {
  const totals = totalsOf(view)
  return {
    counts: {
      packages: totals.packages,
      contents: totals.contents,
      references: totals.references,
      storedFiles: totals.storedFiles,
    },
    bytes: {
      referenced: totals.referencedBytes ?? null,
      stored: totals.storedBytes ?? null,
      saved: totals.savedBytes ?? null,
    },
    findings: findings.map(findingJson),
    notEvaluated: notEvaluated.map(({ rule }) => rule),
  }
}

/** How many packages have each verdict. */
export function verdictCounts(
  view: LibraryView,
  findings: readonly Finding[],
  { expected }: Facts,
): Readonly<Record<string, number>> {
  const all = [...packageVerdicts(view, findings, expected).values()]
  return Object.fromEntries(verdicts.map((verdict) => [verdict, all.filter((one) => one === verdict).length]))
}

/** The drives with what lies on them. */
export const driveAccount = (view: LibraryView, reserveBytes: number): readonly Readonly<Record<string, unknown>>[] =>
  totalsByDrive(view).map(({ drive, storedFiles, bytes }, at) => {
    const survey = view.index.survey.drives[at]
    const forecast = spaceForecast(view.index.space, drive, reserveBytes)
    return {
      drive,
      location: survey?.location ?? null,
      primary: at === 0,
      present: survey?.present ?? false,
      storedFiles,
      bytes,
      freeBytes: survey?.freeBytes ?? null,
      reserveBytes,
      // Absent until the free space of a day or more is known: an index that is kept, or the agent's, remembers it.
      bytesPerDay: forecast === undefined ? null : Math.round(forecast.bytesPerDay),
      daysToReserve: forecast?.daysToReserve === undefined ? null : Number(forecast.daysToReserve.toFixed(1)),
      marker: survey?.neighbours.includes('NO_SMS_ON_DRIVE.SMS') ?? false,
    }
  })

/** Does a judgement make a command end with 1? Only what persists and hurts. */
export const isBad = (findings: readonly Finding[]): boolean =>
  findings.some(({ severity, transient }) => !transient && (severity === 'fatal' || severity === 'risk'))
