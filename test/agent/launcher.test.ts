// agent/cmdp.mjs and agent/build.mjs, in a copy of the checkout.
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { repository } from '../support/sources.ts'

let checkout: string
let bundle: string

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'cmdp-launcher-'))
  bundle = join(checkout, 'dist', 'cmdp.mjs')
  for (const part of ['agent', 'engine', 'exporters', 'parsers', 'package.json']) {
    cpSync(join(repository, part), join(checkout, part), { recursive: true })
  }
  symlinkSync(join(repository, 'node_modules'), join(checkout, 'node_modules'), 'junction')
})
afterAll(() => rmSync(checkout, { recursive: true }))

function version(): Promise<{ readonly failed: boolean; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) =>
    execFile(process.execPath, [join(checkout, 'agent', 'cmdp.mjs'), '--version'], (error, stdout, stderr) =>
      resolve({ failed: error !== null, stdout, stderr }),
    ),
  )
}

it('builds at the first use, also when several start at once, and leaves nothing unfinished behind', async () => {
  const ended = await Promise.all([version(), version(), version()])
  for (const { stdout, stderr } of ended) {
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^cmdp \d+\.\d+\.\d+ \(revision unknown, /)
  }
  const files = readdirSync(join(checkout, 'dist'), { recursive: true, encoding: 'utf8' })
  expect(files.filter((name) => !/^parts$|\.mjs(\.map)?$/.test(name))).toEqual([])
})

it('builds again when a source is newer, and only then', async () => {
  const built = statSync(bundle).mtimeMs
  await version()
  expect(statSync(bundle).mtimeMs).toBe(built)
  const later = new Date(built + 5_000)
  utimesSync(join(checkout, 'agent', 'version.ts'), later, later)
  await version()
  expect(statSync(bundle).mtimeMs).not.toBe(built)
  const earlier = new Date(built - 5_000)
  utimesSync(join(checkout, 'agent', 'version.ts'), earlier, earlier)
})

it('says why it cannot build', async () => {
  writeFileSync(join(checkout, 'agent', 'version.ts'), 'export const = 1\n')
  const ended = await version()
  expect(ended.failed).toBe(true)
  expect(ended.stderr).toContain('cmdp: cannot build dist/cmdp.mjs')
  expect(ended.stderr).toContain('version.ts')
})

it('runs the bundle alone where there are no sources, as from the registry', async () => {
  for (const folder of ['engine', 'exporters', 'parsers']) rmSync(join(checkout, folder), { recursive: true })
  for (const name of readdirSync(join(checkout, 'agent'))) {
    if (!name.endsWith('.mjs')) rmSync(join(checkout, 'agent', name), { recursive: true })
  }
  const { stdout, stderr } = await version()
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^cmdp /)
})
