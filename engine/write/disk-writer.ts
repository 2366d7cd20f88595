// WritableStore over real drives: the system calls and nothing else. Paths go through the same door as those of
// disk-store.ts, so nothing outside the folders it was given can be touched.
import { spawnSync } from 'node:child_process'
import {
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { diskStore, hostPaths, type DriveRoot, type HostPath } from '../library/disk-store.ts'
import { libraryOn } from '../library/layout.ts'
import { folderOfPath, linkFinder, withoutLinks } from '../library/link-on-the-way.ts'
import { StoreError, storeFaults, type FileWriter, type WritableStore } from './writable-store.ts'

const createNew = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)
const folderOnly = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0)
const windows = process.platform === 'win32'

export function diskWriter(roots: readonly DriveRoot[]): WritableStore {
  const hostPath = hostPaths(roots)
  const reader = diskStore(roots)
  const linkTo = linkFinder(reader)
  /** @param folder  no link must be on the way to it, and it is none itself */
  const done = <Answer>(
    call: string,
    path: string,
    work: (host: HostPath) => Answer,
    folder = folderOfPath(path),
  ): Answer => {
    const host = hostPath(path)
    if (host === undefined) throw new StoreError('outside', call, path, 'EINVAL')
    const link = linkTo(folder)
    if (link !== undefined) throw new StoreError('link', call, link, 'ELOOP')
    return guarded(call, path, () => work(host))
  }
  return {
    ...withoutLinks(reader, linkTo),
    create: (path) => done('create', path, (host) => fileWriter(path, openSync(host, createNew, 0o644))),
    makeFolder: (path) => done('mkdir', path, (host) => makeFolder(path, host)),
    rename(from, to) {
      done('rename', from, (host) => done('rename', to, (other) => renameSync(host, other)))
    },
    removeFile: (path) => done('unlink', path, unlinkSync),
    removeFolder: (path) => done('rmdir', path, (host) => rmdirSync(host), path),
    // NTFS and ReFS keep names in order in their own journal, and Windows opens no folder for flushing.
    flushFolder: (path) => done('flush', path, (host) => (windows ? undefined : flush(host, folderOnly)), path),
    flushFile: (path) => done('flush', path, (host) => flush(host, windows ? constants.O_RDWR : constants.O_RDONLY)),
    flushDrive: (drive) => done('flush', libraryOn(drive), flushVolume),
  }
}

function guarded<Answer>(call: string, path: string, work: () => Answer): Answer {
  try {
    return work()
  } catch (error) {
    if (error instanceof StoreError || !(error instanceof Error) || !('code' in error)) throw error
    const code = String(error.code)
    throw new StoreError(storeFaults[code] ?? 'broken', call, path, code)
  }
}

const fileWriter = (path: string, file: number): FileWriter => {
  let at = 0
  return {
    write: (bytes) =>
      guarded('write', path, () => {
        const written = writeSync(file, bytes, 0, bytes.length, at)
        at += written
        return written
      }),
    close: () => guarded('close', path, () => closeSync(file)),
  }
}

function makeFolder(path: string, host: HostPath): void {
  try {
    mkdirSync(host)
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error
    const found = lstatSync(host)
    if (found.isSymbolicLink()) throw new StoreError('link', 'mkdir', path, 'ELOOP')
    if (!found.isDirectory()) throw error
  }
}

function flush(host: HostPath, flags: number): void {
  const file = openSync(host, flags)
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/**
 * One call for a whole batch: `sync -f` is syncfs(2), which Node does not offer. Where it is not to be had (Windows,
 * macOS, a BusyBox without the option) the answer is false. A flush that failed must not be asked for again, since the
 * system tells a lost page only once: that one is an error.
 */
function flushVolume(host: HostPath): boolean {
  if (process.platform !== 'linux' || Buffer.isBuffer(host)) return false
  const { status, stderr } = spawnSync('sync', ['-f', host], { env: { ...process.env, LC_ALL: 'C' } })
  if (status === 0) return true
  if (!stderr.toString().includes('error syncing')) return false
  throw Object.assign(new Error('sync -f failed'), { code: 'EIO' })
}
