// Makes dist/cmdp.mjs, what plain node runs, from agent/main.ts. Packages stay in node_modules.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')

/** The file to run. */
export const bundlePath = join(dist, 'cmdp.mjs')

/** What the bundle is made from. An installed package has none of the folders, only the bundle. */
const sources = ['agent', 'engine', 'exporters', 'parsers', 'package.json']

/** True when there is no bundle, or a source is newer. */
export function isStale() {
  if (!existsSync(bundlePath)) return true
  if (!existsSync(join(root, 'agent', 'main.ts'))) return false
  const built = statSync(bundlePath).mtimeMs
  return sources.some((name) => newest(join(root, name)) > built)
}

/** Latest change below a path, folders included so that a deleted file counts; milliseconds since 1970 UTC. */
function newest(path) {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isDirectory() !== true) return stats?.mtimeMs ?? 0 // an editor may just be replacing it
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/** Builds the bundle. Rejects with esbuild's message when the sources do not compile. */
export async function build() {
  const { build: bundle } = await import('esbuild')
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const { outputFiles } = await bundle({
    entryPoints: {
      cmdp: join(root, 'agent/main.ts'),
      'library-worker': join(root, 'engine/library/library-worker.ts'),
      'change-worker': join(root, 'engine/operations/change-worker.ts'),
      'library-watch': join(root, 'agent/service/library/watch-thread.ts'),
      'library-arrivals': join(root, 'agent/service/arrival/arrival-thread.ts'),
    },
    absWorkingDir: root,
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    write: false,
    logLevel: 'silent',
    define: { CMDP_VERSION: JSON.stringify(version), CMDP_REVISION: JSON.stringify(revision()) },
  })
  writeParts(outputFiles)
}

/**
 * Several cmdp may start, and build, at once, and a running one loads parts later: every file appears whole, the entry
 * last, and parts of an older bundle stay for a while.
 */
function writeParts(files) {
  const parts = join(dist, 'parts')
  mkdirSync(parts, { recursive: true })
  const isEntry = ({ path }) => path === bundlePath
  for (const { path, contents } of files.toSorted((one, other) => Number(isEntry(one)) - Number(isEntry(other)))) {
    const unfinished = `${path}.${process.pid}`
    writeFileSync(unfinished, contents)
    renameSync(unfinished, path)
  }
  const current = new Set(files.map(({ path }) => basename(path)))
  const dayAgo = Date.now() - 24 * 60 * 60 * 1000
  for (const name of readdirSync(parts)) {
    const path = join(parts, name)
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? dayAgo // another build's, just renamed
    if (!current.has(name) && changed < dayAgo) rmSync(path, { force: true })
  }
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
