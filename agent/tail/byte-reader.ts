// Bytes of one open log file, read by tail-file.
//
// tail-file opens, reads at a byte position, and closes. What it does above that loses lines (platform 2): it splits
// decoded text, which costs quadratic time on a long line and breaks characters in two, it decides about rollovers by
// plain inode numbers, and it trusts directory events. So its answers are taken as bytes, before any decoding, and its
// end of file is only an empty read; lines, rollovers and waiting are ours.
import { fstat, read, type BigIntStats } from 'node:fs'
import { promisify } from 'node:util'
import Tail from 'tail-file'
import { fitsAnchor, type Anchor, type FileId } from './identity.ts'

export type ReadBytes = {
  /** They lie in the reader's buffer, and are overwritten by its next read. */
  readonly bytes: Buffer
  /** Offset in the file of the first of them. */
  readonly position: number
  /** There were no more, though the buffer had room. */
  readonly isEnd: boolean
}

export type ByteReader = {
  readonly id: FileId
  /** Bytes in the file when it was opened. */
  readonly size: number
  /** False for a folder, a FIFO or a device. */
  readonly isFile: boolean
  /** The bytes from `position` on, as many as fit the buffer. */
  read(position: number): Promise<ReadBytes>
  /** The `length` bytes from `position` on, fewer at the end of the file; a copy. */
  peek(position: number, length: number): Promise<Buffer>
  /** Waits for a read under way. */
  close(): Promise<void>
}

/** Do the bytes that end at the anchor still stand there? */
export async function shows(reader: ByteReader, anchor: Anchor): Promise<boolean> {
  return fitsAnchor(anchor, await reader.peek(anchor.at - anchor.length, anchor.length))
}

/** @throws the system error of opening it */
export async function openBytes(path: string, buffer: Buffer): Promise<ByteReader> {
  const tail = new Tail(path, { buf: buffer, _bufsize: buffer.length })
  const fd = await openedBy(tail, path)
  let underWay: Promise<unknown> = Promise.resolve()
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    const turn = underWay.then(work, work)
    underWay = turn
    return turn
  }
  const close = async (): Promise<void> => {
    await underWay.catch(() => undefined)
    tail._stop()
  }
  try {
    const stats = await fstatAsync(fd, { bigint: true })
    return {
      id: idOf(stats),
      size: Number(stats.size),
      isFile: stats.isFile(),
      read: (position) => alone(() => readBy(tail, position, buffer.length)),
      peek: (position, length) => alone(() => peekAt(fd, position, length)),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** NTFS numbers are not used again, and its creation times jump to a new file of the same name (tunnelling). */
export function idOf({ dev, ino, birthtimeNs }: BigIntStats): FileId {
  const id = { dev: String(dev), ino: String(ino) }
  return process.platform === 'win32' ? id : { ...id, born: String(birthtimeNs) }
}

function openedBy(tail: Tail, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    tail.started = path
    tail.ino = 0.5 // Any number: tail-file must not look for the inode, its code for that fails.
    tail.onError = reject
    tail.onCreateReader = (fd) => {
      tail.fd = fd
      tail.unzip = null // Bytes as they are, whatever the file is called.
      resolve(fd)
    }
    tail.createReader()
  })
}

function readBy(tail: Tail, position: number, room: number): Promise<ReadBytes> {
  return new Promise((resolve, reject) => {
    tail.decode = (chunk) => {
      const bytes = chunk ?? Buffer.alloc(0)
      resolve({ bytes, position, isEnd: bytes.length < room })
    }
    tail.onLine = reject
    tail.setBytePos(position)
    tail.readStuff()
  })
}

async function peekAt(fd: number, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await readAsync(fd, bytes, filled, length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}

const fstatAsync = promisify(fstat)
const readAsync = promisify(read)
