// The nine software distribution flows: tables, one interpreter, and drawings.
export { flowIds, flowNode, flowOf, flowOfNode } from './flows.ts'
export { drawFlow, flowObject, leadsTo, nodeObject, type FlowNodeObject } from './draw-flow.ts'
export type { Edge, Flow, FlowId, FlowNode, Variant } from './flow-node.ts'
export { runFlow, type Answer, type Facts, type FlowEnd, type FlowOptions, type FlowRun } from './run-flow.ts'
