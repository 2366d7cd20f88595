import { open } from 'node:fs/promises'
import { readError } from '../errors.ts'

/** Most bytes a block of a file has when nobody asks for less (performance rule 11). */
export const largestBlock = 2 * 1024 * 1024

/** A file's bytes in blocks of `most`; each read lets the event loop breathe. The buffer is used again. */
export async function* fileBlocks(path: string, most = largestBlock): AsyncIterable<Buffer> {
  try {
    const file = await open(path, 'r')
    try {
      const buffer = Buffer.allocUnsafeSlow(most)
      for (let position = 0; ;) {
        const { bytesRead } = await file.read(buffer, 0, most, position)
        if (bytesRead === 0) return
        position += bytesRead
        yield buffer.subarray(0, bytesRead)
      }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw readError(path, error)
  }
}

/** The first bytes of a file. */
export async function fileHead(path: string, bytes: number): Promise<Buffer> {
  for await (const block of fileBlocks(path, bytes)) return Buffer.from(block)
  return Buffer.alloc(0)
}
