// A flow for people: its nodes in their order, and where each answer leads.
import { leadsTo } from '../../engine/flowcharts/draw-flow.ts'
import type { Flow, FlowNode } from '../../engine/flowcharts/flow-node.ts'
import type { Colours } from '../terminal/colours.ts'

export function flowWords(flow: Flow, colours: Colours): string {
  const { current, 2007: older } = flow.start
  const starts =
    current === older ? `Begins at ${current}.` : `Begins at ${current}; in Configuration Manager 2007 at ${older}.`
  const head = [colours.bold(`${flow.id.toUpperCase()}  ${flow.title}`), `${flow.purpose}. ${starts}`]
  return `${[...head, ...flow.nodes.map((node) => nodeWords(node, colours))].join('\n\n')}\n`
}

function nodeWords(node: FlowNode, colours: Colours): string {
  const absent = node.absentIn2007 === undefined ? '' : colours.dim('  (not in Configuration Manager 2007)')
  const ways = Object.entries(node.edges).map(
    ([answer, edge]) => `    ${colours.dim(answer.padEnd(10))} ${leadsTo(edge)}`,
  )
  const evidence = node.evidence.map((one) => `    ${colours.dim('evidence'.padEnd(10))} ${one}`)
  return [`${colours.bold(node.id)}  ${node.text}${absent}`, ...ways, ...evidence].join('\n')
}
