// The content library of the demo's own distribution point: real files in the product's layout, sound but for one stored
// file with a flipped bit, which two packages need.
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FileHash } from '../../engine/ids.ts'
import { writeContentIni, writeFileIni, writePackageIni, writeUsersIni } from '../../engine/library/ini-records.ts'
import { iniName, storedPath } from '../../engine/library/layout.ts'
import { writeSignature } from '../../engine/library/signature-file.ts'
import { treeHash } from '../../engine/library/tree-hash.ts'
import { md4 } from '../../engine/rdc/md4.ts'

type HeldFile = { readonly name: string; readonly bytes: Buffer; readonly hash: FileHash }

const sha256 = (bytes: Uint8Array): FileHash =>
  createHash('sha256').update(bytes).digest('hex').toUpperCase() as FileHash

/** Bytes that follow from the name alone. */
function file(name: string, size: number): HeldFile {
  const bytes = Buffer.alloc(size)
  for (let at = 0; at < size; at += 32) createHash('sha256').update(`${name} ${at}`).digest().copy(bytes, at)
  return { name, bytes, hash: sha256(bytes) }
}

const shared = file('license.rtf', 41_000)

const held: readonly { readonly id: string; readonly version: number; readonly files: readonly HeldFile[] }[] = [
  { id: 'PS100024', version: 1, files: [file('tzupdate.exe', 210_000), shared] },
  { id: 'PS100025', version: 39, files: [file('full.cab', 640_000), shared] },
  {
    id: 'PS100023',
    version: 1,
    files: [file('netx64.sys', 90_000), file('netx64.inf', 4_000), file('netx64.cat', 1_200)],
  },
]

/** 2026-01-05 08:00 UTC as FILETIME. */
const modified = 134_120_736_000_000_000n
const archiveFile = 0x20
const sha256Algorithm = 32_780
/** A signature holds lengths of 16 bits. */
const longestChunk = 65_535

/** Writes it below `folder`, which stands for drive D:. @returns path of its SCCMContentLib */
export function writeDemoLibrary(folder: string): string {
  const write = (path: string, bytes: Uint8Array): void => {
    const place = join(folder, ...path.split('/').slice(1))
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, bytes)
  }
  const users = new Map<HeldFile, string[]>()
  for (const { id, version, files } of held) {
    const content = `${id}.${String(version)}`
    write(`D:/SCCMContentLib/PkgLib/${iniName(id)}`, writePackageIni([content], version))
    const hash = treeHash({ folders: [], files })
    write(`D:/SCCMContentLib/DataLib/${iniName(content)}`, writeContentIni({ hashAlgorithm: sha256Algorithm, hash }))
    for (const one of files) {
      const { name, bytes } = one
      const size = BigInt(bytes.length)
      const entry = writeFileIni({ attributes: archiveFile, size, timeModified: modified, hash: one.hash })
      write(`D:/SCCMContentLib/DataLib/${content}/${iniName(name)}`, entry)
      users.set(one, [...(users.get(one) ?? []), content])
    }
  }
  for (const [{ bytes, hash }, contents] of users) {
    write(storedPath('D:', hash, 'data'), bytes)
    write(storedPath('D:', hash, 'ini'), writeUsersIni(contents))
    write(storedPath('D:', hash, 'sig'), signatureOf(bytes))
  }
  const damaged = Buffer.from(shared.bytes)
  damaged[20_000] = (damaged[20_000] ?? 0) ^ 0x04
  write(storedPath('D:', shared.hash, 'data'), damaged)
  return join(folder, 'SCCMContentLib')
}

function signatureOf(bytes: Buffer): Uint8Array {
  const count = Math.ceil(bytes.length / longestChunk)
  const chunks = Array.from({ length: count }, (_, at) => bytes.subarray(at * longestChunk, (at + 1) * longestChunk))
  return writeSignature(chunks.map((chunk) => ({ md4: md4(chunk), length: chunk.length })))
}
