// The real mermaid reads what `cmdp flow --mermaid` prints, and shows exactly the table that runs.
import { JSDOM } from 'jsdom'
import { beforeAll, describe, expect, it } from 'vitest'
import { drawFlow } from '../../../engine/flowcharts/draw-flow.ts'
import { flowIds, flows } from '../../../engine/flowcharts/flows.ts'
import type { FlowNode } from '../../../engine/flowcharts/flow-node.ts'

type Vertex = { readonly id: string; readonly text?: string; readonly type?: string }
type Drawn = { readonly start: string; readonly end: string; readonly text: string; readonly stroke: string }
type Reader = (text: string) => Promise<{ vertices: ReadonlyMap<string, Vertex>; edges: readonly Drawn[] }>

let read: Reader

// Mermaid looks for a page even when it only reads.
beforeAll(async () => {
  const { window } = new JSDOM('<!doctype html><body></body>')
  Object.assign(globalThis, { window, document: window.document })
  const { default: mermaid } = await import('mermaid')
  mermaid.initialize({ startOnLoad: false })
  read = async (text) => {
    await mermaid.parse(text)
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text)
    const flow = db as unknown as { getVertices(): ReadonlyMap<string, Vertex>; getEdges(): readonly Drawn[] }
    return { vertices: flow.getVertices(), edges: flow.getEdges() }
  }
}, 300_000)

describe.each(flowIds)('the drawing of %s', (id) => {
  const nodes: readonly FlowNode[] = flows[id].nodes

  it('shows each node with its question or action, and no other', async () => {
    const { vertices } = await read(drawFlow(flows[id]))
    const shapes = { question: 'diamond', action: 'square', terminal: 'stadium' } as const
    for (const node of nodes) {
      const vertex = vertices.get(node.id.replace('-', ''))
      expect(decoded(vertex?.text)).toBe(`${node.id}<br>${node.text}`)
      expect(vertex?.type).toBe(shapes[node.kind])
    }
    const ends = nodes.flatMap((node) => Object.values(node.edges).filter(({ end }) => end !== undefined))
    const own = new Set(nodes.map((node) => node.id))
    const foreign = new Set(
      nodes.flatMap((node) =>
        Object.values(node.edges).flatMap(({ to }) => (to === undefined || own.has(to) ? [] : to)),
      ),
    )
    expect(vertices.size).toBe(nodes.length + ends.length + foreign.size)
  })

  it('shows each way on with its answer, and no other', async () => {
    const { edges, vertices } = await read(drawFlow(flows[id]))
    const drawn = edges.map(({ start, end, text, stroke }) => {
      const target = vertices.get(end)
      const to = /^[A-Z]+\d+$/.test(end) ? end.replace(/(\d)/, '-$1') : decoded(target?.text)
      return `${start.replace(/(\d)/, '-$1')} ${stroke} [${decoded(text)}] ${to}`
    })
    expect(drawn.sort()).toEqual(nodes.flatMap(arrowsWanted).sort())
  })
})

/** What each arrow of a node must say; ways back to the node itself share one, since mermaid draws one loop at a node. */
function arrowsWanted(node: FlowNode): readonly string[] {
  const ways = Object.entries(node.edges).map(([answer, { to, end, label, wait, through = [] }]) => {
    const via = through.map((flow) => `through ${flow.toUpperCase()}`)
    const words = [answer === 'next' ? undefined : answer, label, wait && `wait for ${wait}`, ...via]
    const said = words.filter((word) => word !== undefined).join(': ')
    return { said, to: end === undefined ? to : `${end.outcome}: ${end.text}`, waits: wait !== undefined }
  })
  const loops = ways.filter(({ to }) => to === node.id)
  const loop = {
    said: loops.map(({ said }) => said).join(' / '),
    to: node.id,
    waits: loops.every(({ waits }) => waits),
  }
  return [...ways.filter(({ to }) => to !== node.id), ...(loops.length === 0 ? [] : [loop])].map(
    ({ said, to, waits }) => `${node.id} ${waits ? 'dotted' : 'normal'} [${said}] ${to ?? ''}`,
  )
}

/** Mermaid keeps numeric entities between two signs of its own until it draws. */
function decoded(text: string | undefined): string {
  return (text ?? '').replace(/ﬂ°°(\d+)¶ß|#(\d+);/g, (_, own: string, plain: string) =>
    String.fromCodePoint(Number(own ?? plain)),
  )
}
