import { describe, expect, it } from 'vitest'
import type { Step } from '../../../engine/distribution/run.ts'
import {
  contentKey,
  packageKey,
  rootSpanIdOf,
  runKey,
  spanIdOf,
  traceIdOf,
} from '../../../engine/distribution/trace-identity.ts'
import type { SpanData } from '../../../exporters/traces/span-data.ts'
import { runReference, traced } from '../../../exporters/traces/spans.ts'
import { traceMemory } from '../../../exporters/traces/trace-memory.ts'
import { aFailure, aRun, aStage, evidence, someTime, someWork, vector } from '../../support/distribution-steps.ts'

const site = 'PS1SITE.CONTOSO.COM'
const dpHost = vector.dp
const traceId = '53066faf87dcf1ea6e177c9b6b639009'
const rootId = '9bda963fe4dbff7c'
const application = 'Content_3c9813ba-d7ab-4963-929c-36f90f479613.1'

const succeeded = aRun({ outcome: 'success', endedAt: someTime + 90_000 })
const dpRun = aRun({ beginSeen: false, seenBySite: false, jobIds: [], outcome: 'success' })
const added = aStage({
  stage: 'add-to-library',
  subject: 'PS100039.2',
  attempt: undefined,
  evidence: [evidence({ host: dpHost, file: 'smsdpprov.log', component: 'SMSDPProv', thread: 4688 })],
})

/** Spans of some steps, as one agent makes them. */
function spansOf(steps: readonly Step[], host = site, memory = traceMemory()): SpanData[] {
  return steps.flatMap((step) => traced(step, host, memory).spans)
}

const ended = (run = succeeded): Step => ({ kind: 'ended', run, timedOut: false })
const stage = (run = succeeded, facts: Parameters<typeof aStage>[0] = {}): Step => ({
  kind: 'stageEnded',
  run,
  stage: aStage(facts),
})

describe('the span of a run', () => {
  it('has the ids of the published test vector and the attributes of a deploy pipeline', () => {
    const [root] = spansOf([ended()])
    expect(root).toMatchObject({
      traceId,
      spanId: rootId,
      parentSpanId: undefined,
      name: 'RUN content-distribution',
      kind: 'server',
      startedAt: someTime,
      endedAt: someTime + 90_000,
      error: undefined,
      attributes: {
        'cicd.pipeline.name': 'content-distribution',
        'cicd.pipeline.action.name': 'RUN',
        'cicd.pipeline.run.id': 'cmdp1|PS100039|2|PS1DP1.CONTOSO.COM',
        'cicd.pipeline.result': 'success',
        'cm.package.id': 'PS100039',
        'cm.package.version': 2,
        'cm.dp.fqdn': 'PS1DP1.CONTOSO.COM',
        'cm.job.id': '577',
        'cm.action': 'distribute',
        'cm.pull': false,
        'cm.attempt': 1,
        'server.address': 'PS1DP1.CONTOSO.COM',
      },
    })
    expect(root?.attributes).not.toHaveProperty('error.type')
  })

  it('links to the work on the package', () => {
    const key = packageKey('PS100039', 2)
    expect(spansOf([ended()])[0]?.links).toEqual([{ traceId: traceIdOf(key), spanId: rootSpanIdOf(key) }])
  })

  it.each([
    ['success', false, 'success', undefined],
    ['failure', false, 'failure', '0x80070070'],
    ['cancelled', false, 'cancellation', undefined],
    ['superseded', false, 'skip', undefined],
    ['removed', false, 'skip', undefined],
    ['unknown', true, 'timeout', 'timeout'],
  ] as const)('that ends as %s (timed out: %s) has the result %s', (outcome, timedOut, result, errorType) => {
    const run = aRun({ outcome, endedAt: someTime + 1, failure: outcome === 'failure' ? aFailure() : undefined })
    const [root] = spansOf([{ kind: 'ended', run, timedOut }])
    expect(root?.attributes['cicd.pipeline.result']).toBe(result)
    expect(root?.attributes['error.type']).toBe(errorType)
    expect(root?.error !== undefined).toBe(errorType !== undefined)
  })

  it('tells the failing line in few words, without its frame and without names of accounts', () => {
    const text = 'CContentDefinition failed for CONTOSO\\svc-push; 0x80070005  $$<SMS_PACKAGE_TRANSFER_MANAGER><x>'
    const failure = aFailure({ code: undefined, evidence: [evidence({ text })] })
    const [root] = spansOf([ended(aRun({ outcome: 'failure', endedAt: someTime + 1, failure }))])
    expect(root?.error).toBe('CContentDefinition failed for ***; 0x80070005')
    expect(root?.attributes['error.type']).toBe('_OTHER')
  })

  it('carries what happened on the way as events', () => {
    const events = [{ name: 'status message', at: someTime + 5, attributes: { 'cm.status_message.id': 8200 } }]
    expect(spansOf([ended(aRun({ ...succeeded, events }))])[0]?.events).toEqual(events)
  })

  it('is left out where its begin was not seen, where only the DP spoke, and where something is unknown', () => {
    expect(spansOf([ended(aRun({ ...succeeded, beginSeen: false }))])).toEqual([])
    expect(spansOf([ended(aRun({ ...succeeded, seenBySite: false }))])).toEqual([])
    expect(spansOf([ended(aRun({ ...succeeded, packageId: undefined }))])).toEqual([])
    expect(spansOf([ended(aRun({ ...succeeded, packageVersion: undefined }))])).toEqual([])
    expect(spansOf([ended(aRun({ ...succeeded, dp: undefined }))])).toEqual([])
  })

  it('is made once', () => {
    expect(spansOf([ended(), ended(aRun({ ...succeeded, endedAt: someTime + 99_000 }))])).toHaveLength(1)
  })
})

describe('the span of a stage', () => {
  it('hangs below its run, with an id of facts only', () => {
    const [task] = spansOf([stage()])
    const startedAt = someTime + 1_000
    expect(task).toMatchObject({
      traceId,
      spanId: spanIdOf({ traceId, stage: 'transfer', subject: '577', startedAt, host: site }),
      parentSpanId: rootId,
      name: 'task transfer',
      kind: 'internal',
      startedAt,
      endedAt: someTime + 31_000,
    })
    expect(task?.attributes).toMatchObject({
      'cicd.pipeline.task.name': 'transfer',
      'cicd.pipeline.task.run.id': task?.spanId,
      'cicd.pipeline.task.run.result': 'success',
      'cicd.pipeline.task.type': 'deploy',
      'cm.job.id': '577',
      'cm.attempt': 1,
      'cm.component': 'SMS_PACKAGE_TRANSFER_MANAGER',
      'log.file.name': 'PkgXferMgr.log',
      'thread.id': 9112,
    })
  })

  it('takes the host from the log it was read in', () => {
    const [own] = spansOf([stage(succeeded, { evidence: [evidence({ host: '' })] })], 'OTHER')
    const [named] = spansOf([stage(succeeded, { evidence: [evidence({ host: 'OTHER' })] })], site)
    expect(own?.spanId).toBe(named?.spanId)
  })

  it('tells a failure', () => {
    const [task] = spansOf([stage(succeeded, { result: 'failure', code: '0x80041001' })])
    expect(task?.attributes['error.type']).toBe('0x80041001')
    expect(task?.error).toBe('Sending thread starting for Job: 577')
  })

  it('keeps both times where the clocks disagree, and says so', () => {
    const [task] = spansOf([stage(succeeded, { startedAt: someTime, endedAt: someTime - 5_000 })])
    expect(task).toMatchObject({ startedAt: someTime, endedAt: someTime - 5_000 })
    expect(task?.attributes['cm.clock.anomaly']).toBe(true)
    expect(task?.attributes['cm.clock.end']).toBe('2018-06-14T05:26:20.828Z')
    expect(spansOf([stage()])[0]?.attributes).not.toHaveProperty('cm.clock.anomaly')
  })

  it('of a failed attempt is what the next attempt links to', () => {
    const steps = [
      stage(succeeded, { stage: 'queue', attempt: undefined }),
      stage(succeeded, { startedAt: someTime + 2_000, result: 'failure' }),
      stage(succeeded, { startedAt: someTime + 9_000, attempt: 2 }),
      stage(succeeded, { startedAt: someTime + 20_000, stage: 'status', attempt: undefined }),
      stage(succeeded, { startedAt: someTime + 30_000, attempt: 3 }),
    ]
    const [queue, first, second, status, third] = spansOf(steps)
    expect(queue?.links).toEqual([])
    expect(first?.links).toEqual([])
    expect(second?.links).toEqual([{ traceId, spanId: queue?.spanId }])
    expect(status?.links).toEqual([])
    expect(third?.links).toEqual([{ traceId, spanId: second?.spanId }])
  })
})

describe('a later run of the same version', () => {
  const again = aRun({
    ...succeeded,
    ordinal: 2,
    action: 'redistribute',
    jobIds: ['601'],
    startedAt: someTime + 500_000,
    endedAt: someTime + 600_000,
  })
  const runId = spanIdOf({ traceId, stage: 'run', subject: '601', startedAt: someTime + 500_000, host: site })
  const resent = { subject: '601', startedAt: someTime + 510_000 }

  it('is a child of the first one, with its own stages below it', () => {
    const spans = spansOf([stage(), ended(), stage(again, resent), ended(again)])
    expect(spans.map(({ spanId, parentSpanId }) => [spanId, parentSpanId])).toEqual([
      [expect.any(String), rootId],
      [rootId, undefined],
      [expect.any(String), runId],
      [runId, rootId],
    ])
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]))
    expect(spans[2]?.links).toEqual([{ traceId, spanId: spans[0]?.spanId }])
  })

  it('is one also when nothing of the first was seen but that this is a redistribution', () => {
    expect(spansOf([ended(aRun({ ...again, ordinal: 1 }))])[0]?.spanId).toBe(runId)
  })

  it('is one also where the order alone tells it', () => {
    const unmarked = aRun({ ...again, ordinal: 1, action: 'distribute' })
    expect(spansOf([ended(), ended(unmarked)])[1]).toMatchObject({ spanId: runId, parentSpanId: rootId })
  })
})

describe('two hosts', () => {
  it('make one trace: the DP knows package and version from the content', () => {
    const [fromDp] = spansOf([{ kind: 'stageEnded', run: dpRun, stage: added }], dpHost)
    expect(fromDp).toMatchObject({ traceId, parentSpanId: rootId, name: 'task add-to-library' })
    expect(fromDp?.attributes).toMatchObject({ 'cm.content.id': 'PS100039.2', 'log.file.name': 'smsdpprov.log' })
    expect(spansOf([{ kind: 'ended', run: dpRun, timedOut: false }], dpHost)).toEqual([])
  })

  it('make one trace also where the DP does not know the version of the package by another line', () => {
    const run = aRun({ ...dpRun, packageVersion: undefined })
    expect(spansOf([{ kind: 'stageEnded', run, stage: added }], dpHost)[0]?.traceId).toBe(traceId)
  })

  it('make two traces that link for an application, whose content has no package version', () => {
    const key = contentKey(application, vector.dp)
    const contentRoot = { traceId: traceIdOf(key), spanId: rootSpanIdOf(key) }
    const run = aRun({ ...dpRun, packageId: 'P010000F', packageVersion: undefined, contentIds: [application] })
    const memory = traceMemory()
    const first = { ...added, subject: application }
    const later = { ...first, startedAt: someTime + 700_000, endedAt: someTime + 700_000 }
    const [one, two] = spansOf(
      [
        { kind: 'stageEnded', run, stage: first },
        { kind: 'stageEnded', run, stage: later },
      ],
      dpHost,
      memory,
    )
    expect(one).toMatchObject({ ...contentRoot, parentSpanId: undefined, links: [] })
    expect(two).toMatchObject({ traceId: contentRoot.traceId, parentSpanId: contentRoot.spanId })
    expect(two?.spanId).not.toBe(one?.spanId)

    const sent = aRun({ packageId: 'P010000F', packageVersion: 3, contentIds: [application] })
    const [transfer] = spansOf([{ kind: 'stageEnded', run: sent, stage: aStage() }])
    expect(transfer?.traceId).toBe(traceIdOf(runKey('P010000F', 3, vector.dp)))
    expect(transfer?.links).toEqual([contentRoot])
  })

  it('link back from the content to the run where the mapping is known, in the same two traces', () => {
    const key = runKey('P010000F', 3, vector.dp)
    const run = aRun({ ...dpRun, packageId: 'P010000F', packageVersion: 3 })
    const [one] = spansOf([{ kind: 'stageEnded', run, stage: { ...added, subject: application } }], dpHost)
    expect(one?.traceId).toBe(traceIdOf(contentKey(application, vector.dp)))
    expect(one?.links).toEqual([{ traceId: traceIdOf(key), spanId: rootSpanIdOf(key) }])
  })
})

describe('work on the package itself', () => {
  const key = packageKey('PS100039', 2)
  const root = { traceId: traceIdOf(key), spanId: rootSpanIdOf(key) }
  const snapshot = (facts: Parameters<typeof aStage>[0] = {}): Step => ({
    kind: 'packageStageEnded',
    work: someWork(),
    stage: aStage({ stage: 'snapshot', subject: '', attempt: undefined, ...facts }),
  })
  const over = (facts: Parameters<typeof someWork>[0] = {}): Step => ({ kind: 'packageEnded', work: someWork(facts) })

  it('has a trace of its own, which begins with the snapshot and which all DPs link to', () => {
    const signature = snapshot({ stage: 'signature', startedAt: someTime + 31_000, endedAt: someTime + 40_000 })
    const [first, second, run] = spansOf([snapshot(), signature, over({ lastAt: someTime + 50_000 })])
    expect(first).toMatchObject({ traceId: root.traceId, parentSpanId: root.spanId, name: 'task snapshot' })
    expect(second).toMatchObject({ traceId: root.traceId, parentSpanId: root.spanId, name: 'task signature' })
    expect(run).toMatchObject({ ...root, parentSpanId: undefined, name: 'RUN package-processing', kind: 'server' })
    expect(run).toMatchObject({ startedAt: someTime + 1_000, endedAt: someTime + 50_000 })
    expect(run?.attributes['cicd.pipeline.name']).toBe('package-processing')
  })

  it('is of the version whose snapshot was taken, whatever its last lines print', () => {
    const [, run] = spansOf([snapshot(), over({ packageVersion: 1 })])
    expect(run).toMatchObject(root)
    expect(run?.attributes['cm.package.version']).toBe(2)
  })

  it('that failed, and is tried again, lies below the one that succeeds', () => {
    const failed = snapshot({ result: 'failure', code: '0x80070005' })
    const failure = aFailure({ stage: 'snapshot', code: '0x80070005' })
    const tried = spansOf([failed, over({ outcome: 'failure', failure })])
    const id = spanIdOf({ traceId: root.traceId, stage: 'run', subject: '', startedAt: someTime + 1_000, host: site })
    expect(tried[0]).toMatchObject({ name: 'task snapshot', parentSpanId: id })
    expect(tried[1]).toMatchObject({ name: 'RUN package-processing', spanId: id, parentSpanId: root.spanId })
    expect(tried[1]?.attributes['error.type']).toBe('0x80070005')
  })

  it('is none where no snapshot was taken, or its begin was not seen; its later stages find their place', () => {
    expect(spansOf([over()])).toEqual([])
    const signature = snapshot({ stage: 'signature' })
    const arrival = snapshot({ stage: 'intersite' })
    expect(spansOf([signature, arrival, over()]).map(({ name, parentSpanId }) => [name, parentSpanId])).toEqual([
      ['task signature', root.spanId],
      ['task intersite', root.spanId],
    ])
  })

  it('is told once, also when the thread ends twice', () => {
    expect(spansOf([snapshot(), over(), over()])).toHaveLength(2)
  })
})

describe('reading the same log again', () => {
  const first = aRun({ ...succeeded })
  const second = aRun({
    ...succeeded,
    ordinal: 2,
    action: 'redistribute',
    jobIds: ['601'],
    startedAt: someTime + 500_000,
  })
  const whole: Step[] = [
    stage(first, { stage: 'queue', attempt: undefined }),
    stage(first),
    ended(first),
    stage(second, { subject: '601', startedAt: someTime + 510_000 }),
    ended(second),
  ]
  const key = ({ traceId: trace, spanId }: SpanData): string => trace + spanId

  it('from its start makes the same spans', () => {
    expect(spansOf(whole)).toEqual(spansOf(whole))
    expect(new Set(spansOf(whole).map(key)).size).toBe(whole.length)
  })

  it('from its middle makes no span that is not there', () => {
    const known = new Set(spansOf(whole).map(key))
    for (let from = 0; from <= whole.length; from += 1) {
      for (const span of spansOf(whole.slice(from))) expect(known).toContain(key(span))
    }
  })

  it('after a restart goes on where it was', () => {
    const before = traceMemory()
    const spans = spansOf(whole.slice(0, 3), site, before)
    const after = traceMemory()
    after.restore(JSON.parse(JSON.stringify(before.stage())) as never)
    expect([...spans, ...spansOf(whole.slice(3), site, after)]).toEqual(spansOf(whole))
  })
})

describe('the example of a step', () => {
  it('is its span, or the run that an attempt failed in', () => {
    const memory = traceMemory()
    expect(traced(ended(), site, memory).example).toMatchObject({ traceId, spanId: rootId })
    const failed: Step = { kind: 'attemptFailed', run: succeeded, stage: 'transfer', code: undefined }
    expect(traced(failed, site, memory).example).toEqual({ traceId, spanId: rootId })
    expect(traced({ kind: 'began', run: succeeded }, site, memory).example).toBeUndefined()
    expect(runReference(aRun({ dp: undefined }), site, memory)).toBeUndefined()
  })
})
