// Benchmark of adding to a content library: node test/bench/operations.mjs [folder] [files] [rounds].
import { runBench } from './bundle.mjs'

process.exitCode = await runBench(
  { bench: 'test/bench/operations-main.ts', worker: 'engine/operations/change-worker.ts' },
  (part) => [part('worker')],
)
