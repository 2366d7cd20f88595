// Hints that something on disk changed. The only user of chokidar. A hint may come late, twice or never (platform 4):
// whoever gets one looks sooner, and polls all the same. Only folders that are never removed are watched, and only
// themselves: a watcher inside a content folder would hold up ConfigMgr's own removal of it.
import { stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { watch, type FSWatcher } from 'chokidar'
import { systemClock, type Clock } from './clock.ts'
import { isOnShare } from './tail/find.ts'

export type Watching = {
  /** Resolves when no hint comes any more. */
  close(): Promise<void>
}

type Hints = ReadonlyMap<string, () => void>

/** Milliseconds after which a folder that appeared, or was removed and made again, is noticed. */
const folderCheck = 5_000

/** @param hints path of a file -> what to do when it may have changed. A path on a share gives no hints. */
export function watchHints(hints: Hints, clock: Pick<Clock, 'after'> = systemClock): Watching {
  const local = [...hints].filter(([path]) => !isOnShare(path))
  const byName = new Map(local.map(([path, hint]) => [nameKey(path), hint]))
  const folders = [...new Set(local.map(([path]) => dirname(resolve(path))))].map((path) => watchedFolder(path, byName))
  let closed = false
  let stopTimer = (): void => undefined
  let checking: Promise<unknown> = Promise.resolve()

  const check = (): void => {
    checking = Promise.all(folders.map((folder) => folder.check())).then(() => {
      if (!closed) stopTimer = clock.after(folderCheck, check)
    })
  }
  check()
  return {
    async close() {
      closed = true
      stopTimer()
      await checking
      await Promise.all(folders.map((folder) => folder.close()))
    },
  }
}

/**
 * Hints that a folder came or went directly in one of the folders. Nothing in them is watched, files least of all: each
 * would cost a watch of its own. Folders on a share give no hints.
 */
export function watchFolders(folders: readonly string[], hint: () => void): Watching {
  const watcher = watch(
    folders.filter((folder) => !isOnShare(folder)),
    { depth: 0, ignoreInitial: true, persistent: false, ignored: (_path, stats) => stats?.isFile() === true },
  )
  watcher.on('all', hint)
  watcher.on('error', () => undefined) // Hints only: whoever gets none looks all the same.
  return { close: () => watcher.close() }
}

type WatchedFolder = {
  /** Begins to watch when the folder is there; begins again when it is another one than before. */
  check(): Promise<void>
  close(): Promise<void>
}

function watchedFolder(folder: string, hints: Hints): WatchedFolder {
  let watcher: FSWatcher | undefined
  let watched: string | undefined

  const close = async (): Promise<void> => {
    const closing = watcher
    watcher = undefined
    watched = undefined
    await closing?.close()
  }
  const open = (): FSWatcher => {
    const opened = watch(folder, {
      depth: 0,
      ignoreInitial: true,
      persistent: false,
      ignored: (path) => resolve(path) !== folder && !hints.has(nameKey(path)),
    })
    opened.on('all', (event, path) => (event === 'unlinkDir' ? void close() : hints.get(nameKey(path))?.()))
    opened.on('error', () => void close()) // A lost watcher costs nothing but the hints until the next check.
    return opened
  }
  return {
    async check() {
      const present = await identityOf(folder)
      if (present === watched) return
      await close()
      if (present === undefined) return
      watcher = open()
      watched = present
      // What is in a folder that has just appeared gave no event.
      for (const [path, hint] of hints) if (path === nameKey(join(folder, basename(path)))) hint()
    },
    close,
  }
}

/** Windows does not tell names apart by case. */
function nameKey(path: string): string {
  const full = resolve(path)
  return process.platform === 'win32' ? full.toLowerCase() : full
}

async function identityOf(folder: string): Promise<string | undefined> {
  try {
    const stats = await stat(folder, { bigint: true })
    return stats.isDirectory() ? `${stats.dev}:${stats.ino}:${stats.birthtimeNs}` : undefined
  } catch {
    return undefined // Missing, or not ours to see: looked for again.
  }
}
