// What all spans are made of: ids, places in a trace, times, status.
import type { PackageWork, Run, StageSpan } from '../../engine/distribution/run.ts'
import { rootSpanIdOf, spanIdOf, traceIdOf, type TraceKey } from '../../engine/distribution/trace-identity.ts'
import { failureText, spanEvents, stageAttributes } from './span-attributes.ts'
import type { SpanData, SpanLink } from './span-data.ts'
import type { TraceMemory } from './trace-memory.ts'

/** A span by its ids: parent, link target or exemplar. */
export type SpanReference = SpanLink

/** The root span of a trace, whoever makes it. */
export function rootOf(key: TraceKey): SpanReference {
  return { traceId: traceIdOf(key), spanId: rootSpanIdOf(key) }
}

export function taskSpan(
  owner: Run | PackageWork,
  stage: StageSpan,
  key: TraceKey,
  host: string,
  parentSpanId: string | undefined,
): SpanData {
  const traceId = traceIdOf(key)
  const named = stage.evidence[0]?.host
  const spanId = spanIdOf({ ...stage, traceId, host: named === undefined || named === '' ? host : named })
  return {
    traceId,
    spanId,
    parentSpanId,
    name: `task ${stage.stage}`,
    kind: 'internal',
    ...times(stage.startedAt, stage.endedAt, stageAttributes(stage, spanId, owner)),
    events: spanEvents(stage.events),
    links: [],
    error: errorOf(stage.result, failureText(stage.evidence)),
  }
}

/** End before start: the clocks of two machines disagree, or one was set. Both facts are kept, nothing is corrected. */
export function times(
  startedAt: number,
  endedAt: number,
  attributes: SpanData['attributes'],
): Pick<SpanData, 'startedAt' | 'endedAt' | 'attributes'> {
  if (endedAt >= startedAt) return { startedAt, endedAt, attributes }
  const end = new Date(endedAt).toISOString()
  return { startedAt, endedAt, attributes: { ...attributes, 'cm.clock.anomaly': true, 'cm.clock.end': end } }
}

export function errorOf(result: string, text: string): string | undefined {
  if (result === 'timeout') return text === '' ? 'No progress until the time limit' : text
  return result === 'failure' ? text : undefined
}

/**
 * The span of a run: the root for the first start of its trace, else a child made by the rule with stage `run`.
 * @param later the facts themselves tell that it is not the first
 */
export function place(
  key: TraceKey,
  later: boolean,
  startedAt: number | undefined,
  jobId: string | undefined,
  host: string,
  memory: TraceMemory,
): SpanReference {
  const traceId = traceIdOf(key)
  if (startedAt === undefined || (!later && takesRoot(traceId, startedAt, memory))) {
    return { traceId, spanId: rootSpanIdOf(key) }
  }
  return { traceId, spanId: spanIdOf({ traceId, stage: 'run', subject: jobId ?? '', startedAt, host }) }
}

/** The first start of a trace takes its root; the same start has it again when a log is read again. */
export function takesRoot(traceId: string, startedAt: number, memory: TraceMemory): boolean {
  const facts = memory.read(traceId)
  if (facts.root === undefined) memory.write(traceId, { ...facts, root: startedAt })
  return facts.root === undefined || facts.root === startedAt
}

/** A root is exported once, whatever is told of it later. */
export function isDone({ traceId, spanId }: SpanReference, key: TraceKey, memory: TraceMemory): boolean {
  if (spanId !== rootSpanIdOf(key)) return false
  const facts = memory.read(traceId)
  if (facts.rootDone !== true) memory.write(traceId, { ...facts, rootDone: true })
  return facts.rootDone === true
}
