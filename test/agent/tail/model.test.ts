import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { lifeOfALog, type Life } from './model.ts'

// 2,000 lives for each way to treat handles. A failure names its seed; to live that one life again:
//   SEED=17 npx vitest run test/agent/tail/model.test.ts
const one = process.env['SEED']
const seeds = one === undefined ? Array.from({ length: 2000 }, (_, seed) => seed) : [Number(one)]
const folder = mkdtempSync(join(tmpdir(), 'cmdp-tail-model-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.each(['keep', 'release'] as const)(
  'every line is told once and in order, or its loss is a gap in its place (handles: %s)',
  async (handles) => {
    const toLive = seeds.map((seed): Life => ({ seed, handles, folder })).reverse()
    const worker = async (): Promise<void> => {
      for (let life = toLive.pop(); life !== undefined; life = toLive.pop()) {
        expect(await lifeOfALog(life), `SEED=${life.seed}, handles: ${handles}`).toBeUndefined()
      }
    }
    await Promise.all([worker(), worker(), worker()])
  },
  600_000,
)
