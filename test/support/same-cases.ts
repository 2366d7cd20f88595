// Runs before each test file: properties look at the same random cases in every run, so that a run says something about
// the change and not about luck. SEED=7 npm test looks at others.
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'

const { testPath = '' } = expect.getState()
// Most files have no properties, and loading fast-check for each of them would take longer than they do.
if (testPath !== '' && readFileSync(testPath, 'utf8').includes('fast-check')) {
  const { default: fc } = await import('fast-check')
  fc.configureGlobal({ seed: Number(process.env['SEED'] ?? 1) })
}
