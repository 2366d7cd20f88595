// Hints that something on disk changed. The only user of chokidar. A hint may come late, twice or never (platform 4):
// whoever gets one looks sooner, and polls all the same. Only folders that are never removed are watched, and only
// themselves: a watcher inside a content folder would hold up ConfigMgr's own removal of it.
import { statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { watch, type FSWatcher } from 'chokidar'
import { isOnShare } from './tail/find.ts'

export type Watching = {
  /** Resolves when no hint comes any more. */
  close(): Promise<void>
}

/**
 * @param hints path of a file -> what to do when it may have changed. A path on a share, or in a folder that is not
 *              there, gives no hints.
 */
export function watchHints(hints: ReadonlyMap<string, () => void>): Watching {
  const files = new Map([...hints].map(([path, hint]) => [nameKey(path), hint]))
  const folders = new Set([...hints.keys()].filter((path) => !isOnShare(path)).map((path) => dirname(resolve(path))))
  const watchers = [...folders].filter(isFolder).map((folder) => open(folder, files))
  return {
    close: async () => {
      await Promise.all(watchers.map((watcher) => watcher.close()))
    },
  }
}

function open(folder: string, files: ReadonlyMap<string, () => void>): FSWatcher {
  const wanted = new Set([...files.keys()])
  const watcher = watch(folder, {
    depth: 0,
    ignoreInitial: true,
    persistent: false,
    ignored: (path) => resolve(path) !== folder && !wanted.has(nameKey(path)),
  })
  watcher.on('all', (_event, path) => files.get(nameKey(path))?.())
  watcher.on('error', () => undefined) // a lost watcher costs nothing but the hint
  return watcher
}

/** Windows does not tell names apart by case. */
const nameKey = (path: string): string => {
  const full = resolve(path)
  return process.platform === 'win32' ? full.toLowerCase() : `${dirname(full)}/${basename(full)}`
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
