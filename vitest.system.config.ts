import { defineConfig } from 'vitest/config'

/** Tests against real neighbours (Prometheus, promtool, Chromium, Wine, mtail): `npm run test:system`. */
export default defineConfig({
  test: {
    include: ['test/system/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    setupFiles: ['test/support/same-cases.ts'],
    pool: 'forks',
    maxWorkers: 2, // most of them wait for a process
  },
})
