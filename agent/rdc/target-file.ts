import { createHash } from 'node:crypto'
import type { InputFile } from './input-file.ts'
import type { OutputFile } from './output-file.ts'
import type { Advance } from './rdc-work.ts'

/** The new version while it is put together: everything is hashed and written as it comes. */
export type TargetFile = {
  take(bytes: Uint8Array): Promise<void>
  copy(seed: InputFile, offset: number, length: number): Promise<void>
  /** The SHA-256 of all, lower-case hex, when it is written. */
  end(): Promise<string>
}

const blockBytes = 1024 * 1024
/** Shorter ones are read at once: to hand them to another thread would cost more. */
const longPlace = 128 * 1024

/** Two blocks: while one is hashed and, in another thread, written, the other one is filled. */
export function targetTo(output: OutputFile, advance: Advance): TargetFile {
  const hash = createHash('sha256')
  let block = Buffer.allocUnsafeSlow(blockBytes)
  let other = Buffer.allocUnsafeSlow(blockBytes)
  let filled = 0
  let unhashed = block.subarray(0, 0)
  let writing: Promise<void> = Promise.resolve()

  function hashWaiting(): void {
    hash.update(unhashed)
    advance(unhashed.length)
    unhashed = unhashed.subarray(0, 0)
  }

  async function flush(): Promise<void> {
    hashWaiting()
    await writing
    unhashed = block.subarray(0, filled)
    writing = output.write(unhashed)
    writing.catch(() => undefined) // told where it is waited for
    ;[block, other] = [other, block]
    filled = 0
  }

  return {
    async take(bytes) {
      for (let at = 0; at < bytes.length;) {
        const part = bytes.subarray(at, at + blockBytes - filled)
        block.set(part, filled)
        filled += part.length
        at += part.length
        if (filled === blockBytes) await flush()
      }
    },
    async copy(seed, offset, length) {
      for (let done = 0; done < length;) {
        const part = block.subarray(filled, filled + length - done)
        if (part.length < longPlace) seed.fill(part, offset + done)
        else {
          const reading = seed.fillMeanwhile(part, offset + done)
          hashWaiting()
          await reading
        }
        filled += part.length
        done += part.length
        if (filled === blockBytes) await flush()
      }
    },
    async end() {
      await flush()
      hashWaiting()
      await writing
      return hash.digest('hex')
    },
  }
}
