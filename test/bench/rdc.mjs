// Benchmarks of remote differential compression: node test/bench/rdc.mjs [megabytes] [rounds].
// Builds the command and runs it whole, as it is typed, against rdiff on the same files.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { build as buildCmdp, bundlePath } from '../../agent/build.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
await buildCmdp()
// Inside the repository, so that the bundle finds the packages.
const out = mkdtempSync(join(root, 'node_modules', '.cmdp-bench-'))
try {
  const outfile = join(out, 'bench.mjs')
  await build({
    entryPoints: [join(root, 'test', 'bench', 'rdc-main.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
  })
  const args = [outfile, bundlePath, ...process.argv.slice(2)]
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 2
} finally {
  rmSync(out, { recursive: true, force: true })
}
