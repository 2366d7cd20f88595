// Steps of distributions as the tracker hands them out, in one line each.
import type { Evidence, PackageWork, Run, RunFailure, StageSpan } from '../../engine/distribution/run.ts'

/** The package and DP of the published trace test vector. */
export const vector = { packageId: 'PS100039', packageVersion: 2, dp: 'PS1DP1.CONTOSO.COM' } as const

/** 2018-06-14T05:26:25.828Z */
export const someTime = Date.UTC(2018, 5, 14, 5, 26, 25, 828)

export function aRun(facts: Partial<Run> = {}): Run {
  return {
    ...vector,
    site: 'PS1',
    pull: false,
    action: 'distribute',
    ordinal: 1,
    beginSeen: true,
    seenBySite: true,
    outcome: 'in-progress',
    stage: 'transfer',
    jobIds: ['577'],
    contentIds: ['PS100039.2'],
    attempts: 1,
    failures: 0,
    triesLeft: undefined,
    nextRetry: undefined,
    nextRetryText: undefined,
    startedAt: someTime,
    lastAt: someTime + 60_000,
    endedAt: undefined,
    failure: undefined,
    proof: undefined,
    events: [],
    ...facts,
  }
}

export function aStage(facts: Partial<StageSpan> = {}): StageSpan {
  return {
    stage: 'transfer',
    subject: '577',
    startedAt: someTime + 1_000,
    endedAt: someTime + 31_000,
    result: 'success',
    code: undefined,
    attempt: 1,
    evidence: [evidence()],
    events: [],
    ...facts,
  }
}

export function evidence(facts: Partial<Evidence> = {}): Evidence {
  return {
    host: 'PS1SITE.CONTOSO.COM',
    file: 'PkgXferMgr.log',
    offset: 0,
    line: 1,
    time: someTime,
    thread: 9112,
    component: 'SMS_PACKAGE_TRANSFER_MANAGER',
    signature: 'PX-012',
    fields: {},
    text: 'Sending thread starting for Job: 577  $$<SMS_PACKAGE_TRANSFER_MANAGER><06-14-2018 06:26:25.828-60><thread=9112 (0x2398)>',
    ...facts,
  }
}

export function aFailure(facts: Partial<RunFailure> = {}): RunFailure {
  return {
    stage: 'transfer',
    code: '0x80070070',
    evidence: [evidence({ text: '~SendFiles() failed; 0x80070070  $$<SMS_PACKAGE_TRANSFER_MANAGER><…>' })],
    context: [],
    dpEvidence: [],
    threadsOnJob: 1,
    ...facts,
  }
}

export function someWork(facts: Partial<PackageWork> = {}): PackageWork {
  return {
    packageId: vector.packageId,
    packageVersion: vector.packageVersion,
    site: 'PS1',
    outcome: 'success',
    startedAt: someTime - 60_000,
    lastAt: someTime - 1_000,
    failure: undefined,
    stalled: undefined,
    sharesSource: false,
    ...facts,
  }
}
