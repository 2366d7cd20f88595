// The nine flows, and their nodes by id.
import type { Flow, FlowId, FlowNode } from './flow-node.ts'
import { adv } from './tables/adv.ts'
import { clf } from './tables/clf.ts'
import { cpd } from './tables/cpd.ts'
import { fdr } from './tables/fdr.ts'
import { pad } from './tables/pad.ts'
import { pai } from './tables/pai.ts'
import { par } from './tables/par.ts'
import { pcd } from './tables/pcd.ts'
import { slf } from './tables/slf.ts'

export const flows: Readonly<Record<FlowId, Flow>> = { pcd, adv, cpd, fdr, slf, clf, par, pad, pai }

export const flowIds = Object.keys(flows) as readonly FlowId[]

const nodes: ReadonlyMap<string, FlowNode> = new Map(
  Object.values(flows).flatMap((flow) => flow.nodes.map((node) => [node.id, node] as const)),
)

export const flowOf = (id: FlowId): Flow => flows[id]

/** Node of any flow; undefined when no flow has it. */
export const flowNode = (id: string): FlowNode | undefined => nodes.get(id)

/** The flow that a node belongs to. */
export const flowOfNode = (nodeId: string): Flow | undefined => {
  const id = nodeId.slice(0, nodeId.indexOf('-')).toLowerCase()
  return flowIds.includes(id as FlowId) ? flows[id as FlowId] : undefined
}

/** For ids that stand in our own tables. */
export function nodeCalled(id: string): FlowNode {
  const node = nodes.get(id)
  if (node === undefined) throw new RangeError(`No flow has a node ${id}`)
  return node
}
