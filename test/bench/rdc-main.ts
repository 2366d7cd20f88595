import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rdcBench } from './rdc-bench.ts'

const [cmdp = '', megabytes = '256', rounds = '5'] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'cmdp-rdc-bench-'))
try {
  const lines = await rdcBench({ folder, cmdp, bytes: Number(megabytes) * 1024 * 1024, rounds: Number(rounds) })
  for (const { name, value, target, good, detail } of lines) {
    const aim = target === undefined ? '' : ` (target ${target.toFixed(2)})`
    console.log(`${good ? 'ok  ' : 'MISS'} ${name}: ${value.toFixed(2)}${aim}; ${detail}`)
  }
  process.exitCode = lines.every(({ good }) => good) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
