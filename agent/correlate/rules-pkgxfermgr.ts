// PkgXferMgr.log. Sources: log-signatures.md (rows, "marks"), distribution-engine.md 6.2, 6.4 and 7, failure-taxonomy.md 2.
import type { Delay, Facts, Happening } from '../../engine/distribution/distribution-event.ts'
import { codeOf, numberIn } from './line-values.ts'
import { readRestartTime } from './restart-time.ts'
import {
  createsSendingThread,
  endsSending,
  endsPullTry,
  endsTry,
  findsJob,
  isThrottled,
  namesContent,
  restartsTransfer,
  sendsContent,
  servesPullDp,
  startsSending,
} from './sending-threads.ts'
import type { Line, Rule, Rules } from './rule.ts'

const sending: Rule = { role: 'sending', says: 'progressed' }
const verbose: Rule = {
  ...sending,
  says: ({ fields }) => (isWrongRoot(fields['path']) ? 'hinted' : 'progressed'),
}

/** A library below the program folder explains why the copy fails that these lines speak of (failure-taxonomy.md 2). */
const isWrongRoot = (path: string | number | undefined): boolean =>
  path !== undefined && String(path).toLowerCase().includes('\\bin\\x64\\filelib')

const fails: Rule = {
  role: 'sending',
  says: 'failureSeen',
  facts: ({ fields }) => ({ ...codeOf(fields), stage: 'transfer' }),
}

/** "Failure count = 3, Restart time = …", "Attempted count = 1/30, Restart time = …" */
export function restart({ fields, entry }: Line): Facts {
  const count = numberIn(fields, 'n')
  const limit = numberIn(fields, 'm')
  const text = fields['restartTime']
  const { localTime, time } = entry
  const bias =
    entry.biasMinutes ?? (localTime === undefined || time === undefined ? undefined : (time - localTime) / 60_000)
  const at = text === undefined ? undefined : readRestartTime(String(text), localTime, bias)
  return {
    stage: 'transfer',
    ...(count === undefined ? {} : { count }),
    ...(limit === undefined ? {} : { limit }),
    ...(text === undefined ? {} : { restartText: String(text) }),
    ...(at === undefined ? {} : { restartAt: at }),
  }
}

const waits =
  (delay: Delay, more: (line: Line) => Facts = () => ({})) =>
  (line: Line): Facts => ({ ...more(line), delay, ...(delay.startsWith('pull') ? { pull: true as const } : {}) })

/** A bandwidth limit: written by the sending thread, or by the main thread before it starts one. */
const throttled: Rule = {
  role: 'sending',
  names: ['server'],
  does: isThrottled,
  says: 'delayed',
  by: 'site', // the thread returns its request without a try
  facts: waits('throttle'),
}

const pull = (): Facts => ({ pull: true })

export const pkgXferMgrRules: Rules = {
  'PX-002': { role: 'main', does: restartsTransfer },
  'PX-010': {
    role: 'main',
    names: ['packageId', 'packageVersion', 'server', 'jobId'],
    does: findsJob,
    says: 'queued',
  },
  'PX-011': { role: 'main', does: createsSendingThread },
  'PX-012': {
    role: 'sending',
    begins: true,
    names: ['packageId', 'packageVersion', 'server', 'jobId'],
    does: startsSending,
    says: 'sendStarted',
  },
  'PX-013': {
    role: 'sending',
    begins: true,
    names: ['packageId', 'packageVersion', 'server', 'jobId'],
    does: startsSending,
    says: 'sendStarted',
    facts: pull,
  },
  'PX-014': { ...sending, names: ['packageId', 'server'] },
  'PX-015': { role: 'sending', names: ['packageId', 'contentId'], does: sendsContent, says: 'hinted' },
  'PX-016': { role: 'sending', names: ['packageId', 'contentId'], does: sendsContent, says: 'hinted' },
  'PX-017': {
    ...sending,
    facts: ({ fields }) => ({ action: String(fields['n']) === '0' ? 'distribute' : 'redistribute' }),
  },
  'PX-018': { ...sending, names: ['dpPath'] },
  'PX-019': verbose,
  'PX-020': verbose,
  'PX-021': {
    ...verbose,
    facts: ({ fields }) => ({ bytes: numberIn(fields, 'bytes') ?? 0 }),
  },
  'PX-022': verbose,
  'PX-022b': verbose,
  'PX-023': { ...sending, names: ['contentId'] },
  'PX-024': { ...sending, names: ['server'] },
  'PX-025': { role: 'sending', says: 'copied' },
  'PX-027': { role: 'sending', names: ['packageId', 'packageVersion', 'server'], says: 'copied' },
  'PX-030': {
    role: 'sending',
    trails: true,
    names: ['packageId', 'packageVersion', 'nalPath'],
    says: ({ fields }) => statusSays[String(fields['packageStatus'])] ?? 'seen',
    facts: ({ fields }) => ({ stage: 'transfer', packageStatus: Number(fields['packageStatus']) }),
  },
  'PX-031': { role: 'sending', trails: true, does: endsSending, says: 'attemptEnded' },
  'PX-032': { role: 'sending', trails: true, does: endsSending, says: 'attemptEnded' },
  'PX-033': { role: 'sending', trails: true, says: 'seen' },
  'PX-034': { role: 'sending', trails: true, says: 'seen' },
  'PX-040': { role: 'sending', does: servesPullDp, names: ['packageId', 'nalPath'], says: 'notifying', facts: pull },
  'PX-041': { role: 'sending', does: servesPullDp, names: ['server'], says: 'progressed', facts: pull },
  'PX-042': {
    role: 'sending',
    does: servesPullDp,
    says: 'notified',
    facts: (line) => ({ ...restart(line), countsTries: true, pull: true }),
  },
  'PX-043': {
    role: 'sending',
    does: endsPullTry,
    says: 'retryScheduled',
    facts: (line) => ({ ...restart(line), pull: true }),
  },
  'PX-044': {
    role: 'sending',
    does: servesPullDp,
    names: ['packageId', 'server'],
    says: 'delayed',
    facts: waits('pull-source'),
  },
  'PX-045': { role: 'sending', does: servesPullDp, names: ['nalPath'], says: 'delayed', facts: waits('pull-capacity') },
  'PX-046': { role: 'sending', does: endsPullTry, says: 'delayed', facts: waits('pull-capacity', restart) },
  'PX-050': throttled,
  'PX-051': throttled,
  'PX-052': throttled,
  'PX-053': { role: 'sending', says: 'delayed', facts: waits('schedule') },
  'PX-054': { role: 'sending', names: ['dpPath'], does: namesContent, says: 'seen' },
  'PX-054b': { role: 'sending', says: 'seen' },
  'PX-060': { role: 'sending', does: endsTry, says: 'retryScheduled', facts: restart },
  'PX-061': fails,
  'PX-061b': fails,
  'PX-062': fails,
  'PX-063': fails,
  'PX-064': fails,
  'PX-065': fails,
  'PX-066': fails,
  'PX-067': fails,
  'PX-068': { ...fails, names: ['contentId'], does: namesContent },
  'PX-069': { role: 'sending', names: ['server'], says: 'hinted' },
  'PX-070': { role: 'sending', names: ['packageFile'], says: 'hinted' },
  'PX-071': fails,
}

/** Status handed to DistMgr: 0 started, 3 installed, 4 will be tried again, 5 given up (flows.md 10). */
const statusSays: Readonly<Record<string, Happening>> = {
  0: 'progressed',
  3: 'statusSent',
  4: 'retryScheduled',
  5: 'givenUp',
}
