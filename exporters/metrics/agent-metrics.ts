// What the agent counts about its own reading, writing and exporting. One line per metric; the names are the happenings.
import { catalogue } from './catalogue.ts'
import type { SeriesBook } from './series-book.ts'

export type ExportSignal = 'traces' | 'logs' | 'metrics'
export type Severity = 'info' | 'warning' | 'error' | 'unknown'

/** Where the reader of one log stands. Sizes and offsets in bytes. */
export type SourceState = {
  readonly up: boolean
  readonly size: number
  readonly offset: number
  readonly generation: number
}

/** Items that wait to be sent, and how many may. */
export type ExportQueue = { readonly items: number; readonly capacity: number }
export type ExportQueues = Map<ExportSignal, () => ExportQueue>

export type BuildFacts = {
  readonly version: string
  readonly revision: string
  readonly nodeVersion: string
  /** Version of the message catalogue. */
  readonly rulesVersion: string
}

export type AgentMetrics = {
  // Reading: shown after the next commit
  lines(log: string, component: string | undefined, severity: Severity, count?: number): void
  /** `reason`: orphan, cut, unfinished … one of a closed list. */
  unparsed(log: string, reason: string, count?: number): void
  unmatched(log: string, count?: number): void
  signatureMatched(signature: string, count?: number): void
  /** `at`: event time, milliseconds since 1970 UTC. */
  componentSeen(component: string, at: number): void
  bytesRead(log: string, bytes: number): void
  gap(log: string, lostBytes: number): void
  truncated(log: string): void
  rotated(log: string): void
  correlationsEvicted(reason: string, count: number): void
  /** Up and size are shown at once, offset and generation after the next commit. */
  source(log: string, state: SourceState): void
  // Shown at once
  readFailed(log: string, reason: string): void
  /** Time from writing to reading of an entry, in milliseconds. Live reading only, never while catching up. */
  lag(log: string, milliseconds: number): void
  /** Milliseconds it took; `at` in milliseconds since 1970 UTC. */
  committed(milliseconds: number, at: number): void
  commitFailed(reason: string): void
  correlationsOpen(count: number): void
  exported(signal: ExportSignal, items: number): void
  exportFailed(signal: ExportSignal, reason: string): void
  exportDropped(signal: ExportSignal, reason: string, items: number): void
  /** From now on, what waits to be sent is asked for at every scrape. */
  exportQueue(signal: ExportSignal, look: () => ExportQueue): void
  build(facts: BuildFacts): void
  /** A load of the configuration; `hash` of the one now in force, `at` in milliseconds since 1970 UTC. */
  configLoaded(hash: string, at: number): void
  configRefused(): void
}

export function agentMetrics(book: SeriesBook, queues: ExportQueues): AgentMetrics {
  const c = catalogue
  let configHash: string | undefined
  return {
    lines: (log, component, severity, count = 1) =>
      book.add(c.logLines, { log, component: component ?? 'unknown', severity }, count),
    unparsed: (log, reason, count = 1) => book.add(c.unparsed, { log, reason }, count),
    unmatched: (log, count = 1) => book.add(c.unmatched, { log }, count),
    signatureMatched: (signature, count = 1) => book.add(c.signatureMatches, { signature }, count),
    componentSeen: (component, at) => book.raise(c.componentLastEvent, { component }, at / 1000),
    bytesRead: (log, bytes) => book.add(c.readBytes, { log }, bytes),
    gap(log, lostBytes) {
      book.add(c.sourceGaps, { log }, 1)
      book.add(c.sourceLostBytes, { log }, lostBytes)
    },
    truncated: (log) => book.add(c.sourceTruncations, { log }, 1),
    rotated: (log) => book.add(c.sourceRotations, { log }, 1),
    correlationsEvicted: (reason, count) => book.add(c.correlationsEvicted, { reason }, count),
    source(log, { up, size, offset, generation }) {
      book.set(c.sourceUp, { log }, up ? 1 : 0)
      book.set(c.sourceSize, { log }, size)
      book.set(c.sourceOffset, { log }, offset)
      book.set(c.sourceGeneration, { log }, generation)
    },
    readFailed: (log, reason) => book.add(c.sourceReadErrors, { log, reason }, 1),
    lag: (log, milliseconds) => book.observe(c.processingLag, { log }, Math.max(0, milliseconds) / 1000),
    committed(milliseconds, at) {
      book.add(c.commits, {}, 1)
      book.set(c.commitLast, {}, at / 1000)
      book.observe(c.commitSeconds, {}, milliseconds / 1000)
    },
    commitFailed: (reason) => book.add(c.commitFailures, { reason }, 1),
    correlationsOpen: (count) => book.set(c.correlationsOpen, {}, count),
    exported: (signal, items) => book.add(c.exportItems, { signal }, items),
    exportFailed: (signal, reason) => book.add(c.exportFailures, { signal, reason }, 1),
    exportDropped: (signal, reason, items) => book.add(c.exportDropped, { signal, reason }, items),
    exportQueue: (signal, look) => void queues.set(signal, look),
    build: ({ version, revision, nodeVersion, rulesVersion }) =>
      book.set(c.buildInfo, { version, revision, node_version: nodeVersion, rules_version: rulesVersion }, 1),
    configLoaded(hash, at) {
      if (configHash !== undefined && configHash !== hash) book.remove(c.configInfo, { hash: configHash })
      configHash = hash
      book.set(c.configInfo, { hash }, 1)
      book.set(c.configReloadSuccessful, {}, 1)
      book.set(c.configReloadSuccess, {}, at / 1000)
    },
    configRefused: () => book.set(c.configReloadSuccessful, {}, 0),
  }
}

/** Makes the series of the followed logs exist at 0 before anything happens to them. */
export function expectLog(log: string, book: SeriesBook): void {
  const families = [
    catalogue.unmatched,
    catalogue.sourceGaps,
    catalogue.sourceLostBytes,
    catalogue.sourceTruncations,
    catalogue.sourceRotations,
    catalogue.readBytes,
  ]
  for (const family of families) book.ensure(family, { log })
  book.ensure(catalogue.processingLag, { log })
}

/** Makes the series of an exported signal exist at 0. */
export function expectSignal(signal: ExportSignal, book: SeriesBook): void {
  book.ensure(catalogue.exportItems, { signal })
}
