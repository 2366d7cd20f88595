// The report of `cmdp analyze --html` in a browser: it opens, asks nobody for anything, and can be read by everybody.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installed } from '../support/installed.ts'
import { runCmdp } from '../support/run-cmdp.ts'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const limit = 240_000

/** The page as the browser has it after everything has run, and what the browser complained about. */
async function opened(chromium: string, file: string, ...options: readonly string[]) {
  const { stdout, stderr } = await promisify(execFile)(
    chromium,
    [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--enable-logging=stderr', '--virtual-time-budget=60000'],
      ...options,
      '--dump-dom',
      pathToFileURL(file).href,
    ],
    { maxBuffer: 64 * 1024 * 1024, timeout: limit },
  )
  return { page: stdout, complaints: stderr.split('\n').filter((line) => line.includes('CONSOLE')) }
}

/** Ends while most of its distributions fail; the library of one distribution point is damaged. */
const failing = `
for: 70m
sites: [{ code: PS1 }]
distributionPoints:
  - { name: OK.CONTOSO.COM, site: PS1 }
  - { name: DISK.CONTOSO.COM, site: PS1 }
  - { name: NETWORK.CONTOSO.COM, site: PS1 }
  - { name: PULL.CONTOSO.COM, site: PS1, kind: pull, sources: [OK.CONTOSO.COM] }
packages: [{ id: PS100001, files: { count: 2, size: 9KB } }, { id: PS100002, files: { count: 1, size: 9KB } }]
actions:
  - { do: distribute, package: all, to: all }
  - { at: 10m, do: update, package: PS100002 }
faults:
  - { class: disk-full-dp, on: DISK.CONTOSO.COM }
  - { class: network-path, on: NETWORK.CONTOSO.COM }
  - { class: pull-no-source, on: PULL.CONTOSO.COM }
  - { class: source-access, on: PS100002 }
  - { at: 30m, class: hash-mismatch-content, on: OK.CONTOSO.COM }
`

describe('the report', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cmdp-report-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const report = join(folder, 'report.html')
  beforeAll(async () => {
    const story = join(folder, 'story.yaml')
    writeFileSync(story, failing)
    const lab = join(folder, 'lab')
    expect((await runCmdp(['lab', story, '--out', lab, '--instant', '--libraries'])).code).toBe(0)
    const library = join(lab, 'libraries', 'OK.CONTOSO.COM', 'D', 'SCCMContentLib')
    const args = ['--library', library, '--dp', 'OK.CONTOSO.COM', '--html', report]
    expect((await runCmdp(['analyze', join(lab, 'logs'), ...args])).code).toBe(1)
  }, limit)

  it('opens as it is: its style applies, nothing else is asked for', { timeout: limit }, async () => {
    const chromium = installed('chromium')
    if (chromium === undefined) return
    const { page, complaints } = await opened(chromium, report)
    expect(complaints).toEqual([])
    expect(page).toContain('<details class="card" open="">')
    expect(page).toContain('Content library')
  })

  it.each([
    ['light, wide', '1', '1400,1000'],
    ['dark, narrow', '0', '500,900'],
  ])('has no fault that axe knows: %s', { timeout: limit }, async (_how, scheme, size) => {
    const chromium = installed('chromium')
    if (chromium === undefined) return
    // Its own policy lets no script run, so that axe needs a copy without; every part is opened, for all to be seen.
    const copy = join(folder, `axe-${scheme}.html`)
    const html = readFileSync(report, 'utf8').replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
    writeFileSync(copy, html.replace('</body>', `${axeRun()}</body>`))
    const { page } = await opened(
      chromium,
      copy,
      `--blink-settings=preferredColorScheme=${scheme}`,
      `--window-size=${size}`,
    )
    const told = /<pre id="axe">([^<]*)<\/pre>/.exec(page)?.[1]
    const result = JSON.parse(
      (told ?? 'null').replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&'),
    ) as {
      dark: boolean
      violations: readonly unknown[]
      passes: number
    } | null
    expect(result?.violations).toEqual([])
    expect(result?.passes).toBeGreaterThan(15)
    expect(result?.dark).toBe(scheme === '0')
  })
})

const axeRun = (): string => `<script src="${pathToFileURL(axe).href}"></script><script>
  for (const one of document.querySelectorAll('details')) one.open = true
  axe.run().then(({ violations, passes }) => {
    const told = document.createElement('pre')
    told.id = 'axe'
    told.textContent = JSON.stringify({
      dark: matchMedia('(prefers-color-scheme: dark)').matches,
      violations: violations.map(({ id, nodes }) => [id, nodes.length, nodes[0].html.slice(0, 200), nodes[0].failureSummary]),
      passes: passes.length,
    })
    document.body.append(told)
  })
</script>`
