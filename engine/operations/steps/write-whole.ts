// A file of the library is never seen half written: it is made under a name of its own, and gets its name when its
// bytes are complete and flushed.
import { createHash } from 'node:crypto'
import { unfinishedSuffix } from '../../library/layout.ts'
import { isRefusal, type LibraryStore, type OpenFile } from '../../library/store.ts'
import { StoreError, type FileWriter, type WritableStore } from '../../write/writable-store.ts'

/** Where the bytes of origins are read. */
export type Reader = Pick<LibraryStore, 'open'>

/** The bytes that came are not those that were announced. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
}

/** NTFS: 255 UTF-16 units; the file systems of Linux: 255 bytes, which are never fewer. */
const longestName = 255

/** Under which name a file is written first. A name that leaves no room for the suffix is shortened to its hash. */
export function unfinishedName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name.length * 3 + unfinishedSuffix.length <= longestName) return path + unfinishedSuffix
  if (Buffer.byteLength(name) + unfinishedSuffix.length <= longestName) return path + unfinishedSuffix
  const short = createHash('sha256').update(name).digest('hex')
  return path.slice(0, -name.length) + short + unfinishedSuffix
}

/** Bytes read and written at once. */
const blockBytes = 1024 * 1024
const block = Buffer.allocUnsafeSlow(blockBytes)

/** Makes the file anew, in place of what an interrupted run left under this name. */
export function writeSmall(store: WritableStore, path: string, content: Uint8Array): void {
  fill(createAnew(store, path), path, content)
}

/** Makes a file that is not there. @throws StoreError `exists` when it is */
export function writeNew(store: WritableStore, path: string, content: Uint8Array): void {
  fill(store.create(path), path, content)
}

function fill(file: FileWriter, path: string, content: Uint8Array): void {
  try {
    writeAll(file, path, content)
  } finally {
    file.close()
  }
}

export type Copy = {
  readonly reader: Reader
  readonly from: string
  readonly bytes: number
  readonly hash: string
  /** Between two pieces of a large file; throws to end the copy. */
  readonly goOn: () => void | Promise<void>
}

/** @throws SourceError when the source cannot be read, or its bytes have another length or hash */
export async function copyVerified(
  store: WritableStore,
  path: string,
  { reader, from, bytes, hash, goOn }: Copy,
): Promise<void> {
  const source = reader.open(from)
  if (isRefusal(source)) throw new SourceError(`${from} cannot be read (${source.reason})`)
  const digest = createHash(hash.length === 40 ? 'sha1' : 'sha256')
  try {
    const file = createAnew(store, path)
    try {
      let total = 0
      for (let part = nextBlock(source, from); part.length > 0; part = nextBlock(source, from)) {
        total += part.length
        digest.update(part)
        writeAll(file, path, part)
        if (total < bytes) await goOn()
      }
      if (total !== bytes) throw new SourceError(`${from} has ${total} bytes, not the ${bytes} that were announced`)
    } finally {
      file.close()
    }
  } finally {
    source.close()
  }
  if (digest.digest('hex').toUpperCase() !== hash) throw new SourceError(`${from} does not have the hash ${hash}`)
}

function nextBlock(source: OpenFile, from: string): Uint8Array {
  const length = source.read(block)
  if (isRefusal(length)) throw new SourceError(`${from} cannot be read (${length.reason})`)
  return block.subarray(0, length)
}

function createAnew(store: WritableStore, path: string): FileWriter {
  try {
    return store.create(path)
  } catch (error) {
    if (!(error instanceof StoreError) || error.fault !== 'exists') throw error
    store.removeFile(path)
    return store.create(path)
  }
}

/** A call that writes less than it was given is asked again; one that writes nothing has failed. */
export function writeAll(file: FileWriter, path: string, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    const written = file.write(bytes.subarray(at))
    if (written <= 0) throw new StoreError('full', 'write', path, 'short write')
    at += written
  }
}
