// Benchmarks of reading logs: node test/bench/logs.mjs [megabytes] [rounds].
// Builds the sources and runs them with plain node, as the product runs.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { build as buildCmdp, bundlePath } from '../../agent/build.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
await buildCmdp()
mkdirSync(join(root, 'dist'), { recursive: true })
// Inside the repository, so that the bundles find the packages and the recorded logs.
const out = mkdtempSync(join(root, 'dist', 'bench-'))
try {
  await build({
    entryPoints: { bench: join(here, 'log-main.ts'), ingest: join(here, 'ingest-main.ts') },
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
  })
  const args = [join(out, 'bench.mjs'), bundlePath, join(out, 'ingest.mjs'), ...process.argv.slice(2)]
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 2
} finally {
  rmSync(out, { recursive: true, force: true })
}
