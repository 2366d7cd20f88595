// A browser draws what `cmdp flow --mermaid` prints: every node, every end and every way is in the picture.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import type { FlowNode } from '../../engine/flowcharts/flow-node.ts'
import { flowIds, flows } from '../../engine/flowcharts/flows.ts'
import { installed } from '../support/installed.ts'
import { runCmdp } from '../support/run-cmdp.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const minified = join(dirname(createRequire(import.meta.url).resolve('mermaid')), 'mermaid.min.js')

it('draws all nine flows, complete', { timeout: 300_000 }, async () => {
  const chromium = installed('chromium')
  if (chromium === undefined) return
  const drawings = await Promise.all(flowIds.map(async (id) => (await runCmdp(['flow', id, '--mermaid'])).stdout))
  const page = join(temporaryFolder(), 'flows.html')
  writeFileSync(page, pageWith(drawings))
  const { stdout } = await promisify(execFile)(
    chromium,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--virtual-time-budget=60000',
      '--dump-dom',
      pathToFileURL(page).href,
    ],
    { maxBuffer: 64 * 1024 * 1024, timeout: 280_000 },
  )
  const pictures = [...stdout.matchAll(/<section id="([a-z]+)">([\s\S]*?)<\/section>/g)]
  expect(pictures.map(([, id]) => id)).toEqual(flowIds)
  for (const [, id, picture] of pictures) {
    const nodes = flows[id as keyof typeof flows].nodes as readonly FlowNode[]
    const ways = nodes.flatMap((node) => Object.values(node.edges))
    const own = new Set(nodes.map((node) => node.id))
    const foreign = new Set(ways.flatMap(({ to }) => (to === undefined || own.has(to) ? [] : to)))
    const ends = ways.filter(({ end }) => end !== undefined)
    expect(count(picture, /<g class="node /g)).toBe(nodes.length + ends.length + foreign.size)
    expect(count(picture, /<path [^>]*class="[^"]*flowchart-link/g)).toBe(ways.length - sharedLoops(nodes))
    for (const node of nodes) expect(picture).toContain(`${node.id}<br`)
    expect(picture).not.toContain('Syntax error')
  }
})

/** Ways back to the node itself beyond the first: they share one loop. */
const sharedLoops = (nodes: readonly FlowNode[]): number =>
  nodes
    .map((node) => Object.values(node.edges).filter(({ to }) => to === node.id).length)
    .reduce((sum, loops) => sum + Math.max(0, loops - 1), 0)

const count = (text: string | undefined, form: RegExp): number => [...(text ?? '').matchAll(form)].length

function pageWith(drawings: readonly string[]): string {
  const data = JSON.stringify(flowIds.map((id, index) => [id, drawings[index]])).replaceAll('<', String.raw`\u003c`)
  return `<!doctype html><meta charset="utf-8"><body><script src="${pathToFileURL(minified).href}"></script><script>
    mermaid.initialize({ startOnLoad: false, maxEdges: 1000 })
    const draw = async () => {
      for (const [id, text] of ${data}) {
        const section = document.createElement('section')
        section.id = id
        document.body.append(section)
        section.innerHTML = (await mermaid.render('drawing-' + id, text)).svg
      }
    }
    draw().catch((error) => document.body.append(String(error)))
  </script>`
}
