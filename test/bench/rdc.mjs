// Benchmarks of remote differential compression: node test/bench/rdc.mjs [megabytes] [rounds].
// The command runs whole, as it is typed, against rdiff on the same files.
import { runBench } from './bundle.mjs'

process.exitCode = await runBench({ bench: 'test/bench/rdc-main.ts' }, (_part, cmdp) => [cmdp])
