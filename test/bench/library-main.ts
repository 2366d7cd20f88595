import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { report } from './compare.ts'
import { libraryBench } from './library-bench.ts'
import { verifyBench } from './verify-bench.ts'

const [
  worker = '',
  what = 'all',
  references = '1000000',
  storedFiles = '300000',
  folder = join(tmpdir(), 'cmdp-bench'),
  times = '5',
] = process.argv.slice(2)
const rounds = Number(times)
const scale = Number(references) / 1_000_000
const lines = [
  ...(what === 'verify'
    ? []
    : await libraryBench(join(folder, 'walk'), worker, {
        what,
        references: Number(references),
        storedFiles: Number(storedFiles),
        rounds,
      })),
  ...(what === 'walk' || what === 'index'
    ? []
    : await verifyBench(
        join(folder, 'hash'),
        worker,
        Math.max(2_000, Math.round(20_000 * scale)),
        Math.round(2 ** 30 * Math.min(1, Math.max(0.25, scale))),
        rounds,
      )),
]
process.exit(report(lines))
