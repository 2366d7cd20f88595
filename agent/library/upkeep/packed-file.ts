// Packed contents as files of the operator: opened from any place, written whole or not at all, with their keys.
import {
  chmodSync,
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { resolve } from 'node:path'
import {
  isArchiveRefusal,
  readExactly,
  refuse,
  type ArchiveRefusal,
  type ByteSource,
} from '../../../engine/archive/byte-source.ts'
import { openContentFile, type ContentFile } from '../../../engine/archive/content-file.ts'
import { readKeys, writeKeys, type PackageKeys } from '../../../engine/archive/package-keys.ts'
import { isSealedFile, openSealed, sealedPackage } from '../../../engine/archive/sealed-file.ts'
import { parsePackageId } from '../../../engine/ids.ts'
import { AgentError, badUsage, readError } from '../../errors.ts'
import { printableLine } from '../../terminal/printable.ts'

export type OpenPacked = { readonly content: ContentFile; readonly sealed: boolean; close(): void }

/** @throws AgentError when it cannot be read, is no packed content, or its key is missing */
export function openPacked(path: string, keyFile: string | undefined): OpenPacked {
  const { source, close } = openBytes(path)
  const sealed = isSealed(source)
  const content = openWith(source, sealed, keyFile)
  if (!isArchiveRefusal(content)) return { content, sealed, close }
  close()
  throw refused(path, content)
}

/** A damaged file is bad news about the thing looked at; without the right key we could not look. */
export function refused(path: string, { refused: why, reason }: ArchiveRefusal): AgentError {
  const problem = printableLine(`${path} ${reason}`)
  const notLooked = why === 'needsKey' || why === 'noKey' || why === 'wrongKey' || why === 'unreadable'
  return new AgentError(notLooked ? 'packedUnopened' : 'packedRefused', { problem })
}

function openBytes(path: string): { source: ByteSource; close: () => void } {
  try {
    const file = openSync(path, 'r')
    const read = (buffer: Buffer, position: number): number => {
      let done = 0
      for (let length = -1; length !== 0 && done < buffer.length; done += length)
        length = readSync(file, buffer, done, buffer.length - done, position + done)
      return done
    }
    const readAt: ByteSource['readAt'] = (buffer, position) => {
      try {
        return read(buffer, position)
      } catch (error) {
        return { refused: 'unreadable', reason: error instanceof Error && 'code' in error ? String(error.code) : 'EIO' }
      }
    }
    return { source: { size: fstatSync(file).size, readAt }, close: () => closeSync(file) }
  } catch (error) {
    throw readError(path, error)
  }
}

function isSealed(source: ByteSource): boolean {
  const head = readExactly(source, 0, Math.min(8, source.size))
  return !isArchiveRefusal(head) && isSealedFile(head)
}

function openWith(source: ByteSource, sealed: boolean, keyFile: string | undefined): ContentFile | ArchiveRefusal {
  if (!sealed) return openContentFile(source)
  const head = readExactly(source, 0, Math.min(64, source.size))
  const packageId = parsePackageId(isArchiveRefusal(head) ? '' : (sealedPackage(head) ?? ''))
  if (keyFile === undefined) return refuse('needsKey', '--key KEYFILE')
  const keys = keysIn(keyFile)
  const key = packageId === undefined ? undefined : keys?.get(packageId)
  if (keys === undefined) throw new AgentError('fileMissing', { path: resolve(keyFile) })
  if (key === undefined) return refuse('noKey', `${packageId ?? 'its package'} is not in ${printableLine(keyFile)}`)
  const plain = openSealed(source, key)
  return isArchiveRefusal(plain) ? plain : openContentFile(plain)
}

/** The keys of a file; undefined when there is no such file. */
export function keysIn(path: string): PackageKeys | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw readError(path, error)
  }
  const keys = readKeys(text)
  if (!('fault' in keys)) return keys
  throw badUsage(`${path} is no key file: ${keys.fault}`)
}

/** Readable by its owner only; there before any file that needs it. */
export const saveKeys = (path: string, keys: PackageKeys): void =>
  writeWhole(path, [Buffer.from(writeKeys(keys), 'utf8')], 0o600)

/** Under another name first, flushed, then renamed: a file of this name is complete, and what was there stays until then. */
export function writeWhole(path: string, pieces: Iterable<Uint8Array>, mode = 0o644): void {
  const part = `${path}.cmdp-part`
  try {
    const file = openSync(part, 'w', mode)
    try {
      for (const piece of pieces) for (let at = 0; at < piece.length;) at += writeSync(file, piece, at)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    chmodSync(part, mode)
    renameSync(part, path)
  } catch (error) {
    rmSync(part, { force: true })
    if (error instanceof Error && 'code' in error && 'syscall' in error)
      throw new AgentError('unwritable', { path: printableLine(path), reason: String(error.code) }, { cause: error })
    throw error
  }
}
