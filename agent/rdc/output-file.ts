// A file that appears whole or not at all: written beside its place under another name, then renamed.
import { randomBytes } from 'node:crypto'
import { lstat, open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { AgentError, writeError } from '../errors.ts'
import { notFileKind } from '../readable-file.ts'
import { printableLine } from '../terminal/printable.ts'

export type OutputFile = {
  /** Resolves when the bytes are written; until then they must not change. */
  write(bytes: Uint8Array): Promise<void>
  /** Bytes written so far. */
  readonly bytes: number
}

/**
 * Lets `work` write; its result comes back when the file is in place. A file that was there is replaced, nothing else
 * ever is. Rejects with AgentError when it cannot be written, or with what `work` rejects with; then nothing is left behind.
 */
export async function withOutput<T>(path: string, work: (output: OutputFile) => Promise<T>): Promise<T> {
  await requireReplaceable(path)
  const part = `${path}.${randomBytes(4).toString('hex')}.cmdp-part`
  const file = await open(part, 'wx').catch((error: unknown) => {
    throw problem(path, error)
  })
  try {
    const output = outputTo(path, file)
    const result = await work(output)
    await file.close()
    await rename(part, path).catch((error: unknown) => {
      throw problem(path, error)
    })
    return result
  } catch (error) {
    await file.close().catch(() => undefined) // it may be closed already
    await rm(part, { force: true })
    throw error
  }
}

function outputTo(path: string, file: FileHandle): OutputFile & { bytes: number } {
  return {
    bytes: 0,
    async write(bytes) {
      for (let at = 0; at < bytes.length;) {
        const { bytesWritten } = await file.write(bytes, at, bytes.length - at).catch((error: unknown) => {
          throw problem(path, error)
        })
        at += bytesWritten
      }
      this.bytes += bytes.length
    },
  }
}

/**
 * The file that is made must not be one that it is made from, by whatever name or link. Rejects with AgentError badUsage.
 */
export async function requireOtherThan(inputs: readonly string[], out: string): Promise<void> {
  const written = await identityOf(out)
  for (const input of inputs) {
    if (written === undefined || written !== (await identityOf(input))) continue
    const problem = `--out ${printableLine(out)} would overwrite ${printableLine(input)}, which is read; choose another name`
    throw new AgentError('badUsage', { problem })
  }
}

/** Volume and number of a file; undefined when it is not there. What else is wrong with it is told where it is opened. */
const identityOf = (path: string): Promise<string | undefined> =>
  stat(path, { bigint: true }).then(
    ({ dev, ino }) => `${dev}:${ino}`,
    () => undefined,
  )

/** A rename would put our file in the place of a pipe, a device or a link as well. */
async function requireReplaceable(path: string): Promise<void> {
  const stats = await lstat(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw problem(path, error)
  })
  const kind = stats === undefined ? undefined : stats.isSymbolicLink() ? 'a link' : notFileKind(stats)
  if (kind !== undefined) throw new AgentError('notAFile', { path: printableLine(path), kind, hint: '' })
}

/** What the system's number means for a file that is written anew. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EFBIG: 'the file system cannot hold a file of this size',
  ENAMETOOLONG: 'the name is too long',
  EBUSY: 'it is in use by another program',
}

function problem(path: string, error: unknown): AgentError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = reasons[code]
  if (reason === undefined) return writeError(path, error)
  return new AgentError('unwritable', { path: printableLine(path), reason }, { cause: error })
}
