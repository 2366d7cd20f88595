// A large, sound content library of small files, for the benchmarks: one drive that has spilled to two others.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FileHash } from '../../engine/ids.ts'
import { writeContentIni, writeFileIni, writePackageIni, writeUsersIni } from '../../engine/library/ini-records.ts'
import { signatureHeader } from '../../engine/library/signature-file.ts'
import { treeHash, type TreeFolder } from '../../engine/library/tree-hash.ts'

/** A tenth of the stored files lies on each of the two drives that were taken when the first was full. */
const driveOf = (at: number): string => (at % 10 === 0 ? 'E' : at % 10 === 1 ? 'F' : 'D')
const filesPerContent = 50
const folders = ['', 'docs', 'docs/img', 'x64', 'x86'] as const

export type GeneratedSize = { readonly references: number; readonly storedFiles: number }

/** Writes the library below `folder` unless a finished one is there: `D/SCCMContentLib`, `E/…`, `F/…`. */
export function generateLibrary(folder: string, { references, storedFiles }: GeneratedSize): void {
  const done = join(folder, `done-${references}-${storedFiles}`)
  if (existsSync(done)) return
  const library = join(folder, 'D', 'SCCMContentLib')
  for (const part of ['PkgLib', 'DataLib']) mkdirSync(join(library, part), { recursive: true })
  const hashes = Array.from({ length: storedFiles }, (_, at) => hashOf(bytesOf(at)))
  const users: string[][] = hashes.map(() => [])
  for (let content = 0; content * filesPerContent < references; content++) {
    writeContent(library, content, Math.min(filesPerContent, references - content * filesPerContent), hashes, users)
  }
  const made = new Set<string>()
  hashes.forEach((hash, at) => {
    const bucket = join(folder, driveOf(at), 'SCCMContentLib', 'FileLib', hash.slice(0, 4))
    if (!made.has(bucket)) mkdirSync(bucket, { recursive: true })
    made.add(bucket)
    writeFileSync(join(bucket, hash), bytesOf(at))
    writeFileSync(join(bucket, `${hash}.INI`), writeUsersIni([...new Set(users[at])]))
    writeFileSync(join(bucket, `${hash}.SIG`), signatureHeader)
  })
  writeFileSync(done, '')
}

const bytesOf = (at: number): Buffer => Buffer.from(`stored file ${at}`)
const hashOf = (bytes: Buffer): FileHash => createHash('sha256').update(bytes).digest('hex').toUpperCase() as FileHash

function writeContent(
  library: string,
  number: number,
  files: number,
  hashes: readonly FileHash[],
  users: string[][],
): void {
  const packageId = `GEN${number.toString(16).toUpperCase().padStart(5, '0')}`
  const id = `${packageId}.1`
  const byFolder = folders.map((): TreeFolder['files'][number][] => [])
  for (const name of folders) mkdirSync(join(library, 'DataLib', id, name), { recursive: true })
  for (let file = 0; file < files; file++) {
    // The first round uses every stored file once; the later ones share.
    const at = (number * filesPerContent + file) % hashes.length
    const folder = file % folders.length
    const name = `file-number-${file}.dat`
    const hash = hashes[at] ?? hashOf(Buffer.alloc(0))
    byFolder[folder]?.push({ name, hash })
    users[at]?.push(id)
    const record = {
      attributes: 0x20,
      size: BigInt(bytesOf(at).length),
      timeModified: 133444736000000000n + BigInt(at),
      hash,
    }
    writeFileSync(join(library, 'DataLib', id, folders[folder] ?? '', `${name}.INI`), writeFileIni(record))
  }
  const leaf = (files: TreeFolder['files'] = []): TreeFolder => ({ folders: [], files })
  const tree: TreeFolder = {
    folders: [
      { name: 'docs', tree: { folders: [{ name: 'img', tree: leaf(byFolder[2]) }], files: byFolder[1] ?? [] } },
      { name: 'x64', tree: leaf(byFolder[3]) },
      { name: 'x86', tree: leaf(byFolder[4]) },
    ],
    files: byFolder[0] ?? [],
  }
  writeFileSync(join(library, 'DataLib', `${id}.INI`), writeContentIni({ hashAlgorithm: 32780, hash: treeHash(tree) }))
  writeFileSync(join(library, 'PkgLib', `${packageId}.INI`), writePackageIni([id], 1))
}
