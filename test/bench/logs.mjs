// Benchmarks of reading logs: node test/bench/logs.mjs [megabytes] [rounds].
import { runBench } from './bundle.mjs'

process.exitCode = await runBench(
  { bench: 'test/bench/log-main.ts', ingest: 'test/bench/ingest-main.ts' },
  (part, cmdp) => [cmdp, part('ingest')],
)
