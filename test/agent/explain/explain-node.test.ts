// What `explain` says about flow nodes, and that every node named elsewhere stands in a flow.
import { describe, expect, it } from 'vitest'
import { failureClasses, type FailureClassRow } from '../../../agent/diagnose/failure-classes.ts'
import { marksOfNode } from '../../../agent/diagnose/flow-nodes.ts'
import { explainName } from '../../../agent/explain/explain-name.ts'
import { explanationWords } from '../../../agent/explain/explanation-words.ts'
import { coloursFor } from '../../../agent/terminal/colours.ts'
import { flowIds, flowNode, flows } from '../../../engine/flowcharts/flows.ts'
import { rows } from '../../../parsers/signatures/prepared.ts'
import { describeStatusMessage } from '../../../parsers/status-meanings.ts'

describe('a flow node', () => {
  it('is explained by its question, its ways, its evidence and the failures that stop there', () => {
    const words = explanationWords(explainName('pcd-25'), coloursFor(process.stdout, false)).split('\n')
    expect(words[0]).toBe('Flow node PCD-25')
    expect(words).toContain('  flow          PCD, Package creation and distribution')
    expect(words.join('\n')).toMatch(/question {6}address open for this package priority/)
    expect(words).toContain('  yes           PCD-26')
    expect(words).toContain('  no            wait for the address or its one connection, then PCD-25')
    expect(words.join('\n')).toMatch(/proved by {5}PX-050 {2}/)
    expect(words.join('\n')).toContain('throttled')
  })

  it.each(flowIds)('of %s is known by its name, each one', (id) => {
    for (const node of flows[id].nodes) {
      expect(explainName(node.id)).toMatchObject([{ kind: 'flow node', node: node.id, text: node.text }])
    }
  })

  it('that no flow has is not known', () => {
    expect(explainName('PCD-99')).toEqual([])
  })
})

it('every failure class stops at a node of a flow', () => {
  const named = Object.values(failureClasses).flatMap((row: FailureClassRow) => row.node ?? [])
  expect(named.length).toBeGreaterThan(30)
  expect(named.filter((node) => flowNode(node) === undefined)).toEqual([])
})

it('evidence of the flows names signatures and status messages that exist, each for one node', () => {
  const marks = [...marksOfNode.values()].flat()
  expect(marks.length).toBeGreaterThan(120)
  expect(new Set(marks).size).toBe(marks.length)
  const known = (mark: string): boolean => {
    const status = /^status (\d+)$/.exec(mark)?.[1]
    return status === undefined ? rows.has(mark) : describeStatusMessage(Number(status)) !== undefined
  }
  expect(marks.filter((mark) => !known(mark))).toEqual([])
})
