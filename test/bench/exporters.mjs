// Benchmarks of the exporters: node test/bench/exporters.mjs [rounds].
import { runBench } from './bundle.mjs'

process.exitCode = await runBench({ bench: 'test/bench/exporters-main.ts' }, () => [])
