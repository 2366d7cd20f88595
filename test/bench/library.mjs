// Benchmarks of the content library: node test/bench/library.mjs [all|walk|index|verify] [references] [stored files] [folder] [rounds].
// Builds the sources and runs them with plain node, as the product runs.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
// Inside the repository, so that the bundles find the packages.
const out = mkdtempSync(join(here, '..', '..', 'node_modules', '.cmdp-bench-'))
try {
  await build({
    entryPoints: {
      bench: join(here, 'library-main.ts'),
      'list-worker': join(here, 'list-worker.ts'),
      worker: join(here, '..', '..', 'engine', 'library', 'library-worker.ts'),
    },
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  })
  const args = ['--expose-gc', join(out, 'bench.mjs'), join(out, 'worker.mjs'), ...process.argv.slice(2)]
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 2
} finally {
  rmSync(out, { recursive: true, force: true })
}
