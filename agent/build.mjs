// Makes dist/cmdp.mjs, the one file that plain node runs, from agent/main.ts. Packages stay in node_modules.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Build the bundle; resolves when dist/ is written. Rejects with esbuild's message when the sources do not compile. */
export async function build() {
  const { build: bundle } = await import('esbuild')
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  await bundle({
    entryPoints: { cmdp: join(root, 'agent/main.ts') },
    outdir: join(root, 'dist'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
    define: { CMDP_VERSION: JSON.stringify(version), CMDP_REVISION: JSON.stringify(revision()) },
  })
}

function revision() {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim()
  } catch {
    return 'unknown' // a source archive without .git
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build()
