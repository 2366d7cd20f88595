// Benchmarks of the exporters: node test/bench/exporters.mjs [rounds]. Builds the sources and runs them with plain node.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
// Inside the repository, so that the bundle finds the packages.
const out = mkdtempSync(join(root, 'node_modules', '.cmdp-bench-'))
try {
  const outfile = join(out, 'bench.mjs')
  await build({
    entryPoints: [join(root, 'test', 'bench', 'exporters-main.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  })
  process.exitCode = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 2
} finally {
  rmSync(out, { recursive: true, force: true })
}
