// What must be remembered over several steps so that spans keep their place in a trace: which start took the root span
// (there is one per trace, for the first run), and where the last attempt began (the next one links to it). Small, and
// saved with the offsets, so that a restart does not give a root twice.

/** One trace's memory as it is kept on disk. */
export type SavedTrace = { readonly key: string; readonly value: TraceFacts }

export type TraceFacts = {
  /** Event time of the start that took the root span, milliseconds since 1970 UTC. */
  readonly root?: number
  /** Has the root span been made? It is exported once. */
  readonly rootDone?: boolean
  /** First span of the newest attempt. */
  readonly attempt?: { readonly start: number; readonly number: number | undefined; readonly spanId: string }
  /** Of a package: the run of its thread that took a snapshot and is not over. */
  readonly work?: { readonly version: number; readonly start: number; readonly spanId: string }
}

export type TraceMemory = {
  read(traceId: string): TraceFacts
  write(traceId: string, facts: TraceFacts): void
  stage(): SavedTrace[]
  committed(): void
  restore(saved: Iterable<SavedTrace>): void
}

/** Traces remembered; the one not used for longest is forgotten first. 150 bytes each. */
const capacity = 20_000

export function traceMemory(limit: number = capacity): TraceMemory {
  const known = new Map<string, TraceFacts>()
  const changed = new Map<string, TraceFacts>()
  const staged = new Map<string, TraceFacts>()

  const keep = (traceId: string, facts: TraceFacts): void => {
    known.delete(traceId)
    known.set(traceId, facts)
    const oldest = known.size > limit ? known.keys().next().value : undefined
    if (oldest !== undefined) known.delete(oldest)
  }

  return {
    read: (traceId) => known.get(traceId) ?? {},
    write(traceId, facts) {
      keep(traceId, facts)
      changed.set(traceId, facts)
    },
    stage() {
      for (const [key, value] of changed) staged.set(key, value)
      changed.clear()
      return [...staged].map(([key, value]) => ({ key, value }))
    },
    committed: () => staged.clear(),
    restore(saved) {
      for (const { key, value } of saved) keep(key, value)
    },
  }
}
