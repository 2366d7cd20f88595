// Builds sound content libraries from packages and their files, in two lines of a test.
import { createHash } from 'node:crypto'
import { md4 } from '../../engine/rdc/md4.ts'
import { writeContentIni, writeFileIni, writePackageIni, writeUsersIni } from '../../engine/library/ini-records.ts'
import { libraryOn, storedPath } from '../../engine/library/layout.ts'
import { writeSignature, type SignatureChunk } from '../../engine/library/signature-file.ts'
import { treeHash, type TreeFolder } from '../../engine/library/tree-hash.ts'
import type { FileHash } from '../../engine/ids.ts'
import { seededRandom } from './random.ts'

export type SourceContent = {
  readonly id: string
  /** `docs/readme.txt` -> bytes. */
  readonly files: Readonly<Record<string, Uint8Array | string>>
  readonly emptyFolders?: readonly string[]
}

export type SourcePackage = {
  readonly id: string
  readonly version?: number
  readonly contents: readonly SourceContent[]
}

export type BuiltLibrary = {
  /** Store path -> bytes. */
  readonly files: Record<string, Uint8Array>
  readonly folders: readonly string[]
}

/** @param driveOf  which drive takes a stored file; the first of `drives` holds the metadata */
export function buildLibrary(
  packages: readonly SourcePackage[],
  drives: readonly string[],
  driveOf: (hash: FileHash) => string = () => drives[0] ?? '',
): BuiltLibrary {
  const files: Record<string, Uint8Array> = {}
  const folders = drives.map((drive) => `${libraryOn(drive)}/FileLib`)
  const library = libraryOn(drives[0] ?? '')
  const users = new Map<FileHash, Set<string>>()
  for (const { id, version, contents } of packages) {
    files[`${library}/PkgLib/${id}.INI`] = writePackageIni(
      contents.map((content) => content.id),
      version,
    )
    for (const content of contents) {
      const root = `${library}/DataLib/${content.id}`
      if (files[`${root}.INI`] !== undefined) continue
      folders.push(root, ...(content.emptyFolders ?? []).map((name) => `${root}/${name}`))
      const tree = emptyTree()
      for (const name of content.emptyFolders ?? []) folderIn(tree, name.split('/'))
      for (const [path, text] of Object.entries(content.files)) {
        const bytes = typeof text === 'string' ? Buffer.from(text) : text
        const hash = sha256(bytes)
        const names = path.split('/')
        folderIn(tree, names.slice(0, -1)).files.push({ name: names.at(-1) ?? '', hash })
        const time = 133444736000000000n + BigInt(Object.keys(files).length) * 1_234_567n
        files[`${root}/${path}.INI`] = writeFileIni({
          attributes: 0x20,
          size: BigInt(bytes.length),
          timeModified: time,
          hash,
        })
        const place = storedPath(driveOf(hash), hash, 'data')
        files[place] = bytes
        files[`${place}.SIG`] = signatureOf(bytes)
        users.set(hash, (users.get(hash) ?? new Set()).add(content.id))
      }
      files[`${root}.INI`] = writeContentIni({ hashAlgorithm: 32780, hash: treeHash(tree) })
    }
  }
  for (const [hash, contents] of users)
    files[`${storedPath(driveOf(hash), hash, 'data')}.INI`] = writeUsersIni([...contents])
  return { files, folders }
}

type Tree = { folders: { name: string; tree: Tree }[]; files: TreeFolder['files'][number][] }
const emptyTree = (): Tree => ({ folders: [], files: [] })

function folderIn(tree: Tree, names: readonly string[]): Tree {
  let at = tree
  for (const name of names) {
    let next = at.folders.find((folder) => folder.name === name)
    if (next === undefined) {
      next = { name, tree: emptyTree() }
      at.folders.push(next)
    }
    at = next.tree
  }
  return at
}

export const sha256 = (bytes: Uint8Array): FileHash =>
  createHash('sha256').update(bytes).digest('hex').toUpperCase() as FileHash

/** Chunks of 700 bytes: a valid signature of other parameters than the product's, so that no test leans on those. */
function signatureOf(bytes: Uint8Array): Uint8Array {
  const chunks: SignatureChunk[] = []
  for (let at = 0; at < bytes.length; at += 700) {
    const part = bytes.subarray(at, at + 700)
    chunks.push({ md4: md4(part), length: part.length })
  }
  return writeSignature(chunks)
}

const guidOf = (number: number): string => `6f2d1c3a-9b4e-4d77-8a10-${number.toString(16).padStart(12, '0')}`

/** About `files` stored files: packages with two versions, applications, updates in two packages, shared files. */
export function randomPackages(files: number, seed: number): readonly SourcePackage[] {
  const random = seededRandom(seed)
  const pool = Array.from({ length: files }, (_, at) => {
    const bytes = Buffer.alloc(at === 0 ? 0 : 1 + random.below(3_000))
    for (let byte = 0; byte < bytes.length; byte++) bytes[byte] = random.below(256)
    return bytes
  })
  let next = 0
  const take = (): Buffer =>
    random.chance(0.2) || next >= pool.length ? random.pick(pool) : (pool[next++] ?? pool[0]!)
  const names = ['setup.exe', 'läuft.txt', 'read-me.md', 'x.ini', 'Data_1.cab', 'a b.dat', 'ПРИВЕТ.doc', 'data1.cab']
  const content = (id: string): SourceContent => {
    const own: Record<string, Uint8Array> = {}
    for (let file = 0; file < 6; file++) {
      const folder = random.pick(['', 'docs/', 'docs/img/', 'x64/deep/er/'])
      own[`${folder}${file}-${random.pick(names)}`] = take()
    }
    return { id, files: own, emptyFolders: random.chance(0.3) ? ['drivers', 'docs/empty'] : [] }
  }
  const packages: SourcePackage[] = []
  for (let number = 1; next < pool.length; number++) {
    const id = `ABC${number.toString(16).toUpperCase().padStart(5, '0')}`
    const kind = number % 4
    if (kind === 0) packages.push({ id, version: 1, contents: [content(`${id}.1`)] })
    else if (kind === 1) packages.push({ id, version: 12, contents: [content(`${id}.11`), content(`${id}.12`)] })
    else if (kind === 2)
      packages.push({ id, contents: [1, 2].map((part) => content(`Content_${guidOf(number * 4 + part)}.1`)) })
    else
      packages.push({
        id,
        contents: [content(guidOf(number * 4)), ...shared(packages, random.below(packages.length + 1))],
      })
  }
  return packages
}

/** An update that an earlier update package owns too. */
const shared = (packages: readonly SourcePackage[], at: number): readonly SourceContent[] =>
  (packages[at]?.contents ?? []).filter(({ id }) => /^[0-9a-f]{8}-/.test(id)).slice(0, 1)
