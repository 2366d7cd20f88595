import { defineConfig } from 'vitest/config'

/** Tests against real neighbours (Prometheus, promtool, Chromium, Wine, mtail): `npm run test:system`. */
export default defineConfig({
  test: {
    include: ['test/system/**/*.test.ts'],
    testTimeout: 600_000, // for what hangs, as in vitest.config.ts
    hookTimeout: 300_000,
    setupFiles: ['test/support/same-cases.ts'],
    pool: 'forks',
    maxWorkers: 2, // most of them wait for a process
  },
})
