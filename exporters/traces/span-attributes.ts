// Attribute names and values of our spans: the CI/CD conventions (a distribution is a deploy pipeline), and `cm.` for
// what only Configuration Manager has. Pure.
import type {
  Evidence,
  Outcome,
  PackageWork,
  Run,
  RunEvent,
  StageResult,
  StageSpan,
} from '../../engine/distribution/run.ts'
import type { Attributes, SpanEvent } from './span-data.ts'
import { redact } from './redact.ts'

/** Outcome of a run -> cicd.pipeline.result; undefined: the run has not ended. */
const results: Readonly<Partial<Record<Outcome, StageResult>>> = {
  success: 'success',
  failure: 'failure',
  cancelled: 'cancellation',
  superseded: 'skip',
  removed: 'skip',
}

export function resultOf(outcome: Outcome, timedOut: boolean): StageResult {
  return timedOut ? 'timeout' : (results[outcome] ?? 'timeout')
}

export function runAttributes(run: Run, runId: string, result: StageResult): Attributes {
  return defined({
    ...pipeline('content-distribution', runId, result),
    ...errorType(result, run.failure?.code),
    ...packageAttributes(run),
    'cm.content.id': run.contentIds.length === 1 ? run.contentIds[0] : undefined,
    'cm.job.id': run.jobIds.at(-1),
    'cm.dp.fqdn': run.dp,
    'cm.action': run.action,
    'cm.pull': run.pull,
    'cm.attempt': run.attempts > 0 ? run.failures + 1 : undefined,
    'server.address': run.dp,
  })
}

export function workAttributes(work: PackageWork, runId: string, result: StageResult): Attributes {
  return defined({
    ...pipeline('package-processing', runId, result),
    ...errorType(result, work.failure?.code),
    ...packageAttributes(work),
  })
}

/** What all stages carry. `owner` is the run or the package's own work. */
export function stageAttributes(stage: StageSpan, spanId: string, owner: Run | PackageWork): Attributes {
  return defined({
    'cicd.pipeline.task.name': stage.stage,
    'cicd.pipeline.task.run.id': spanId,
    'cicd.pipeline.task.run.result': stage.result,
    'cicd.pipeline.task.type': 'deploy',
    ...errorType(stage.result, stage.code),
    ...packageAttributes(owner),
    ...('dp' in owner ? { 'cm.dp.fqdn': owner.dp, 'cm.action': owner.action, 'cm.pull': owner.pull } : {}),
    ...subjectAttributes(stage),
    'cm.attempt': stage.attempt,
    ...evidenceAttributes(stage.evidence[0]),
  })
}

export function spanEvents(events: readonly RunEvent[]): SpanEvent[] {
  return events.map(({ name, at, attributes }) => ({ name, at, attributes: defined(redacted(attributes)) }))
}

/** Short text of a failing line, without the frame that the log puts around it. */
export function failureText(evidence: readonly Evidence[] | undefined): string {
  const line = evidence?.at(-1)?.text ?? ''
  const ccm = line.startsWith('<![LOG[') ? line.slice(7).split(']LOG]!>', 1)[0] : undefined
  const message = (ccm ?? line.split('$$<', 1)[0] ?? '').replace(/^~|~$/g, '').trim()
  return redact(message.slice(0, longestDescription))
}

/** Characters of a status description. */
const longestDescription = 256

/** `error.type` of a failure: the code, or what the conventions say when there is none. */
export function errorType(result: StageResult, code: string | undefined): Record<string, string | undefined> {
  if (result === 'timeout') return { 'error.type': 'timeout' }
  return result === 'failure' ? { 'error.type': code ?? '_OTHER' } : {}
}

function pipeline(name: string, runId: string, result: StageResult): Attributes {
  return {
    'cicd.pipeline.name': name,
    'cicd.pipeline.action.name': 'RUN',
    'cicd.pipeline.run.id': runId,
    'cicd.pipeline.result': result,
  }
}

function packageAttributes({
  packageId,
  packageVersion,
}: Run | PackageWork): Record<string, string | number | undefined> {
  return {
    'cm.package.id': packageId,
    'cm.package.version': packageVersion,
    'artifact.version': packageVersion === undefined ? undefined : String(packageVersion),
  }
}

/** The stages that the DP works on content by content; all others belong to a transfer job. */
export function isContentStage(stage: StageSpan): boolean {
  return stage.stage === 'add-to-library' || stage.stage === 'verify'
}

function subjectAttributes(stage: StageSpan): Record<string, string> {
  if (stage.subject === '') return {}
  return { [isContentStage(stage) ? 'cm.content.id' : 'cm.job.id']: stage.subject }
}

function evidenceAttributes(evidence: Evidence | undefined): Record<string, string | number | undefined> {
  if (evidence === undefined) return {}
  const name = evidence.file.split(/[\\/]/).at(-1)
  return {
    'log.file.name': name,
    'log.file.path': name === evidence.file ? undefined : evidence.file,
    'thread.id': evidence.thread,
    'cm.component': evidence.component,
  }
}

function redacted(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === 'string' ? redact(value) : value]),
  )
}

function defined(attributes: Readonly<Record<string, string | number | boolean | undefined>>): Attributes {
  const entries = Object.entries(attributes).filter((entry): entry is [string, string | number | boolean] => {
    return entry[1] !== undefined
  })
  return Object.fromEntries(entries)
}
