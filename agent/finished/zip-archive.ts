// The members of a zip, read in place: nothing is unpacked to disk. A zip comes from somebody else, so its names are
// checked, and what it would unfold to is bounded before the first byte is unfolded.
import { getFileNameLowLevel, openPromise, validateFileName, type Entry, type ZipFile } from 'yauzl'
import { AgentError, readError } from '../errors.ts'
import { printableLine } from '../terminal/printable.ts'
import type { LeftOut } from './finished-log.ts'

export type ZipMember = {
  /** With `/`; never absolute, never with `..`. */
  readonly name: string
  /** Its bytes; can be called again. */
  readonly blocks: () => AsyncIterable<Buffer>
}

export type ZipMembers = { readonly members: readonly ZipMember[]; readonly leftOut: readonly LeftOut[] }

/** A log packs 10 to 40 times, a file of one repeated line some hundred times; the method itself ends at 1032. */
const mostUnfolding = 300
/** Below this many bytes nothing is suspected. */
const harmless = 100 * 1024 * 1024
const mostMembers = 100_000

/** First bytes of a zip, also of an empty one. */
export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6))

/** The files in a zip; what cannot or must not be read is left out with its reason. */
export async function zipMembers(path: string): Promise<ZipMembers> {
  const members: ZipMember[] = []
  const leftOut: LeftOut[] = []
  try {
    const zip = await openZip(path)
    try {
      let unfolded = 0
      for await (const entry of zip.eachEntry()) {
        unfolded += entry.uncompressedSize
        if (unfolded > harmless + mostUnfolding * zip.fileSize || zip.entriesRead > mostMembers) throw bomb(path)
        const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false)
        const reason = whyNotRead(entry, name)
        if (reason !== undefined) leftOut.push({ path: name, reason, failed: true })
        else if (!name.endsWith('/')) members.push({ name, blocks: () => memberBlocks(path, entry) })
      }
    } finally {
      zip.close()
    }
  } catch (error) {
    throw zipError(path, error)
  }
  return { members, leftOut }
}

const openZip = (path: string): Promise<ZipFile> =>
  openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false })

function whyNotRead(entry: Entry, name: string): string | undefined {
  const badName = validateFileName(name)
  if (badName !== null) return `has a name that leads out of the zip (${badName})`
  if (entry.isEncrypted()) return 'is encrypted'
  if (!entry.canDecodeFileData()) return `is packed with a method we do not know (${entry.compressionMethod})`
  const suspicious = entry.uncompressedSize > harmless + mostUnfolding * entry.compressedSize
  return suspicious ? `would unfold to ${entry.uncompressedSize} bytes out of ${entry.compressedSize}` : undefined
}

async function* memberBlocks(path: string, entry: Entry): AsyncIterable<Buffer> {
  try {
    const zip = await openZip(path)
    try {
      for await (const block of await zip.openReadStreamPromise(entry)) yield block as Buffer
    } finally {
      zip.close()
    }
  } catch (error) {
    throw zipError(path, error)
  }
}

const bomb = (path: string): AgentError =>
  new AgentError('unreadable', { path: printableLine(path), reason: 'it would unfold to far more than any log' })

/** Errors of the file system keep their words; anything else means that the zip itself is damaged. */
function zipError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AgentError) return error
  const known = readError(path, error)
  if (known !== error) return known
  const reason = `the zip is damaged: ${printableLine(error.message)}`
  return new AgentError('unreadable', { path: printableLine(path), reason }, { cause: error })
}
