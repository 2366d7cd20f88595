// A plain folder as a source of content: listed and read, links told and never followed.
import { fstatSync, type BigIntStats } from 'node:fs'
import { join, toNamespacedPath } from 'node:path'
import { guarded, list, openNumber, reading, type HostPath } from './disk-store.ts'
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

/** What an open file was like before its first byte was read, and whether nobody has written to it since. */
export type OpenSource = OpenFile & { readonly details: SourceDetails; unchanged(): boolean }

/** Paths are relative to the folder, with `/`; `''` is the folder itself. */
export interface FolderReader {
  list(folder: string): Listing | Refusal
  open(path: string): OpenSource | Refusal
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
    open: (path) => guarded(hostPath(path), open),
  }
}

/** 1601-01-01 to 1970-01-01 in units of 100 ns. */
const fileTimeAt1970 = 116_444_736_000_000_000n

const archive = 0x20
const readOnly = 0x01
const writableByAnyone = 0o222n

/** Asking the open file looks its name up once, not twice, and tells of the very file whose bytes come. */
function open(path: HostPath): OpenSource {
  const number = openNumber(path)
  const file = reading(number)
  try {
    const before = fstatSync(number, { bigint: true })
    const unchanged = (): boolean => sameWriting(before, fstatSync(number, { bigint: true }))
    return { details: detailsOf(before), read: file.read, close: file.close, unchanged }
  } catch (error) {
    file.close()
    throw error
  }
}

const sameWriting = (before: BigIntStats, after: BigIntStats): boolean =>
  before.size === after.size && before.mtimeNs === after.mtimeNs && before.ctimeNs === after.ctimeNs

function detailsOf({ size, mtimeNs, mode }: BigIntStats): SourceDetails {
  return {
    size: Number(size),
    timeModified: mtimeNs / 100n + fileTimeAt1970,
    // Node tells no more of the mask than this bit, which Windows maps to the mode.
    attributes: archive | ((mode & writableByAnyone) === 0n ? readOnly : 0),
  }
}
