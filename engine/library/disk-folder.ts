// A plain folder as a source of content: listed and read, links told and never followed.
import { lstatSync } from 'node:fs'
import { join, toNamespacedPath } from 'node:path'
import { guarded, list, open, type HostPath } from './disk-store.ts'
import { toBytes } from './host-names.ts'
import type { Listing, OpenFile, Refusal } from './store.ts'

export type SourceDetails = {
  /** Bytes. */
  readonly size: number
  /** FILETIME: 100 ns since 1601-01-01 UTC. */
  readonly timeModified: bigint
  /** Win32 attribute mask, as far as this system knows it. */
  readonly attributes: number
}

/** Paths are relative to the folder, with `/`; `''` is the folder itself. */
export interface FolderReader {
  list(folder: string): Listing | Refusal
  details(path: string): SourceDetails | Refusal
  open(path: string): OpenFile | Refusal
}

export function diskFolder(root: string): FolderReader {
  const windows = process.platform === 'win32'
  const hostPath = (path: string): HostPath | undefined => {
    if (/(^|\/)\.\.(\/|$)|\0/.test(path) || (windows && /[\\:]/.test(path))) return undefined
    const host = path === '' ? root : join(root, path)
    return windows ? toNamespacedPath(host) : toBytes(host)
  }
  return {
    list: (folder) => guarded(hostPath(folder), (host) => list(host, false)),
    details: (path) => guarded(hostPath(path), details),
    open: (path) => guarded(hostPath(path), open),
  }
}

/** 1601-01-01 to 1970-01-01 in units of 100 ns. */
const fileTimeAt1970 = 116_444_736_000_000_000n

const archive = 0x20
const readOnly = 0x01
const writableByAnyone = 0o222n

function details(path: HostPath): SourceDetails {
  const { size, mtimeNs, mode } = lstatSync(path, { bigint: true })
  return {
    size: Number(size),
    timeModified: mtimeNs / 100n + fileTimeAt1970,
    // Node tells no more of the mask than this bit, which Windows maps to the mode.
    attributes: archive | ((mode & writableByAnyone) === 0n ? readOnly : 0),
  }
}
