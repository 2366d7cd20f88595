// Are the files of a LevelDB as they were written? LevelDB itself checks its journal and its manifest, but reads tables
// without looking at their checksums, and a damaged table ends the process by a failed assertion: an agent that met one
// could never start again. So every table in use is checked before LevelDB sees it.
//
//   CURRENT              the name of the manifest
//   MANIFEST-000002      a journal of edits: table added, table removed      (leveldb doc/log_format.md, version_edit.cc)
//   000005.ldb           a table: blocks, each with its checksum             (leveldb doc/table_format.md)
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32c, masked } from './crc32c.ts'

/** Something is there that is no state of ours, or not whole. */
export class DamagedState extends Error {
  override readonly name = 'DamagedState'
}

/**
 * LevelDB takes a folder without CURRENT for an empty one and removes what it finds there.
 *
 * @throws DamagedState unless there is a whole database
 */
export async function checkLevelFiles(folder: string): Promise<void> {
  const files = await readdir(folder)
  if (!files.includes('CURRENT')) throw new DamagedState(`${folder} has no CURRENT`)
  const manifest = (await readFile(join(folder, 'CURRENT'), 'latin1')).trimEnd()
  if (!files.includes(manifest)) throw new DamagedState(`CURRENT names a file that is not there`)
  for (const [number, size] of tablesIn(await readFile(join(folder, manifest)))) {
    const name = `${String(number).padStart(6, '0')}.ldb`
    if (!files.includes(name)) throw new DamagedState(`${name} is not there`)
    checkTable(name, await readFile(join(folder, name)), size)
  }
}

/** Number -> bytes of every table in use. */
export function tablesIn(manifest: Buffer): ReadonlyMap<number, number> {
  const tables = new Map<number, number>()
  for (const record of recordsOf(manifest)) {
    const edit = new Reader(record)
    while (!edit.isAtEnd) readEditPart(edit, tables)
  }
  return tables
}

/** One tagged part of an edit; tags as in version_edit.cc. */
function readEditPart(edit: Reader, tables: Map<number, number>): void {
  const tag = edit.number()
  if (tag === 1)
    edit.bytes(edit.number()) // comparator
  else if (tag === 2 || tag === 3 || tag === 4 || tag === 9)
    edit.number() // numbers of log and file, sequence
  else if (tag === 5) {
    edit.number() // compact pointer: level and key
    edit.bytes(edit.number())
  } else if (tag === 6) {
    edit.number() // level of a table that was removed
    tables.delete(edit.number())
  } else if (tag === 7) {
    edit.number() // level of a table that was added
    tables.set(edit.number(), edit.number())
    edit.bytes(edit.number()) // its smallest and its largest key
    edit.bytes(edit.number())
  } else throw new DamagedState(`the manifest holds an edit of kind ${tag}`)
}

const journalBlock = 32 * 1024
const recordHeader = 7

/** Whole records of a journal; one that was cut off at the end does not count. */
function* recordsOf(journal: Buffer): Generator<Buffer> {
  let parts: Buffer[] = []
  for (let at = 0; at + recordHeader <= journal.length;) {
    const left = journalBlock - (at % journalBlock)
    if (left < recordHeader) {
      at += left
      continue
    }
    const length = journal.readUInt16LE(at + 4)
    const kind = journal[at + 6] ?? 0
    if (kind === 0 && length === 0) return // room that was made and not used
    const end = at + recordHeader + length
    if (end > journal.length) return
    if (masked(crc32c(journal.subarray(at + 6, end))) !== journal.readUInt32LE(at)) {
      throw new DamagedState('the manifest is damaged')
    }
    if (kind === 1 || kind === 2) parts = [] // whole, or the first part
    parts.push(journal.subarray(at + recordHeader, end))
    if (kind === 1 || kind === 4) yield Buffer.concat(parts) // whole, or the last part
    at = end
  }
}

const footerLength = 48
const tableMagic = 0xdb4775248b80fb57n

/** @throws DamagedState unless every block bears its checksum */
export function checkTable(name: string, table: Buffer, size: number): void {
  const footer = table.subarray(-footerLength)
  if (table.length !== size || footer.length < footerLength || footer.readBigUInt64LE(40) !== tableMagic) {
    throw new DamagedState(`${name} is damaged`)
  }
  const handles = new Reader(footer)
  for (const directory of [handles.handle(), handles.handle()]) {
    for (const handle of handlesIn(blockAt(name, table, directory))) blockAt(name, table, handle)
  }
}

type BlockHandle = { readonly offset: number; readonly size: number }

/** A block is followed by its kind and a checksum over both. */
function blockAt(name: string, table: Buffer, { offset, size }: BlockHandle): Buffer {
  const end = offset + size + 1
  if (end + 4 > table.length || masked(crc32c(table.subarray(offset, end))) !== table.readUInt32LE(end)) {
    throw new DamagedState(`${name} is damaged at ${offset}`)
  }
  if (table[end - 1] !== 0) throw new DamagedState(`${name} is compressed, which ours never is`)
  return table.subarray(offset, end - 1)
}

/** The values of a block whose entries point to other blocks: key lengths, key, handle; then the restart points. */
function* handlesIn(block: Buffer): Generator<BlockHandle> {
  const restarts = block.readUInt32LE(block.length - 4)
  const entries = new Reader(block.subarray(0, block.length - 4 * (restarts + 1)))
  while (!entries.isAtEnd) {
    entries.number() // bytes shared with the key before
    const [keyLength, valueLength] = [entries.number(), entries.number()]
    entries.bytes(keyLength)
    yield new Reader(entries.bytes(valueLength)).handle()
  }
}

/** Reads LevelDB's numbers, which take as many bytes as they need, seven bits in each. */
class Reader {
  private readonly data: Buffer
  private at = 0

  constructor(data: Buffer) {
    this.data = data
  }

  get isAtEnd(): boolean {
    return this.at >= this.data.length
  }

  number(): number {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = this.data[this.at++]
      if (byte === undefined || factor > 2 ** 49) throw new DamagedState('a number is cut off')
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }

  bytes(length: number): Buffer {
    const bytes = this.data.subarray(this.at, this.at + length)
    if (bytes.length < length) throw new DamagedState('a record is cut off')
    this.at += length
    return bytes
  }

  handle(): BlockHandle {
    return { offset: this.number(), size: this.number() }
  }
}
