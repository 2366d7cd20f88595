import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { report } from './compare.ts'
import { rdcBench } from './rdc-bench.ts'

const [cmdp = '', megabytes = '256', rounds = '5'] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'cmdp-rdc-bench-'))
try {
  const lines = await rdcBench({ folder, cmdp, bytes: Number(megabytes) * 1024 * 1024, rounds: Number(rounds) })
  process.exitCode = report(lines)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
