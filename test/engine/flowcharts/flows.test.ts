// The nine flows: the node set and the ways are those of the notes (test/corpus/flows/nodes.json), every node and every
// edge is taken by a case, and what is drawn is the table that runs.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { drawFlow, flowObject, leadsTo } from '../../../engine/flowcharts/draw-flow.ts'
import type { FlowNode } from '../../../engine/flowcharts/flow-node.ts'
import { flowIds, flowNode, flowOfNode, flows } from '../../../engine/flowcharts/flows.ts'
import { runFlow, type FlowEnd } from '../../../engine/flowcharts/run-flow.ts'
import { flowCases, plainFacts, type FlowCase } from './flow-cases.ts'

type Written = { readonly id: string; readonly k: string; readonly yes: string; readonly no: string }
const written = JSON.parse(
  readFileSync(new URL('../../corpus/flows/nodes.json', import.meta.url), 'utf8'),
) as readonly Written[]
const nodes = flowIds.flatMap((id) => flows[id].nodes as readonly FlowNode[])

describe('the tables', () => {
  it('have the 175 nodes of the notes, with their kinds', () => {
    const kinds = { A: 'action', Q: 'question', T: 'terminal' } as const
    expect(written).toHaveLength(175)
    expect(nodes.map(({ id, kind }) => `${id} ${kind}`)).toEqual(
      written.map(({ id, k }) => `${id} ${kinds[k as keyof typeof kinds]}`),
    )
  })

  it.each(written)('$id leads where the notes say: yes to $yes, no to $no', ({ id, yes, no }) => {
    const node = flowNode(id)!
    const { no: wrong, ...good } = node.edges
    for (const target of targetsIn(yes)) expect(Object.values(good).map(leadsTo).join('; ')).toContain(target)
    const others = Object.values(node.edges).map(leadsTo).join('; ')
    for (const target of targetsIn(no)) expect(wrong === undefined ? others : leadsTo(wrong)).toContain(target)
  })

  it('lead to nodes that exist, and nowhere else than the notes do but where these draw no arrow', () => {
    const invented = nodes.flatMap((node) =>
      Object.entries(node.edges).flatMap(([answer, { to, wait }]) => {
        if (to === undefined) return []
        expect(flowNode(to)).toBeDefined()
        const { yes = '', no = '' } = written.find(({ id }) => id === node.id) ?? {}
        return wait !== undefined || targetsIn(`${yes} ${no}`).includes(to) ? [] : [`${node.id} ${answer} ${to}`]
      }),
    )
    expect(invented).toEqual(drawnByUs)
  })

  it('ask for facts that are each asked by one node', () => {
    const asked = nodes.flatMap(({ ask }) => ask ?? [])
    expect(asked.filter((fact, index) => asked.indexOf(fact) !== index)).toEqual([])
  })
})

describe.each(flowIds)('flow %s', (id) => {
  it.each(flowCases.filter(({ flow }) => flow === id))('$name', (flowCase) => {
    const run = runOf(flowCase)
    expect(run.path).toEqual(expand(flowCase.path))
    expect(inWords(run.end)).toBe(flowCase.end)
  })
})

describe('a run', () => {
  it('takes every edge of every node in some case; the table says which', async () => {
    const lines = ['| node | answer | case |', '|---|---|---|']
    const missing: string[] = []
    for (const node of nodes) {
      for (const answer of Object.keys(node.edges)) {
        const taken = flowCases.find((flowCase) => runOf(flowCase).answers.includes(`${node.id} ${answer}`))
        if (taken === undefined) missing.push(`${node.id} ${answer}`)
        lines.push(`| ${node.id} | ${answer} | ${taken?.flow ?? ''}: ${taken?.name ?? ''} |`)
      }
    }
    expect(missing).toEqual([])
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('coverage.md')
  })

  it('goes on where it waited', () => {
    const first = runFlow('pcd', { ...plainFacts['pcd'], addressOpen: false })
    expect(first.end).toEqual({ kind: 'wait', until: 'the address or its one connection', resume: 'PCD-25' })
    const second = runFlow('pcd', plainFacts['pcd']!, { from: 'PCD-25' })
    expect(second.path).toEqual(['PCD-25', 'PCD-26', 'PCD-27', 'PCD-28'])
  })

  it('ends where the facts end', () => {
    const run = runFlow('pcd', { packageThreadFree: true, packageDeleted: false })
    expect(run.end).toEqual({ kind: 'unknown', asks: 'sourceSite' })
    expect(run.path.at(-1)).toBe('PCD-6')
  })

  it('ends when the facts lead in a circle', () => {
    const run = runFlow('clf', { ...plainFacts['clf'], dpUsable: false }, { variant: '2007' })
    expect(run.end).toEqual({ kind: 'unknown', asks: 'facts that end' })
  })

  it('asks facts that are found out on the way, each time it comes by', () => {
    const locations = ['http://DP1', 'http://DP2']
    const run = runFlow(
      'cpd',
      {
        ...plainFacts['cpd'],
        locationAllowed: () => locations.shift() !== undefined,
        bitsFinished: () => false,
        locationsMayCome: false,
      },
      { throughOthers: false },
    )
    expect(run.path.filter((id) => id === 'CPD-13')).toHaveLength(2)
    expect(run.end).toMatchObject({ outcome: 'failed' })
  })

  it('goes through other flows, and ends with them when it cannot go on without', () => {
    const facts = { ...plainFacts['adv'], ...plainFacts['par'], contentUse: 'run' }
    const run = runFlow('adv', facts)
    expect(run.path.slice(19, 23)).toEqual(['PAR-1', 'PAR-2', 'PAR-3', 'PAR-4'])
    expect(run.end).toMatchObject({ outcome: 'success', text: 'state 13' })
    const denied = runFlow('adv', { ...facts, nextCredential: 'none' })
    expect(denied.end).toMatchObject({ outcome: 'failed', text: 'access denied' })
    expect(denied.path.at(-1)).toBe('PAR-4')
  })

  it('of a download asks for a management point, locations and access in between', () => {
    const facts = {
      ...plainFacts['cpd'],
      ...plainFacts['slfCurrent'],
      ...plainFacts['clfCurrent'],
      ...plainFacts['pad'],
    }
    const run = runFlow('cpd', { ...facts, clientOnInternet: false })
    const flowsPassed = [...new Set(run.path.map((node) => flowOfNode(node)?.id))]
    expect(flowsPassed).toEqual(['cpd', 'slf', 'clf', 'pai', 'pad'])
    expect(run.end).toMatchObject({ outcome: 'success' })
  })
})

describe('a drawing', () => {
  it.each(flowIds)('of %s as JSON is the table', (id) => {
    const object = flowObject(flows[id])
    expect(object.nodes.map((node) => node.id)).toEqual(flows[id].nodes.map((node) => node.id))
    for (const node of object.nodes) {
      const table = flowNode(node.id)!
      const printed = [node.yes, node.no, ...Object.values(node.others)].filter((way) => way !== null)
      expect(new Set(printed)).toEqual(new Set(Object.values(table.edges).map(leadsTo)))
    }
  })

  it('keeps what could be read as a sign of the drawing language out of the words', () => {
    for (const id of flowIds) {
      for (const line of drawFlow(flows[id]).split('\n').slice(1)) {
        const words = [...line.matchAll(/"([^"]*)"/g)].map(([, text]) => text!.replace('<br>', ''))
        expect(words.join('')).not.toMatch(/[<>{}|[\]()`]/)
      }
    }
  })
})

function runOf({ flow, facts, variant }: FlowCase): ReturnType<typeof runFlow> {
  return runFlow(flow, facts, { variant, throughOthers: false })
}

/** `PCD 1-3 5 PAD 1` -> PCD-1, PCD-2, PCD-3, PCD-5, PAD-1. */
function expand(path: string): readonly string[] {
  let flow = ''
  return path.split(' ').flatMap((word) => {
    if (/^[A-Z]/.test(word)) {
      flow = word
      return []
    }
    const [first = 0, last = first] = word.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => `${flow}-${first + index}`)
  })
}

function inWords(end: FlowEnd): string {
  if (end.kind === 'end') return `${end.outcome}: ${end.text}`
  return end.kind === 'wait' ? `wait for ${end.until}, then ${end.resume}` : `unknown: ${end.asks}`
}

/** Nodes that an arrow of the notes points to. */
function targetsIn(cell: string): readonly string[] {
  return [...cell.matchAll(/→([A-Z]{3}-\d+)/g)].map(([, id]) => id!)
}

/** Ways where the notes have words without an arrow, or no column for arrows at all (current branch of SLF and CLF). */
const drawnByUs: readonly string[] = [
  'PCD-25 closed-mid-transfer PCD-32',
  'PCD-56 no PCD-56',
  'PCD-61 yes PCD-62',
  'PCD-61 no PCD-62',
  'ADV-21 no ADV-24',
  'ADV-23 yes ADV-24',
  'ADV-23 no ADV-24',
  'CPD-15 no CPD-5',
  'FDR-7 five-used-up FDR-17',
  'FDR-12 pull FDR-15',
  'FDR-16 no FDR-16',
  'FDR-17 next FDR-11',
  'SLF-11 yes SLF-12',
  'SLF-11 no SLF-12',
  'SLF-12 no SLF-12',
  'SLF-20 next SLF-21',
  'SLF-21 next SLF-22',
  'SLF-22 next SLF-23',
  'SLF-23 yes SLF-24',
  'SLF-23 anew SLF-20',
  'SLF-24 yes SLF-21',
  'SLF-24 no SLF-21',
  'SLF-24 none-listed SLF-21',
  'CLF-3 branch CLF-11',
  'CLF-10 no CLF-10',
  'CLF-20 next CLF-21',
  'CLF-20 set-up CLF-28',
  'CLF-21 next CLF-22',
  'CLF-21 on-demand CLF-27',
  'CLF-22 next CLF-23',
  'CLF-23 next CLF-24',
  'CLF-23 same-subnet CLF-29',
  'CLF-24 next CLF-26',
  'CLF-25 no CLF-25',
  'CLF-26 yes CLF-25',
  'CLF-26 no CLF-25',
  'CLF-27 next CLF-22',
  'CLF-28 next CLF-22',
  'CLF-29 next CLF-24',
  'PAR-2 yes PAR-3',
  'PAR-2 no PAR-3',
  'PAD-8 yes PAD-11',
  'PAD-10 yes PAD-11',
  'PAI-1 no PAD-1',
  'PAI-3 cloud PAI-8',
  'PAI-6 yes PAI-7',
  'PAI-8 no PAI-3',
]
