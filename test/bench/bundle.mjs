// Builds the parts of a benchmark and runs the first of them with plain node, as the product runs.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { build as buildCmdp, bundlePath } from '../../agent/build.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/**
 * Gives the exit code of the benchmark; 2 when it could not be run.
 * @param {Record<string, string>} parts  name of each part and its source below the project's folder; `bench` is run
 * @param {(part: (name: string) => string, cmdp: string) => string[]} before  arguments that go before those of the
 *   command line, from the paths of the built parts and of the built command
 */
export async function runBench(parts, before) {
  await buildCmdp()
  mkdirSync(join(root, 'dist'), { recursive: true })
  // Inside the repository, so that the bundles find the packages and the recorded logs.
  const out = mkdtempSync(join(root, 'dist', 'bench-'))
  const part = (name) => join(out, `${name}.mjs`)
  try {
    await build({
      entryPoints: Object.fromEntries(Object.entries(parts).map(([name, source]) => [name, join(root, source)])),
      outdir: out,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      logLevel: 'warning',
    })
    const args = ['--expose-gc', part('bench'), ...before(part, bundlePath), ...process.argv.slice(2)]
    return spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 2
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
}
