import { describe, expect, it } from 'vitest'
import { drawFlow } from '../../../engine/flowcharts/draw-flow.ts'
import { flowIds, flows } from '../../../engine/flowcharts/flows.ts'
import { runCmdp } from '../../support/run-cmdp.ts'

describe('cmdp flow', () => {
  it('prints every node with its ways and its evidence', async () => {
    const { code, stdout } = await runCmdp(['flow', 'pcd'])
    expect(code).toBe(0)
    for (const { id, text } of flows.pcd.nodes) expect(stdout).toContain(`${id}  ${text}`)
    expect(stdout).toContain('closed-mid-transfer closes mid-transfer: PCD-32')
    expect(stdout).toContain('evidence   PX-053')
  })

  it.each(['pcd', 'clf'] as const)('prints the drawing that the table of %s makes', async (name) => {
    const { code, stdout } = await runCmdp(['flow', name, '--mermaid'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: drawFlow(flows[name]) })
  })

  it('prints the table as one object', async () => {
    const { stdout } = await runCmdp(['flow', 'slf', '--json'])
    const object = JSON.parse(stdout) as { id: string; title: string; nodes: Record<string, unknown>[] }
    expect(object).toMatchObject({ id: 'slf', title: 'Service location' })
    expect(object.nodes[0]).toMatchObject({
      id: 'SLF-1',
      kind: 'question',
      yes: 'internet MP of the assigned site: SLF-12',
      no: 'SLF-2',
      evidence: ['ClientLocation.log'],
    })
    expect(object.nodes).toHaveLength(flows.slf.nodes.length)
  })

  it('knows nine flows and no tenth', async () => {
    expect(flowIds).toHaveLength(9)
    const { code, stderr } = await runCmdp(['flow', 'xyz'])
    expect(code).toBe(2)
    expect(stderr).toContain('pcd')
  })
})
