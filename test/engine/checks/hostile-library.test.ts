import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { diskStore } from '../../../engine/library/disk-store.ts'
import { writeExample } from '../../support/example-library.ts'
import { hostileCases } from '../../support/hostile-libraries.ts'
import { judged } from '../../support/library-account.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-hostile-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('there are at least a hundred cases', () => expect(hostileCases.length).toBeGreaterThanOrEqual(100))

test.runIf(process.platform !== 'win32').each(hostileCases)(
  '$name is classified, and nothing outside is read',
  async ({ make, rule }) => {
    const root = mkdtempSync(join(folder, 'case-'))
    const outside = join(root, 'outside')
    const library = join(root, 'D', 'SCCMContentLib')
    mkdirSync(outside)
    writeFileSync(join(outside, 'secret'), 'TOP SECRET')
    writeExample(root)
    make(library, outside)
    const store = diskStore([
      { drive: 'D:', library, root: join(root, 'D') },
      { drive: 'E:', library: join(root, 'E', 'SCCMContentLib'), root: join(root, 'E') },
    ])
    const findings = await judged(store, 2, Date.now())
    expect(findings.length).toBeGreaterThan(0)
    expect(findings.length).toBeLessThan(100_100)
    if (rule !== '') expect(findings.map((one) => one.rule)).toContain(rule)
    expect(JSON.stringify(findings)).not.toContain('TOP SECRET')
  },
)
