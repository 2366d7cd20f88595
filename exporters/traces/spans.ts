// Steps of distributions -> finished spans. The ids are those of engine/distribution/trace-identity.ts: nothing here
// depends on when or in which pieces a log is read, so the same log read again makes the same spans.
//
//   trace R  package version -> DP        RUN content-distribution      the first run; root
//                                           task queue, task transfer … its stages, and those of the DP
//                                           RUN content-distribution    a later run of the same version (redistribution)
//   trace P  package version, dp "*"      RUN package-processing        work done once for all DPs; every run links to it
//   trace C  content of an application    task add-to-library           the DP does not print a package version: its
//                                           task add-to-library         first addition is the root, later ones follow
import type { Run, StageSpan, Step } from '../../engine/distribution/run.ts'
import {
  contentKey,
  packageKey,
  rootSpanIdOf,
  runKey,
  traceIdOf,
  type TraceKey,
} from '../../engine/distribution/trace-identity.ts'
import { packageSpan, packageStageSpan } from './package-spans.ts'
import { failureText, isContentStage, resultOf, runAttributes, spanEvents } from './span-attributes.ts'
import type { SpanData, SpanLink } from './span-data.ts'
import { errorOf, isDone, place, rootOf, takesRoot, taskSpan, times, type SpanReference } from './span-parts.ts'
import type { TraceFacts, TraceMemory } from './trace-memory.ts'

/** What one step means for the traces: the spans it finished, and the span that shows an example of it. */
export type Traced = { readonly spans: readonly SpanData[]; readonly example: SpanReference | undefined }

/**
 * @param host   FQDN of the machine the logs belong to, for facts whose evidence does not name one
 * @param memory changed by the call
 */
export function traced(step: Step, host: string, memory: TraceMemory): Traced {
  switch (step.kind) {
    case 'stageEnded':
      return one(stageSpan(step.run, step.stage, host, memory))
    case 'ended':
      return one(runSpan(step.run, step.timedOut, host, memory))
    case 'packageStageEnded':
      return one(packageStageSpan(step.work, step.stage, host, memory))
    case 'packageEnded':
      return one(packageSpan(step.work, memory))
    case 'attemptFailed':
      return { spans: [], example: runReference(step.run, host, memory) }
    default:
      return { spans: [], example: undefined }
  }
}

function one(span: SpanData | undefined): Traced {
  return span === undefined ? { spans: [], example: undefined } : { spans: [span], example: span }
}

/** The span of the run a line belongs to; undefined while package, version or DP is unknown. */
export function runReference(run: Run, host: string, memory: TraceMemory): SpanReference | undefined {
  const key = keyOfRun(run)
  return key === undefined ? undefined : place(key, isLater(run), run.startedAt, run.jobIds[0], host, memory)
}

// Runs and their stages

function runSpan(run: Run, timedOut: boolean, host: string, memory: TraceMemory): SpanData | undefined {
  const key = keyOfRun(run)
  const ended = run.endedAt ?? run.lastAt
  // What only the DP speaks of has its root in the agent on the site server.
  if (key === undefined || !run.beginSeen || !run.seenBySite) return undefined
  if (run.startedAt === undefined || ended === undefined) return undefined
  const own = place(key, isLater(run), run.startedAt, run.jobIds[0], host, memory)
  if (isDone(own, key, memory)) return undefined
  const result = resultOf(run.outcome, timedOut)
  return {
    ...own,
    parentSpanId: own.spanId === rootSpanIdOf(key) ? undefined : rootSpanIdOf(key),
    name: 'RUN content-distribution',
    kind: 'server',
    ...times(run.startedAt, ended, runAttributes(run, key, result)),
    events: spanEvents(run.events),
    links: packageLink(run),
    error: errorOf(result, failureText(run.failure?.evidence)),
  }
}

function stageSpan(run: Run, stage: StageSpan, host: string, memory: TraceMemory): SpanData | undefined {
  if (isContentStage(stage)) return contentSpan(run, stage, host, memory)
  const key = keyOfRun(run)
  // The stages of a job print its id; where that line was lost, the span would get another id than it has elsewhere.
  if (key === undefined || stage.subject === '') return undefined
  const parent = parentOfStage(run, key, host, memory)
  const span = taskSpan(run, stage, key, host, parent.spanId)
  const links = [...attemptLink(run, stage, span, memory), ...contentLinks(run, stage)]
  return { ...span, links }
}

/** A stage hangs below its run; where the begin of the run was not seen, below the root that another log gives. */
function parentOfStage(run: Run, key: TraceKey, host: string, memory: TraceMemory): SpanReference {
  if (!run.beginSeen) return rootOf(key)
  return place(key, isLater(run), run.startedAt, run.jobIds[0], host, memory)
}

/** Content of anything but an application: package id, package version. `PS100039.2` */
const contentOfPackage = /^([A-Z0-9]{3}[0-9A-F]{5})\.(\d{1,9})$/i

/** Work on one content on the DP: in the run's trace when the content's name tells package and version. */
function contentSpan(run: Run, stage: StageSpan, host: string, memory: TraceMemory): SpanData | undefined {
  const { dp } = run
  if (dp === undefined || stage.subject === '') return undefined
  const [, packageId, version] = contentOfPackage.exec(stage.subject) ?? []
  if (packageId !== undefined) {
    const key = runKey(packageId.toUpperCase(), Number(version), dp)
    return taskSpan(run, stage, key, host, rootSpanIdOf(key))
  }
  const key = contentKey(stage.subject, dp)
  const traceId = traceIdOf(key)
  const runTrace = keyOfRun(run)
  const links = runTrace === undefined ? [] : [rootOf(runTrace)]
  const first = takesRoot(traceId, stage.startedAt, memory)
  if (!first) return { ...taskSpan(run, stage, key, host, rootSpanIdOf(key)), links }
  return { ...taskSpan(run, stage, key, host, undefined), spanId: rootSpanIdOf(key), links }
}

function isLater(run: Run): boolean {
  return run.ordinal > 1 || run.action === 'redistribute'
}

// Links

function packageLink({ packageId, packageVersion }: Run): SpanLink[] {
  if (packageId === undefined || packageVersion === undefined) return []
  return [rootOf(packageKey(packageId, packageVersion))]
}

/** The first span of an attempt links to the first span of the attempt before it, of an earlier run too. */
function attemptLink(run: Run, stage: StageSpan, { traceId, spanId }: SpanData, memory: TraceMemory): SpanLink[] {
  const facts = memory.read(traceId)
  const before = facts.attempt
  const attempt = { start: run.startedAt ?? stage.startedAt, number: stage.attempt, spanId }
  if (before !== undefined && isSameAttempt(before, attempt)) {
    const number = before.number ?? attempt.number
    if (number !== before.number) memory.write(traceId, { ...facts, attempt: { ...before, number } })
    return []
  }
  memory.write(traceId, { ...facts, attempt })
  return before === undefined ? [] : [{ traceId, spanId: before.spanId }]
}

/** Not every stage of an attempt prints a failure count; one without belongs to the attempt at hand. */
function isSameAttempt(before: Attempt, now: Attempt): boolean {
  if (before.start !== now.start) return false
  return before.number === undefined || now.number === undefined || before.number === now.number
}

type Attempt = NonNullable<TraceFacts['attempt']>

/** Contents of applications have traces of their own on the DP: what was sent points to what was added. */
function contentLinks(run: Run, stage: StageSpan): SpanLink[] {
  const { dp } = run
  if (stage.stage !== 'transfer' || dp === undefined) return []
  const named = run.contentIds.filter((contentId) => !contentOfPackage.test(contentId)).slice(0, mostLinks)
  return named.map((contentId) => rootOf(contentKey(contentId, dp)))
}

/** OpenTelemetry keeps 128 links of a span; one is left for the attempt before. */
const mostLinks = 127

// Keys

function keyOfRun({ packageId, packageVersion, dp }: Run): TraceKey | undefined {
  if (packageId === undefined || packageVersion === undefined || dp === undefined) return undefined
  return runKey(packageId, packageVersion, dp)
}
