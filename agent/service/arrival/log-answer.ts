// A decided check as a line of our own log: a lie is a warning, and so that it is over can be seen, too.
import type { Log } from '../../log.ts'
import type { Saying } from '../../../engine/truth/claim.ts'
import type { Arrival } from './claim-book.ts'
import type { Disagreement } from '../../truth/disagreement.ts'

const saidWords: Readonly<Record<Saying, string>> = {
  present: 'The log says that a package has arrived, and the library shows otherwise',
  absent: 'The log says that a package was removed, and the library still has it',
  failed: 'The log says that a distribution failed, and the library has all of it',
  valid: 'Validation found a package good, and its bytes are not',
  invalid: 'Validation found a package damaged, and its bytes are right',
}

export function logAnswer(log: Log, before: Arrival, { claim, judged }: Arrival): void {
  const { packageId, packageVersion } = claim
  const names = { package: packageId, ...(packageVersion === undefined ? {} : { version: packageVersion }) }
  const contradiction = judged?.contradiction
  if (contradiction !== undefined) {
    const { kind, rules, libraryFacts } = contradiction
    const facts = { ...names, kind, rules: rules.join(' '), library: libraryFacts.slice(0, 3).join('; ') }
    return log.warn(saidWords[claim.says], facts)
  }
  if (before.judged?.contradiction !== undefined) return log.info('Log and library agree again', names)
  log.debug('What the log says of a package was checked', { ...names, is: judged?.verification ?? 'not known' })
}

/** Packages named after one scan; the API and the page have them all. */
const mostNamed = 20

/** What the last scan shows, and nobody was told yet. @param before  what was told of by the scans until then */
export function logScan(log: Log, before: readonly Disagreement[], after: readonly Disagreement[]): void {
  const news = after.filter(
    (one) => !before.some(({ packageId, kind }) => packageId === one.packageId && kind === one.kind),
  )
  for (const { packageId, kind, rules, libraryFacts } of news.slice(0, mostNamed)) {
    const facts = { package: packageId, kind, rules: rules.join(' '), library: libraryFacts.slice(0, 3).join('; ') }
    log.warn('A scan of the library shows something else than the logs say', facts)
  }
  if (news.length > mostNamed) log.warn('A scan shows it of more packages', { packages: news.length - mostNamed })
}
