// `library verify`: what was hashed, what was found, and what was only inferred.
import { findingJson, isBad } from '../../engine/checks/account.ts'
import type { Finding } from '../../engine/checks/findings.ts'
import { judgeTwice } from '../../engine/checks/second-look.ts'
import { viewOf, type LibraryView } from '../../engine/checks/view.ts'
import { trace } from '../../engine/inspect/trace.ts'
import type { LibraryIndex } from '../../engine/scan/library-index.ts'
import { recordVerdicts, verifyOrder } from '../../engine/verify/verify-order.ts'
import { print, printJson } from '../terminal/output.ts'
import { csvOf } from '../terminal/rows.ts'
import { findingsText, printHashed } from './findings-output.ts'
import { hashSome, type HashRun } from './hash-run.ts'
import { factsFor, keepIndex, type Session } from './library-session.ts'

/** Rules that say whether the bytes of the chosen stored files are there and right. */
const verifies: readonly string[] = ['I8', 'I9', 'I10', 'I25']

export async function runVerify(session: Session, index: LibraryIndex, what: string): Promise<0 | 1 | 2> {
  const startedAt = session.clock.now()
  const chosen = chooseHashes(viewOf(index), what)
  if (chosen !== undefined && chosen.size === 0) {
    if (session.options.json) await printJson({ query: what, verified: null, findings: [] })
    else await print(`Nothing matches ${what}\n`)
    return 1
  }
  const rows = verifyOrder(index).filter(
    (row) => chosen === undefined || chosen.has(index.tables.hashes.text(index.tables.stored.hash.at(row))),
  )
  const run = await hashSome(session, index, rows, false)
  recordVerdicts(index, run.results, session.clock.now())
  keepIndex(session, index)
  const facts = { ...(await factsFor(session, run.results, index)), level: 2 }
  const wait = async (ms: number): Promise<number> => {
    await session.clock.sleep(ms, session.signal)
    return session.clock.now()
  }
  const { findings } = await judgeTwice(session.crew, index, facts, { wait, startedAt, signal: session.signal })
  const relevant = findings.filter(
    ({ rule, severity, subject, evidence }) =>
      (severity === 'fatal' && verifies.includes(rule) && (chosen === undefined || chosen.has(subject.hash ?? ''))) ||
      (rule === 'I1' && (chosen === undefined || evidence.some((hash) => chosen.has(hash)))),
  )
  await printRun(session, what, run, relevant)
  if (run.stopped === 'interrupted' && !isBad(relevant)) return 2
  return isBad(relevant) ? 1 : 0
}

/** Hashes of the stored files that a package, content or hash needs; undefined for all. */
function chooseHashes(view: LibraryView, what: string): ReadonlySet<string> | undefined {
  if (what.toLowerCase() === 'all') return undefined
  const known = trace(view, what)
  return new Set(known.storedFiles.map(({ hash }) => hash))
}

async function printRun(session: Session, what: string, run: HashRun, findings: readonly Finding[]): Promise<void> {
  const { json, csv } = session.options
  const verified = {
    wanted: run.wanted,
    hashed: run.results.filter(({ actual }) => actual !== undefined).length,
    bytes: run.bytes,
    seconds: Number(run.seconds.toFixed(3)),
    complete: run.complete,
    stopped: run.stopped ?? null,
  }
  if (json) return printJson({ query: what, verified, findings: findings.map(findingJson) })
  if (csv) await print(verifiedCsv(findings))
  await printHashed(session, run)
  if (csv) return
  const isCut = run.stopped !== undefined && findings.length === 0
  await print(isCut ? 'No damage among those that were hashed.\n' : findingsText(findings))
}

const verifiedCsv = (findings: readonly Finding[]): string =>
  csvOf(
    ['rule', 'severity', 'hash', 'drive', 'path', 'bytes', 'packagesAffected', 'detail', 'suggestedAction'],
    findings.map((one) => [
      one.rule,
      one.severity,
      one.subject.hash,
      one.subject.drive,
      one.subject.path,
      one.bytes,
      one.packagesAffected.join(' '),
      one.detail,
      one.suggestedAction,
    ]),
  )
