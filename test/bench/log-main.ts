import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { report } from './compare.ts'
import { logBench } from './log-bench.ts'

const [cmdp = '', ingest = '', megabytes = '200', rounds = '5'] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'cmdp-log-bench-'))
try {
  const lines = logBench({ folder, cmdp, ingest, bytes: Number(megabytes) * 1024 * 1024, rounds: Number(rounds) })
  process.exitCode = report(lines)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
