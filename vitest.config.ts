import { defineConfig } from 'vitest/config'

/** The tests that need nothing but Node: `npm test`. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/system/**'],
    testTimeout: 300_000, // for what hangs; how long a test takes is the machine's business
    hookTimeout: 300_000,
    setupFiles: ['test/support/same-cases.ts'],
    pool: 'forks',
    maxWorkers: 2,
  },
})
