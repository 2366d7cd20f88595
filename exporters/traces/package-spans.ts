// The work done once for all DPs of a package version, in a trace of its own. What is told of a package thread's run is
// often no such work (it serves DPs only), or the same work tried again, or the arrival at another site; and where
// reading began must not matter. So the facts alone decide:
//
//   the run whose snapshot succeeded   the root: a version gets one such snapshot, at its source site
//   a run whose snapshot failed        RUN package-processing below it, with an id of its own
//   signature, arrival at a site       tasks below the root, also when the root is made by another agent
import type { PackageWork, StageSpan } from '../../engine/distribution/run.ts'
import { packageKey, rootSpanIdOf, spanIdOf, traceIdOf } from '../../engine/distribution/trace-identity.ts'
import { failureText, resultOf, workAttributes } from './span-attributes.ts'
import type { SpanData } from './span-data.ts'
import { errorOf, isDone, rootOf, takesRoot, taskSpan, times } from './span-parts.ts'
import type { TraceMemory } from './trace-memory.ts'

export function packageStageSpan(
  work: PackageWork,
  stage: StageSpan,
  host: string,
  memory: TraceMemory,
): SpanData | undefined {
  const { packageId, packageVersion } = work
  if (packageId === undefined || packageVersion === undefined) return undefined
  const key = packageKey(packageId, packageVersion)
  const root = rootOf(key)
  if (stage.stage !== 'snapshot') return taskSpan(work, stage, key, host, root.spanId)
  const isRoot = stage.result === 'success' && takesRoot(root.traceId, stage.startedAt, memory)
  const { startedAt } = stage
  const facts = { traceId: root.traceId, stage: 'run', subject: '', startedAt, host } as const
  const spanId = isRoot ? root.spanId : spanIdOf(facts)
  memory.write(runOf(packageId), { work: { version: packageVersion, start: startedAt, spanId } })
  return taskSpan(work, stage, key, host, spanId)
}

/** undefined: this run of the package thread took no snapshot. */
export function packageSpan(work: PackageWork, memory: TraceMemory): SpanData | undefined {
  const { packageId, lastAt } = work
  const run = packageId === undefined ? undefined : memory.read(runOf(packageId)).work
  if (packageId === undefined || run === undefined || lastAt === undefined) return undefined
  memory.write(runOf(packageId), {})
  const key = packageKey(packageId, run.version)
  const own = { traceId: traceIdOf(key), spanId: run.spanId }
  if (isDone(own, key, memory)) return undefined
  const result = resultOf(work.outcome, false)
  return {
    ...own,
    parentSpanId: own.spanId === rootSpanIdOf(key) ? undefined : rootSpanIdOf(key),
    name: 'RUN package-processing',
    kind: 'server',
    // The lines at the end of a run may print the version before it.
    ...times(run.start, lastAt, workAttributes({ ...work, packageVersion: run.version }, key, result)),
    events: [],
    links: [],
    error: errorOf(result, failureText(work.failure?.evidence)),
  }
}

/** Where the present run of a package's thread is remembered, among the traces. */
const runOf = (packageId: string): string => `package ${packageId}`
