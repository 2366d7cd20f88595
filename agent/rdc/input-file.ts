// A file that is read from its beginning to its end while its bytes are worked on, and at single places.
import { readSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { AgentError, readError } from '../errors.ts'
import { whyNotReadable } from '../readable-file.ts'
import { printableLine } from '../terminal/printable.ts'

export type InputFile = {
  readonly path: string
  /** Bytes, when it was opened. */
  readonly size: number
  /** All bytes in order; a block is valid until the next one is asked for. The next one is read meanwhile. */
  blocks(): AsyncIterable<Buffer>
  /** Fills `into` from this place on, at once: most places are short. Throws when the file ends before. */
  fill(into: Uint8Array, position: number): void
  /** The same in another thread, for long places. */
  fillMeanwhile(into: Uint8Array, position: number): Promise<void>
  /** Rejects when somebody has changed the file since it was opened. */
  requireUnchanged(): Promise<void>
}

const blockBytes = 1024 * 1024

/** Opens `path`, hands it to `work`, and closes it in any case. Rejects with AgentError when it cannot be read. */
export async function withInput<T>(path: string, work: (input: InputFile) => Promise<T>): Promise<T> {
  const obstacle = await whyNotReadable(path)
  if (obstacle !== undefined) throw obstacle
  const file = await open(path, 'r').catch((error: unknown) => {
    throw readError(path, error)
  })
  try {
    const { size, mtimeNs } = await file.stat({ bigint: true })
    return await work({
      path,
      size: Number(size),
      blocks: () => readAhead(path, file),
      fill: (into, position) => fill(path, file, into, position),
      fillMeanwhile: (into, position) => fillMeanwhile(path, file, into, position),
      async requireUnchanged() {
        const now = await file.stat({ bigint: true })
        if (now.size !== size || now.mtimeNs !== mtimeNs) throw changed(path)
      },
    })
  } finally {
    await file.close()
  }
}

async function* readAhead(path: string, file: FileHandle): AsyncIterable<Buffer> {
  const buffers = [Buffer.allocUnsafeSlow(blockBytes), Buffer.allocUnsafeSlow(blockBytes)] as const
  let position = 0
  let next = file.read(buffers[0], 0, blockBytes, position)
  try {
    for (let turn = 1; ; turn = 1 - turn) {
      const { bytesRead, buffer } = await next
      if (bytesRead === 0) return
      position += bytesRead
      next = file.read(turn === 1 ? buffers[1] : buffers[0], 0, blockBytes, position)
      yield buffer.subarray(0, bytesRead)
    }
  } catch (error) {
    throw readError(path, error)
  } finally {
    await next.catch(() => undefined) // it must not run on behind a file that is closed
  }
}

function fill(path: string, file: FileHandle, into: Uint8Array, position: number): void {
  try {
    for (let at = 0; at < into.length;) {
      const length = readSync(file.fd, into, at, into.length - at, position + at)
      if (length === 0) throw changed(path)
      at += length
    }
  } catch (error) {
    throw readError(path, error)
  }
}

async function fillMeanwhile(path: string, file: FileHandle, into: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < into.length;) {
    const { bytesRead } = await file.read(into, at, into.length - at, position + at).catch((error: unknown) => {
      throw readError(path, error)
    })
    if (bytesRead === 0) throw changed(path)
    at += bytesRead
  }
}

const changed = (path: string): AgentError =>
  new AgentError('unreadable', { path: printableLine(path), reason: 'it was changed while it was read' })
