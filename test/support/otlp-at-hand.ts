// What the logs of a site server and of a DP tell, sent by processes of ours to a receiver that is another one.
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Run, StageSpan, Step } from '../../engine/distribution/run.ts'
import { runProgram, startOtlpReceiver, type OtlpReceiver } from './child-program.ts'
import { aRun, aStage, evidence, someTime, someWork, vector } from './distribution-steps.ts'
import type { Received } from './otlp-account.ts'
import type { Ended } from './run-cmdp.ts'
import type { Sending } from './telemetry-sender.ts'

export const site = 'PS1SITE.CONTOSO.COM'
export const traceId = '53066faf87dcf1ea6e177c9b6b639009'
export const rootId = '9bda963fe4dbff7c'

export const run = aRun({
  outcome: 'success',
  endedAt: someTime + 90_000,
  events: [{ name: 'status message', at: someTime + 80_000, attributes: { 'cm.status_message.id': 8200 } }],
})
export const stageEnded = (owner: Run, facts: Partial<StageSpan>): Step => ({
  kind: 'stageEnded',
  run: owner,
  stage: aStage(facts),
})

/** What the logs of the site server tell, and what that of the DP tells. */
export const siteSteps: Step[] = [
  {
    kind: 'packageStageEnded',
    work: someWork(),
    stage: aStage({ stage: 'snapshot', subject: '', attempt: undefined }),
  },
  { kind: 'packageEnded', work: someWork() },
  stageEnded(run, { stage: 'queue', attempt: undefined, startedAt: someTime, endedAt: someTime + 1_000 }),
  stageEnded(run, { result: 'failure', code: '0x80070070' }),
  stageEnded(run, { startedAt: someTime + 50_000, endedAt: someTime + 80_000, attempt: 2 }),
  { kind: 'ended', run, timedOut: false },
]
export const dpRun = aRun({ beginSeen: false, seenBySite: false, jobIds: [], outcome: 'success' })
export const addedAt = (subject: string): Partial<StageSpan> => ({
  stage: 'add-to-library',
  subject,
  attempt: undefined,
  startedAt: someTime + 70_000,
  endedAt: someTime + 70_000,
  evidence: [evidence({ host: vector.dp, file: 'smsdpprov.log', component: 'SMSDPProv' })],
})
export const dpSteps: Step[] = [stageEnded(dpRun, addedAt('PS100039.2'))]

export type OtlpAtHand = {
  readonly endpoint: string
  behave: OtlpReceiver['behave']
  /** What came while this was done. */
  since: (act: () => Promise<unknown>) => Promise<Received>
  /** Sends spans, or what `facts` say, and waits for the end of the process. */
  send: (facts: Partial<Sending>, env?: Readonly<Record<string, string>>) => Promise<Ended>
}

/** A receiver for the tests of a file; before each it takes everything. */
export function otlpAtHand(): OtlpAtHand {
  let receiver: OtlpReceiver
  beforeAll(async () => {
    receiver = await startOtlpReceiver()
  })
  afterAll(() => receiver.stop())
  beforeEach(() => receiver.behave(200))
  return {
    get endpoint() {
      return receiver.endpoint
    },
    behave: (...how) => receiver.behave(...how),
    async since(act) {
      // A receiver's account is cumulative.
      const before = await receiver.received()
      await act()
      const after = await receiver.received()
      return {
        requests: after.requests.slice(before.requests.length),
        spans: after.spans.slice(before.spans.length),
        logs: after.logs.slice(before.logs.length),
        metrics: after.metrics.slice(before.metrics.length),
      }
    },
    send(facts, env = {}) {
      const settings = { endpoint: receiver.endpoint, traces: true, metrics: false, logs: 'none' } as const
      return runProgram('telemetry-sender', { settings, host: site, role: 'site-server', steps: [], ...facts }, env)
    },
  }
}
