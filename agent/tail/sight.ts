// Looks at a path and compares what lies there with the generation that is being read.
import { shows, type ByteReader } from './byte-reader.ts'
import type { LogDisk, Stamp } from './find.ts'
import type { Generation } from './generation.ts'
import { anchorBytes, beginningOf, sameId, type RolledSighting, type Sighting } from './identity.ts'

/** A file looked at, still open. */
export type Sighted<S extends Sighting = Sighting> = S & {
  readonly path: 'log' | 'rolled'
  /** The first bytes, at most 1 KiB. */
  readonly first: Buffer
  /** How many bytes from the start may still be those that were delivered. */
  readonly keptUpTo: number
  readonly reader: ByteReader
}

/** @throws the system error of reading it; the file is closed then */
export async function sight(reader: ByteReader, ours: Generation, path: 'log' | 'rolled'): Promise<Sighted> {
  const { head, end, beginning } = ours.marks
  try {
    const first = await reader.peek(0, anchorBytes)
    const common = commonLength(head, first)
    const isWhole = common === head.length
    return {
      id: reader.id,
      size: reader.size,
      continues: isWhole && (await shows(reader, end)),
      sameBeginning: beginning.proven && beginningOf(first).name === beginning.name,
      keptUpTo: isWhole ? Math.min(end.at, reader.size) : common,
      first,
      path,
      reader,
    }
  } catch (error) {
    await reader.close()
    throw error
  }
}

function commonLength(a: Buffer, b: Buffer): number {
  const most = Math.min(a.length, b.length)
  let length = 0
  while (length < most && a[length] === b[length]) length++
  return length
}

export type RolledLook = {
  /** `.lo_`, unless it is missing or is the generation that was finished before ours. */
  readonly rolled: Sighted<RolledSighting> | undefined
  readonly stamp: Stamp | undefined
  /** It is the generation that was finished before ours. */
  readonly known: boolean
  readonly isMissing: boolean
}

/** It was not looked at, or is not to be. */
export const noRolled: RolledLook = { rolled: undefined, stamp: undefined, known: false, isMissing: false }
const missingRolled: RolledLook = { ...noRolled, isMissing: true }

/**
 * @param known  the stamp under which `.lo_` was last recognised as the generation before ours: not opened again
 * @param log    what the log itself showed
 * @throws UnreadableLog, or the system error of reading it; it is closed then
 */
export async function sightRolled(
  { disk, path, buffer }: { readonly disk: LogDisk; readonly path: string; readonly buffer: Buffer },
  ours: Generation,
  known: Stamp | undefined,
  log: Sighted | undefined,
): Promise<RolledLook> {
  const stamp = await disk.stamp(path)
  if (stamp === undefined) return missingRolled
  if (isSameStamp(stamp, known)) return { ...noRolled, stamp, known: true }
  const reader = await disk.open(path, buffer)
  if (reader === undefined) return missingRolled
  if (sameId(reader.id, log?.id)) {
    // Renamed between the two looks: what was opened as the log is still the file to read.
    await reader.close()
    return noRolled
  }
  const sighted = await sight(reader, ours, 'rolled')
  try {
    if (await isFinished(reader, ours)) {
      await reader.close()
      return { ...noRolled, stamp, known: true }
    }
    const isCopyOfLog = log !== undefined && (await isPartOf(log.reader, reader))
    return { ...noRolled, rolled: { ...sighted, isCopyOfLog }, stamp }
  } catch (error) {
    await reader.close()
    throw error
  }
}

export function isSameStamp(a: Stamp | undefined, b: Stamp | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return sameId(a.id, b.id) && a.size === b.size && a.changed === b.changed
}

async function isFinished(reader: ByteReader, { before }: Generation): Promise<boolean> {
  if (before === undefined || reader.size !== before.size) return false
  if (!before.proven && !sameId(reader.id, before.id)) return false
  return (await shows(reader, before.head)) && (await shows(reader, before.end))
}

/** Does `whole` begin with all the bytes of `part`? Judged by the first and the last bytes of `part`. */
async function isPartOf(whole: ByteReader, part: ByteReader): Promise<boolean> {
  if (part.size === 0 || part.size > whole.size) return false
  const length = Math.min(anchorBytes, part.size)
  for (const position of [0, part.size - length]) {
    const [ours, theirs] = [await part.peek(position, length), await whole.peek(position, length)]
    if (!ours.equals(theirs)) return false
  }
  return true
}
