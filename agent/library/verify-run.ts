// `library verify`: what was hashed, what is wrong with it, and what was only inferred.
import { findingJson, isBad } from '../../engine/checks/account.ts'
import type { Finding, Rule } from '../../engine/checks/findings.ts'
import { viewOf } from '../../engine/checks/view.ts'
import { verifyScope, type VerifyScope } from '../../engine/inspect/verify-scope.ts'
import type { LibraryIndex } from '../../engine/scan/library-index.ts'
import { liveStored } from '../../engine/scan/library-index.ts'
import { recordVerdicts, verifyOrder } from '../../engine/verify/verify-order.ts'
import { print, printCsv, printJson, tell } from '../terminal/output.ts'
import { printableLine } from '../terminal/printable.ts'
import { findingsCsv, findingsText, printHashed } from './findings-output.ts'
import { hashSome, type HashRun } from './hash-run.ts'
import { judgeLibrary, keepIndex, readLibrary, type Session } from './library-session.ts'

export async function runVerify(asked: Session, what: string): Promise<0 | 1 | 2> {
  // Bytes are what verify is for, whatever the level of the command line.
  const session = { ...asked, options: { ...asked.options, level: Math.max(2, asked.options.level) } }
  const startedAt = session.clock.now()
  const index = await readLibrary(session)
  const scope = what.toLowerCase() === 'all' ? undefined : verifyScope(viewOf(index), what)
  if (scope?.isEmpty === true) {
    if (session.options.json) await printJson({ query: what, verified: null, findings: [] })
    else await print(`Nothing matches ${printableLine(what)}\n`)
    return 1
  }
  const run = await hashSome(session, index, rowsToHash(index, scope), false)
  recordVerdicts(index, run.results, session.clock.now())
  keepIndex(session, index)
  const { judgement } = await judgeLibrary(session, index, startedAt, run.results)
  const findings = judgement.findings.filter((one) => scope?.concerns(one) ?? true)
  const stored = [...liveStored(index)].length
  await printRun(session, what, { run, findings, stored, notEvaluated: judgement.notEvaluated })
  if (run.stopped === 'interrupted' && !isBad(findings)) return 2
  return isBad(findings) ? 1 : 0
}

const rowsToHash = (index: LibraryIndex, scope: VerifyScope | undefined): readonly number[] =>
  verifyOrder(index).filter(
    (row) => scope === undefined || scope.hashes.has(index.tables.hashes.text(index.tables.stored.hash.at(row))),
  )

type Verified = {
  readonly run: HashRun
  readonly findings: readonly Finding[]
  /** Stored files of the whole library. */
  readonly stored: number
  readonly notEvaluated: readonly Rule[]
}

async function printRun(
  session: Session,
  what: string,
  { run, findings, stored, notEvaluated }: Verified,
): Promise<void> {
  const { json, csv } = session.options
  const hashed = run.results.filter(({ actual }) => actual !== undefined).length
  const verified = {
    wanted: run.wanted,
    hashed,
    inferred: stored - hashed,
    bytes: run.bytes,
    seconds: Number(run.seconds.toFixed(3)),
    complete: run.complete,
    stopped: run.stopped ?? null,
  }
  if (json) return printJson({ query: what, verified, findings: findings.map(findingJson), notEvaluated })
  if (csv) await printCsv(findingsCsv(findings))
  await printHashed(session, run)
  const basis = basisOf(session, verified)
  if (csv) return void tell(basis)
  await print(`${basis.join('\n')}\n`)
  const isCut = run.stopped !== undefined && findings.length === 0
  await print(isCut ? 'No damage among those that were hashed.\n' : findingsText(findings))
}

/** What the answer rests on beside the bytes that were hashed. */
function basisOf({ options }: Session, { inferred }: { readonly inferred: number }): readonly string[] {
  const kept =
    options.index === undefined ? '' : '; what has the time and size it had in the kept index was not read again'
  return [
    `Read: names and INIs of PkgLib, DataLib and FileLib${kept}`,
    'Not read: RDC signatures (scan --level 2 does)',
    ...(inferred === 0
      ? []
      : [`Inferred: ${inferred} stored files of this library count as sound by name and length alone`]),
  ]
}
