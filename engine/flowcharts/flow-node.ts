// A flow is a table of nodes; the same table is run (run-flow.ts), drawn (draw-flow.ts) and explained. Which answer a
// node gets is a fact that the caller knows; the table only says which fact decides and where each answer leads.

export type FlowId = 'pcd' | 'adv' | 'cpd' | 'fdr' | 'slf' | 'clf' | 'par' | 'pad' | 'pai'

/** Configuration Manager 2007, or the current branch (2012 and later for the server side). */
export type Variant = '2007' | 'current'

export type Flow = {
  readonly id: FlowId
  readonly title: string
  readonly purpose: string
  /** First node. */
  readonly start: Readonly<Record<Variant, string>>
  readonly nodes: readonly FlowNode[]
}

export type FlowNode = {
  /** `PCD-26` */
  readonly id: string
  readonly kind: 'action' | 'question' | 'terminal'
  /** The question, or what is done. */
  readonly text: string
  /** Name of the fact that gives the answer; without one there is only one way on, `next`. */
  readonly ask?: string
  /** Answer -> where it leads. */
  readonly edges: Readonly<Record<string, Edge>>
  /** What proves that a run was here: signature ids, `status 2342`, then log lines and places in words. */
  readonly evidence: readonly string[]
  /** How sure it is: D documented, L shown by a log, C told by the community, R rebuilt, E decided by the engine. */
  readonly basis: string
  /** Configuration Manager 2007 has no such node and goes on as if this were the answer. */
  readonly absentIn2007?: string
}

export type Edge = {
  /** Next node: after the wait, after the other flows; undefined at an end. */
  readonly to?: string
  readonly label?: string
  /** The run ends here for now, and goes on at `to` when this has happened. */
  readonly wait?: string
  /** Flows that are run in between; with `mustSucceed` their bad end is the end of this run too. */
  readonly through?: readonly FlowId[]
  readonly mustSucceed?: true
  readonly end?: { readonly outcome: 'success' | 'failed' | 'stopped'; readonly text: string }
}

export const go = (to: string, label?: string): Edge => (label === undefined ? { to } : { to, label })
export const wait = (until: string, to: string): Edge => ({ to, wait: until })
export const waitThrough = (flow: FlowId, until: string, to: string): Edge => ({ to, wait: until, through: [flow] })
export const through = (flows: readonly FlowId[], to: string, label?: string): Edge => ({
  ...throughAnyway(flows, to, label),
  mustSucceed: true,
})
export const throughAnyway = (flows: readonly FlowId[], to: string, label?: string): Edge => ({
  ...go(to, label),
  through: flows,
})
export const success = (text: string): Edge => ({ end: { outcome: 'success', text } })
export const failed = (text: string): Edge => ({ end: { outcome: 'failed', text } })
export const stopped = (text: string): Edge => ({ end: { outcome: 'stopped', text } })
