// Runs a flow: from its first node along the answers that the facts give, to an end, a wait, or a fact that nobody
// knows. Nothing here knows what a node means.
import type { Edge, FlowId, FlowNode, Variant } from './flow-node.ts'
import { flowOf, flows, nodeCalled } from './flows.ts'

/** `yes`, `no`, or another answer that the node's table has. */
export type Answer = string | boolean

/** Fact -> its answer, its answers one after the other (the last one stays), or what finds it out when it is asked. */
export type Facts = Readonly<Record<string, Answer | readonly Answer[] | (() => Answer) | undefined>>

export type FlowEnd =
  | { readonly kind: 'end'; readonly outcome: 'success' | 'failed' | 'stopped'; readonly text: string }
  /** Goes on at `resume` when what it waits for has happened. */
  | { readonly kind: 'wait'; readonly until: string; readonly resume: string }
  /** The facts do not say which way it goes: `asks` is the fact that is missing. */
  | { readonly kind: 'unknown'; readonly asks: string }

export type FlowRun = {
  /** Ids of the nodes, in the order in which they were passed; those of other flows in between included. */
  readonly path: readonly string[]
  /** `PCD-25 no`: node and answer, for each node but an unknown one. */
  readonly answers: readonly string[]
  readonly end: FlowEnd
}

export type FlowOptions = {
  readonly variant?: Variant
  /** Node to go on at instead of the first one: the `resume` of an earlier run. */
  readonly from?: string
  /** Whether other flows that a node goes through are run (default), or taken as done. */
  readonly throughOthers?: boolean
}

/** Facts that lead in a circle end a run, rather than the process. */
const mostSteps = 10_000

export function runFlow(id: FlowId, facts: Facts, options: FlowOptions = {}): FlowRun {
  const run = new Run(facts, options)
  const end = run.follow(options.from ?? flows[id].start[options.variant ?? 'current'])
  return { path: run.path, answers: run.answers, end }
}

class Run {
  readonly path: string[] = []
  readonly answers: string[] = []
  private readonly facts: Facts
  private readonly variant: Variant
  private readonly throughOthers: boolean
  private readonly asked = new Map<string, number>()
  private steps = 0

  constructor(facts: Facts, options: FlowOptions) {
    this.facts = facts
    this.variant = options.variant ?? 'current'
    this.throughOthers = options.throughOthers ?? true
  }

  follow(start: string): FlowEnd {
    let at: string | undefined = start
    while (at !== undefined) {
      if (++this.steps > mostSteps) return { kind: 'unknown', asks: 'facts that end' }
      const node = nodeCalled(at)
      const answer = this.answerOf(node)
      const edge: Edge | undefined = answer === undefined ? undefined : node.edges[answer]
      if (answer === undefined || edge === undefined) return { kind: 'unknown', asks: node.ask ?? node.id }
      if (!this.isAbsent(node)) this.answers.push(`${node.id} ${answer}`)
      const end = this.throughOtherFlows(edge) ?? endOf(edge)
      if (end !== undefined) return end
      at = edge.to
    }
    return { kind: 'unknown', asks: start }
  }

  /** Node passed; undefined when the facts do not tell. An action that nobody says anything about succeeds. */
  private answerOf(node: FlowNode): string | undefined {
    if (this.isAbsent(node)) return node.absentIn2007
    this.path.push(node.id)
    if (node.ask === undefined) return 'next'
    const given = this.factCalled(node.ask)
    if (given === undefined) return node.kind === 'action' && 'next' in node.edges ? 'next' : undefined
    if (given === 'next' || given === true) return 'next' in node.edges ? 'next' : 'yes'
    return given === false ? 'no' : given === 'yes' && !('yes' in node.edges) ? 'next' : given
  }

  private factCalled(name: string): Answer | undefined {
    const fact = Object.hasOwn(this.facts, name) ? this.facts[name] : undefined
    if (typeof fact === 'function') return fact()
    if (typeof fact !== 'object') return fact
    const turn = this.asked.get(name) ?? 0
    this.asked.set(name, turn + 1)
    return fact[Math.min(turn, fact.length - 1)]
  }

  /** The end of another flow that this run cannot go on without; undefined when it goes on. */
  private throughOtherFlows(edge: Edge): FlowEnd | undefined {
    if (edge.through === undefined || !this.throughOthers) return undefined
    for (const id of edge.through) {
      const end = this.follow(flowOf(id).start[this.variant])
      const good = end.kind === 'end' && end.outcome === 'success'
      if (!good && (edge.mustSucceed === true || end.kind === 'unknown')) return end
    }
    return undefined
  }

  private isAbsent(node: FlowNode): boolean {
    return this.variant === '2007' && node.absentIn2007 !== undefined
  }
}

function endOf(edge: Edge): FlowEnd | undefined {
  if (edge.end !== undefined) return { kind: 'end', ...edge.end }
  if (edge.wait !== undefined) return { kind: 'wait', until: edge.wait, resume: edge.to ?? '' }
  return undefined
}
