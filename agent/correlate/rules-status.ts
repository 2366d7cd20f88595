// STATMSG lines by their id: confirmation of what plain lines say, and the source where the plain line is missing.
// Sources: distribution-engine.md 5, log-signatures.md "STATMSG lines" (attributes 400 package, 404 DP, 410 version).
import type { Delay, Facts } from '../../engine/distribution/distribution-event.ts'
import type { Stage } from '../../engine/distribution/run.ts'
import { namesDpOnly, worksOnDp } from './distmgr-threads.ts'
import type { Line, Rule } from './rule.ts'

const failsOnDp = (stage: Stage): Rule => ({ role: 'dp', says: 'failureSeen', facts: () => ({ stage }) })
const failsSending: Rule = { role: 'sending', trails: true, says: 'failureSeen', facts: () => ({ stage: 'transfer' }) }
const failsValidation: Rule = { says: 'validationFailed', facts: () => ({ stage: 'verify' }) }
const waits =
  (delay: Delay): (() => Facts) =>
  () => ({ delay })

/** Status message id -> what it means. The thread's kind is told only where the sender has several. */
export const statusRules: Readonly<Record<number, Rule>> = {
  2300: { role: 'package', package: 'started' },
  2301: { role: 'package', package: 'processed' },
  2302: { role: 'package', package: 'notProcessed', stage: 'snapshot' },
  2303: { says: 'installed' },
  2306: { role: 'package', package: 'failureSeen', stage: 'snapshot' },
  2311: { role: 'package', package: 'worked' },
  2321: { role: 'package', package: 'failureSeen', stage: 'intersite' },
  2323: failsOnDp('queue'),
  2324: failsOnDp('queue'),
  2328: failsOnDp('transfer'),
  2330: { says: 'installed', facts: () => ({ stage: 'status' }) },
  2333: { role: 'package', package: 'worked' },
  2339: { role: 'package', package: 'worked' },
  2342: { role: 'dp', says: 'wanted' },
  2357: { role: 'dp', does: worksOnDp, says: 'jobCreated' },
  2370: { role: 'dp-role', dpRole: 'failureSeen' },
  2371: { says: 'delayed', facts: waits('prestage') },
  2372: { says: 'delayed', facts: waits('intersite') },
  2375: { does: namesDpOnly },
  2376: { role: 'package', package: 'signed' },
  2382: failsValidation,
  2383: failsValidation,
  2384: { says: 'validated' },
  2385: failsValidation,
  2388: { dpRole: 'failureSeen' },
  2391: failsOnDp('queue'),
  2399: { role: 'dp-role', dpRole: 'done' },
  4400: { role: 'intersite', package: 'arrived' },
  8200: { role: 'sending', trails: true, says: 'copied' },
  8203: failsSending,
  8204: { role: 'sending', says: 'progressed' },
  8210: { role: 'sending', trails: true, says: 'statusSent' },
  // "could not be updated" for an ordinary DP; for a pull DP "it is full" (distribution-engine.md 6.4).
  8211: {
    role: 'sending',
    trails: true,
    says: ({ thread }: Line) => (thread.pull ? 'delayed' : 'failureSeen'),
    facts: ({ thread }: Line) => (thread.pull ? { delay: 'pull-capacity', pull: true } : { stage: 'transfer' }),
  },
  8212: { role: 'sending', trails: true, says: 'delayed', facts: () => ({ delay: 'pull-source', pull: true }) },
}
