// One file of a source, read once: its bytes are hashed, signed and written ahead while they come by.
import { createHash, hash } from 'node:crypto'
import type { FileHash } from '../../ids.ts'
import type { FolderReader, OpenSource, SourceDetails } from '../../library/disk-folder.ts'
import { isRefusal, type OpenFile } from '../../library/store.ts'
import type { Signer } from '../../rdc/signer.ts'
import { StoreError, type FileWriter, type WritableStore } from '../../write/writable-store.ts'
import type { PlanRefusal } from '../plan.ts'
import { isFirst, mayHold, type Spool } from '../spool.ts'
import { writeAll, writeSmall } from '../steps/write-whole.ts'

/** What reading found: the file, or why it cannot be taken. */
export type FileReading =
  | (SourceDetails & {
      readonly hash: FileHash
      readonly signature: Uint8Array | undefined
      /** Store path where its bytes lie already. */
      readonly spooled: string | undefined
    })
  | PlanRefusal

export type ReadTools = {
  readonly folder: FolderReader
  /** Makes the signature of one file while it is read; undefined when none are written. */
  readonly signer: (() => Signer) | undefined
  readonly spooler: Spooler | undefined
  /** Between two pieces of a large file; false ends the reading. */
  readonly goOn: () => boolean | Promise<boolean>
}

/** Gives names in the spool, and keeps account of its room. */
export type Spooler = {
  readonly store: WritableStore
  readonly spool: Spool
  /** Begin of the names; unique to the task. */
  readonly prefix: string
  room: number
}

const block = Buffer.allocUnsafeSlow(1024 * 1024)

/** A small file is read at once: a promise for each would cost as much as its hash. */
export function readSourceFile(path: string, tools: ReadTools): FileReading | Promise<FileReading> {
  const file = tools.folder.open(path)
  if (isRefusal(file)) return unreadable(path, file.reason)
  if (file.details.size >= block.length) return readLarge(path, file, tools)
  try {
    return found(path, file, readSmall(file, tools))
  } finally {
    file.close()
  }
}

async function readLarge(path: string, file: OpenSource, tools: ReadTools): Promise<FileReading> {
  try {
    return found(path, file, await readInPieces(file, tools))
  } finally {
    file.close()
  }
}

const unreadable = (path: string, reason: string): PlanRefusal => ({
  reason: 'sourceUnreadable',
  detail: `the file cannot be read (${reason})`,
  path,
})

/**
 * Who writes to a file while it is read makes one of it that never was.
 *
 * @param read  or why it could not be read, in words
 */
function found(path: string, { details, unchanged }: OpenSource, read: Read | string): FileReading {
  const { size, timeModified, attributes } = details
  if (typeof read === 'string') return unreadable(path, read)
  const { length, hash: sum, signature, spooled } = read
  if (length !== size || !unchanged()) return unreadable(path, 'it changed while it was read')
  return { size, timeModified, attributes, hash: sum, signature, spooled }
}

type Read = {
  readonly length: number
  readonly hash: FileHash
  readonly signature: Uint8Array | undefined
  readonly spooled: string | undefined
}

/** In one call; a file that fills the block has grown. @returns why not, in words */
function readSmall(file: OpenFile, { signer, spooler }: ReadTools): Read | string {
  const length = file.read(block)
  if (isRefusal(length)) return length.reason
  const part = block.subarray(0, length)
  const sum = hash('sha256', part, 'hex').toUpperCase() as FileHash
  const signature = signer?.()
  signature?.update(part)
  return { length, hash: sum, signature: signature?.digest(), spooled: spoolSmall(spooler, part, sum) }
}

function spoolSmall(spooler: Spooler | undefined, part: Uint8Array, sum: FileHash): string | undefined {
  if (spooler === undefined || !isWanted(spooler, part.length, sum)) return undefined
  const path = nextName(spooler)
  try {
    writeSmall(spooler.store, path, part)
    spooler.room -= part.length
    return path
  } catch (error) {
    return giveUp(spooler, error)
  }
}

async function readInPieces(file: OpenSource, tools: ReadTools): Promise<Read | string> {
  const { size } = file.details
  const digest = createHash('sha256')
  const signature = tools.signer?.()
  const ahead = writeAhead(tools.spooler, size)
  let length = 0
  let why: string | undefined
  for (;;) {
    const got = file.read(block)
    if (isRefusal(got)) why = got.reason
    else {
      const part = block.subarray(0, got)
      digest.update(part)
      signature?.update(part)
      ahead?.write(part)
      length += got
      if (got === block.length && !(await tools.goOn())) why = 'interrupted'
    }
    if (why !== undefined || isRefusal(got) || got < block.length) break
  }
  const sum = digest.digest('hex').toUpperCase() as FileHash
  const spooled = ahead?.end(why === undefined && length === size ? sum : undefined)
  return why ?? { length, hash: sum, signature: signature?.digest(), spooled }
}

type Ahead = {
  write(part: Uint8Array): void
  /** @returns where the bytes lie, when they are whole, wanted and could be written */
  end(sum: FileHash | undefined): string | undefined
}

function writeAhead(spooler: Spooler | undefined, size: number): Ahead | undefined {
  if (spooler === undefined || !mayTake(spooler, size, undefined)) return undefined
  const path = nextName(spooler)
  let file: FileWriter | undefined
  const attempt = (work: () => void): boolean => {
    try {
      work()
      return true
    } catch (error) {
      giveUp(spooler, error)
      return false
    }
  }
  attempt(() => (file = spooler.store.create(path)))
  const close = (): boolean => {
    const open = file
    file = undefined
    return open !== undefined && attempt(() => open.close())
  }
  return {
    write(part) {
      const open = file
      if (open !== undefined && !attempt(() => writeAll(open, path, part))) close()
    },
    end(sum) {
      if (!close()) return undefined
      if (sum !== undefined && isWanted(spooler, size, sum)) {
        spooler.room -= size
        return path
      }
      // Only now it is known that the library holds it, or another thread has written it.
      attempt(() => spooler.store.removeFile(path))
      return undefined
    },
  }
}

const mayTake = ({ room, spool }: Spooler, size: number, sum: FileHash | undefined): boolean =>
  size <= room && !mayHold(spool.held, size, sum)

/** The same file many times in one source is written once. */
const isWanted = (spooler: Spooler, size: number, sum: FileHash): boolean =>
  mayTake(spooler, size, sum) && isFirst(spooler.spool.written, sum)

const nextName = (spooler: Spooler): string => `${spooler.spool.folder}/${spooler.prefix}-${++names}`
let names = 0

/** Writing ahead saves time, nothing else: the operation itself will meet the fault, try again, and tell. */
function giveUp(spooler: Spooler, error: unknown): undefined {
  if (!(error instanceof StoreError)) throw error
  spooler.room = 0
}
