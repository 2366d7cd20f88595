// `library verify`: what was hashed, what is wrong with it, and what was only inferred.
import { findingJson, isBad } from '../../engine/checks/account.ts'
import type { Rule } from '../../engine/checks/finding-kinds.ts'
import type { Finding } from '../../engine/checks/findings.ts'
import { viewOf } from '../../engine/checks/view.ts'
import { verifyScope, type VerifyScope } from '../../engine/inspect/verify-scope.ts'
import type { LibraryIndex } from '../../engine/scan/library-index.ts'
import { verifyOrder } from '../../engine/verify/verify-order.ts'
import { print, printCsv, printJson, printLines, tell } from '../terminal/output.ts'
import { findingsCsv, findingsText, printHashed } from './findings-output.ts'
import { hashedJson, hashSome, soundWords, type HashRun } from './hash-run.ts'
import { judgeLibrary, readLibrary, type Session } from './library-session.ts'

export async function runVerify(asked: Session, what: string): Promise<0 | 1 | 2> {
  // Bytes are what verify is for, whatever the level of the command line.
  const session = { ...asked, options: { ...asked.options, level: Math.max(2, asked.options.level) } }
  const startedAt = session.clock.now()
  const index = await readLibrary(session)
  const scope = what.toLowerCase() === 'all' ? undefined : verifyScope(viewOf(index), what)
  if (scope?.isEmpty === true) {
    if (session.options.json) await printJson({ query: what, verified: null, findings: [] })
    else await printLines([`Nothing matches ${what}`])
    return 1
  }
  const run = await hashSome(session, index, rowsToHash(index, scope), false)
  const { judgement } = await judgeLibrary(session, index, startedAt, run.results)
  const findings = judgement.findings.filter((one) => scope?.concerns(one) ?? true)
  // Whoever asks for one package asks for its bytes only.
  const isWhole = scope !== undefined && run.hashed === run.asked
  const rules = judgement.notEvaluated.map(({ rule }) => rule).filter((rule) => !isWhole || rule !== 'I10')
  await printRun(session, what, { run, findings, notEvaluated: rules })
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
  readonly notEvaluated: readonly Rule[]
}

async function printRun(session: Session, what: string, { run, findings, notEvaluated }: Verified): Promise<void> {
  const { json, csv } = session.options
  if (json)
    return printJson({ query: what, verified: hashedJson(run), findings: findings.map(findingJson), notEvaluated })
  if (csv) await printCsv(findingsCsv(findings))
  await printHashed(session, run)
  const basis = basisOf(session, run.stored - run.hashed)
  if (csv) return void tell(basis)
  await printLines(basis)
  await print(findingsText(findings, soundWords(session.options.level, run)))
}

/** What the answer rests on beside the bytes that were hashed. */
function basisOf({ options }: Session, inferred: number): readonly string[] {
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
