// A flow as mermaid text and as the object that `cmdp flow --json` prints. Both show the table that runs, nothing else.
import type { Edge, Flow, FlowNode } from './flow-node.ts'

/** `flowchart TD` text: questions as diamonds, actions as boxes, ends as rounded boxes. */
export function drawFlow(flow: Flow): string {
  const own = new Set(flow.nodes.map(({ id }) => id))
  const lines = flow.nodes.flatMap((node) => [`  ${name(node.id)}${shape(node)}`, ...arrowsOf(node)])
  const others = new Set(flow.nodes.flatMap((node) => Object.values(node.edges).flatMap(({ to }) => to ?? [])))
  const foreign = [...others].filter((id) => !own.has(id)).map((id) => `  ${name(id)}[["${id}"]]`)
  return [`flowchart TD`, ...lines, ...foreign, ''].join('\n')
}

/** One node as printed: `yes` and `no` are the node or end that these answers lead to, `others` the further answers. */
export type FlowNodeObject = {
  readonly id: string
  readonly kind: FlowNode['kind']
  readonly text: string
  readonly yes: string | null
  readonly no: string | null
  readonly others: Readonly<Record<string, string>>
  readonly evidence: readonly string[]
}

export function flowObject(flow: Flow): {
  readonly id: string
  readonly title: string
  readonly nodes: readonly FlowNodeObject[]
} {
  return { id: flow.id, title: flow.title, nodes: flow.nodes.map(nodeObject) }
}

/** The way on that is not a question stands under `yes`, as in the flow's table. */
export function nodeObject(node: FlowNode): FlowNodeObject {
  const { yes, next, no, ...others } = node.edges
  const good = yes ?? next
  return {
    id: node.id,
    kind: node.kind,
    text: node.text,
    yes: good === undefined ? null : leadsTo(good),
    no: no === undefined ? null : leadsTo(no),
    others: Object.fromEntries(Object.entries(others).map(([answer, edge]) => [answer, leadsTo(edge)])),
    evidence: node.evidence,
  }
}

/** `PCD-26`, `wait for …, then PCD-25`, `failed: Status 5`. */
export function leadsTo(edge: Edge): string {
  const { end, to = '', wait, through = [] } = edge
  if (end !== undefined) return `${end.outcome}: ${end.text}`
  const via = through.length === 0 ? '' : `through ${through.map((id) => id.toUpperCase()).join(' and ')} `
  const label = edge.label === undefined ? '' : `${edge.label}: `
  return wait === undefined ? `${label}${via}${to}` : `${via}wait for ${wait}, then ${to}`
}

/** One arrow for each way. Mermaid draws one loop at a node only, so ways back to the node itself share theirs. */
function arrowsOf(node: FlowNode): readonly string[] {
  const ways = Object.entries(node.edges)
  const loops = ways.filter(([, { to }]) => to === node.id)
  const label = loops.map(([answer, edge]) => wordsOf(answer, edge)).join(' / ')
  const loop = arrowTo(
    name(node.id),
    node,
    label,
    loops.every(([, { wait }]) => wait !== undefined),
  )
  return [
    ...ways.filter(([, { to }]) => to !== node.id).flatMap(([answer, edge]) => arrow(node, answer, edge)),
    ...(loops.length === 0 ? [] : [loop]),
  ]
}

function arrow(node: FlowNode, answer: string, edge: Edge): readonly string[] {
  const target = edge.end === undefined ? name(edge.to ?? '') : `${name(node.id)}_${answer.replace(/\W/g, '_')}`
  const drawn = arrowTo(target, node, wordsOf(answer, edge), edge.wait !== undefined)
  if (edge.end === undefined) return [drawn]
  return [drawn, `  ${target}(["${escaped(`${edge.end.outcome}: ${edge.end.text}`)}"])`]
}

/** Dotted: something is waited for. */
const arrowTo = (target: string, node: FlowNode, label: string, waits: boolean): string =>
  `  ${name(node.id)} ${waits ? '-.->' : '-->'}${label === '' ? '' : `|"${escaped(label)}"|`} ${target}`

function wordsOf(answer: string, { label, wait, through = [] }: Edge): string {
  const words = [answer === 'next' ? '' : answer, label, wait === undefined ? undefined : `wait for ${wait}`]
  const via = through.map((id) => `through ${id.toUpperCase()}`)
  return [...words, ...via].filter((word) => word !== undefined && word !== '').join(': ')
}

const shapes: Readonly<Record<FlowNode['kind'], readonly [string, string]>> = {
  question: ['{"', '"}'],
  action: ['["', '"]'],
  terminal: ['(["', '"])'],
}

const shape = ({ kind, id, text }: FlowNode): string => {
  const [open, close] = shapes[kind]
  return `${open}${id}<br>${escaped(text)}${close}`
}

/** Mermaid ids take no hyphen before a digit in every position. */
const name = (id: string): string => id.replace('-', '')

/** Everything that mermaid or HTML could read as a sign becomes a numeric entity. */
const escaped = (text: string): string =>
  text.replace(/[^\p{L}\p{N} .,:?+×–≤≥≠→−…]/gu, (sign) => `#${sign.codePointAt(0)};`)
