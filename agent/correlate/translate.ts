// The only place that knows both log wording and distribution meaning: one recognised line becomes the events it stands
// for. What a line means stands in the tables rules-*.ts; what is common to all rules is here.
import {
  noFacts,
  type AboutDistribution,
  type DistributionEvent,
  type Facts,
} from '../../engine/distribution/distribution-event.ts'
import { canonicalCode, requestAborted } from '../../parsers/result-code.ts'
import { codeOf } from './line-values.ts'
import type { Line, Rule } from './rule.ts'
import { merged, nobody, subjectOf } from './threads.ts'

/** The events of a line, after its thread was found and bound. @param stray its thread did nothing that we know */
export function translate(line: Line, rule: Rule, stray: boolean, emit: (event: DistributionEvent) => void): void {
  const { package: ofPackage, dpRole, says } = rule
  const packageHappening = typeof ofPackage === 'function' ? ofPackage(line) : ofPackage
  if (packageHappening !== undefined && packageHappening !== 'saturated')
    emitPackage(line, rule, packageHappening, emit)
  const role = typeof dpRole === 'function' ? dpRole(line) : dpRole
  if (role !== undefined) {
    const { evidence, entry, thread, named, fields } = line
    const dp = named.dp ?? thread.subject.dp
    emit({
      about: 'distributionPoint',
      happening: role,
      dp,
      token: thread.token,
      at: entry.time,
      ...codeOf(fields),
      evidence,
    })
  }
  const said = typeof says === 'function' ? says(line) : says
  if (said === undefined) return
  const by = rule.by ?? speaker(line, rule)
  const facts = factsOf(line, rule)
  const happening = said === 'failureSeen' && by !== 'dp' && isAborted(facts) ? 'retryScheduled' : said
  emit({
    about: 'distribution',
    happening,
    subject: subjectFor(line, rule),
    token: tokenFor(line, rule, stray),
    by,
    at: line.entry.time,
    since: sinceOf(line),
    statusFile: line.thread.role === 'replication' ? line.thread.token : undefined,
    facts,
    evidence: line.evidence,
  })
}

/** The component was told to stop, and goes on with its work when it starts again (log-formats.md 8). */
const isAborted = ({ code }: Facts): boolean => code !== undefined && canonicalCode(code) === requestAborted

function emitPackage(
  { named, thread, host, entry, evidence, fields }: Line,
  { stage, role }: Rule,
  happening: Exclude<Extract<DistributionEvent, { about: 'package' }>['happening'], 'saturated'>,
  emit: (event: DistributionEvent) => void,
): void {
  const packageId = named.packageId ?? thread.subject.packageId
  // A main thread's notice about a package that the line does not name tells nothing.
  if (packageId === undefined && role === 'main' && thread.role === 'main') return
  emit({
    about: 'package',
    happening,
    packageId,
    packageVersion: named.packageVersion ?? thread.subject.packageVersion,
    host,
    token: thread.token,
    at: entry.time,
    ...(stage === undefined ? {} : { stage }),
    ...codeOf(fields),
    evidence,
  })
}

/** Package threads name the DP in the line; a line of a DP thread on one of them means the DP named last. */
function subjectFor({ thread, named }: Line, { role }: Rule): AboutDistribution['subject'] {
  if (role === 'main') return subjectOf(named)
  if (thread.role !== 'package') return thread.subject
  return role === 'dp'
    ? (thread.lastDp ?? thread.subject)
    : merged({ ...nobody, dp: named.dp, site: named.site }, thread.subject)
}

function tokenFor({ thread }: Line, { role }: Rule, stray: boolean): string | undefined {
  if (stray || role === 'main' || role === 'replication') return undefined
  if (thread.role === 'package') return role === 'dp' && isUnannounced(thread) ? thread.token : undefined
  return thread.role === 'replication' ? undefined : thread.token
}

/** Its lines speak of one DP, whichever that is; of those announced it serves several. */
const isUnannounced = ({ lastDp, dpUnannounced }: Line['thread']): boolean =>
  lastDp === undefined || dpUnannounced === true

/** A thread may write about its work before a line tells what that is; hours before, it was other work. */
function sinceOf({ thread, entry }: Line): number | undefined {
  if (thread.role !== 'dp' && thread.role !== 'sending' && thread.role !== 'replication') return entry.time
  const { firstAt } = thread
  return firstAt !== undefined && entry.time !== undefined && entry.time - firstAt < sameWork ? firstAt : entry.time
}

const sameWork = 10 * 60_000

function speaker({ signature, thread }: Line, { role }: Rule): AboutDistribution['by'] {
  switch (signature.slice(0, 2)) {
    case 'PX':
      return role === 'main' ? 'site' : 'sending-thread'
    case 'DP':
    case 'PD':
    case 'DT':
      return 'dp'
    case 'DM':
      return thread.role === 'sending' ? 'sending-thread' : 'distmgr'
    default:
      return 'site'
  }
}

function factsOf(line: Line, { facts }: Rule): Facts {
  const { named } = line
  const told = facts === undefined ? noFacts : facts(line)
  const status = line.entry.statusMessage
  if (named.jobId === undefined && named.contentId === undefined && status === undefined) return told
  return {
    ...told,
    ...(named.jobId === undefined ? {} : { jobId: named.jobId }),
    ...(named.contentId === undefined ? {} : { contentId: named.contentId }),
    ...(status === undefined
      ? {}
      : { noted: { name: 'status message', attributes: { 'cm.status_message.id': status.id } } }),
  }
}
