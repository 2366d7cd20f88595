// Benchmarks of the content library: node test/bench/library.mjs [all|walk|index|verify] [references] [stored files] [folder] [rounds].
import { runBench } from './bundle.mjs'

process.exitCode = await runBench(
  {
    bench: 'test/bench/library-main.ts',
    'list-worker': 'test/bench/list-worker.ts',
    worker: 'engine/library/library-worker.ts',
  },
  (part) => [part('worker')],
)
