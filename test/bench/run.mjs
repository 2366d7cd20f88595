// Every benchmark with its budget: npm run bench, or npm run bench -- logs. Exit code 1 when one misses its target.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const benches = readdirSync(here)
  .filter((name) => name.endsWith('.mjs') && !['run.mjs', 'bundle.mjs'].includes(name))
  .map((name) => name.slice(0, -'.mjs'.length))
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !benches.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`No benchmark ${unknown.join(', ')}; there are ${benches.join(', ')}\n`)
  process.exit(2)
}
for (const name of asked.length > 0 ? asked : benches) {
  process.stdout.write(`${name}\n`)
  const { status } = spawnSync(process.execPath, [join(here, `${name}.mjs`)], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
