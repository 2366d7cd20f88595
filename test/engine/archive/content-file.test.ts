import { describe, expect, it } from 'vitest'
import { bytesSource, isArchiveRefusal, type ArchiveRefusal } from '../../../engine/archive/byte-source.ts'
import { openContentFile, verifyContentFile } from '../../../engine/archive/content-file.ts'
import { writeManifest, type Manifest } from '../../../engine/archive/manifest.ts'
import { isRefusal } from '../../../engine/library/store.ts'
import { memoryStore } from '../../../engine/library/memory-store.ts'
import { exampleHash, exampleStore } from '../../support/example-library.ts'
import { buildLibrary, randomPackages, sha256 } from '../../support/library-builder.ts'
import { contentFileOf, hashOf, packed, packing, smallManifest } from '../../support/packed-content.ts'

const content = 'ABC00001.2'

/** What is wrong with these bytes; undefined when they are a sound content file. */
function faultOf(bytes: Buffer): ArchiveRefusal | undefined {
  const file = openContentFile(bytesSource(bytes))
  return isArchiveRefusal(file) ? file : verifyContentFile(file)
}

describe('a packed content', () => {
  it('is read back with every file, folder, attribute, time, signature and stored byte', async () => {
    const store = exampleStore()
    const file = openContentFile(bytesSource(await packed(store, content)))
    if (isArchiveRefusal(file)) throw new Error(file.reason)
    expect(verifyContentFile(file)).toBeUndefined()
    const { manifest } = file
    expect(manifest).toMatchObject({ contentId: content, packages: [{ packageId: 'ABC00001', version: 2 }] })
    expect(manifest.treeHash).toBe('62CC9CE1ECCC86DD0968D6D778F9D8E22AEB4C15C8EF71FC92DCC091915DE252')
    expect(manifest.folders.map(({ name }) => name).sort()).toEqual(['docs', 'drivers', 'img'])
    expect(manifest.files.map(({ name }) => name).sort()).toEqual(['blank.dat', 'logo.bin', 'readme.txt', 'setup.exe'])
    expect(manifest.files.find(({ name }) => name === 'readme.txt')?.attributes).toBe(0x21)
    for (const [number, { hash, size }] of manifest.stored.entries()) {
      const buffer = Buffer.alloc(size + 1)
      const length = file.openStored(number).read(buffer)
      expect(isRefusal(length) ? length : sha256(buffer.subarray(0, length))).toBe(hash)
      expect(file.signature(number)?.length).toBeGreaterThanOrEqual(24)
    }
  })

  it('can be made of every content of a library with shared files, empty folders and foreign letters', async () => {
    const packages = randomPackages(120, 5)
    const { files, folders } = buildLibrary(packages, ['D:', 'E:'], (hash) => (hash < '8' ? 'D:' : 'E:'))
    const store = memoryStore(['D:', 'E:'], { files, folders })
    const ids = [...new Set(packages.flatMap(({ contents }) => contents.map(({ id }) => id)))]
    for (const id of ids) {
      const made = await packing(store, id)
      const bytes = await packed(store, id)
      expect(bytes.length).toBe(made.size)
      expect(faultOf(bytes)).toBeUndefined()
    }
    expect(ids.length).toBeGreaterThan(20)
  })

  it('is refused when any one bit of it flips', async () => {
    const sound = await packed(exampleStore(), content)
    const missed: number[] = []
    for (let at = 0; at < sound.length; at++) {
      const bytes = Buffer.from(sound)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8))
      if (faultOf(bytes) === undefined) missed.push(at)
    }
    expect(missed).toEqual([])
  })

  it('is refused at every length it could be cut to, and with bytes behind its end', async () => {
    const sound = await packed(exampleStore(), content)
    for (let length = 0; length < sound.length; length++) expect(faultOf(sound.subarray(0, length))).toBeDefined()
    expect(faultOf(Buffer.concat([sound, Buffer.alloc(1)]))).toMatchObject({ refused: 'truncated' })
  })

  it('of another version is told as newer, and another file as none', async () => {
    const newer = await packed(exampleStore(), content)
    newer.writeUInt16LE(2, 8)
    expect(faultOf(newer)).toMatchObject({ refused: 'newerVersion' })
    expect(faultOf(Buffer.from('MZ'.repeat(200)))).toMatchObject({ refused: 'notPacked' })
    expect(faultOf(Buffer.alloc(0))).toMatchObject({ refused: 'notPacked' })
  })
})

describe('a stored file that is damaged', () => {
  it('is not packed, and another copy is taken instead', async () => {
    const store = exampleStore()
    const place = `E:/SCCMContentLib/FileLib/40AF/${exampleHash('40AF')}`
    const sound = Buffer.from(store.read(place, 1e6) as Uint8Array)
    const damaged = Buffer.from(sound)
    damaged[7] = (damaged[7] ?? 0) ^ 1
    store.write(place, damaged)
    await expect(packed(store, content)).rejects.toThrow('is damaged: its bytes do not have its hash')
  })

  it('or missing is told before a byte is written', async () => {
    const store = exampleStore()
    store.remove(`E:/SCCMContentLib/FileLib/40AF/${exampleHash('40AF')}`)
    await expect(packing(store, content)).rejects.toThrow(`stored file ${exampleHash('40AF')} is missing or damaged`)
    await expect(packing(store, 'ABC00009.1')).rejects.toThrow('the library holds no content ABC00009.1')
  })
})

const payload = Buffer.from('the bytes of a file')
const small = smallManifest(payload)
const named = (name: string): Manifest => ({ ...small, files: small.files.map((file) => ({ ...file, name })) })
const inFolder = (name: string): Manifest => ({ ...small, folders: [{ parent: undefined, name }] })
const more = (change: Partial<Manifest>): Manifest => ({ ...small, ...change })
const [file] = small.files
const [one] = small.stored
if (file === undefined || one === undefined) throw new Error('the small manifest has one file')

describe('a hostile packed content', () => {
  it('differs from a sound one in what is told below only', () => {
    expect(faultOf(contentFileOf(writeManifest(small), payload))).toBeUndefined()
  })

  it.each<[string, Manifest, string]>([
    ['a name that leads out of its folder', named('..'), 'ends in a blank or a dot'],
    ['a name with a path', named('..\\..\\autoexec.bat'), 'has a character that Windows reserves'],
    ['a name with a POSIX path', named('../../etc/passwd'), 'has a character that Windows reserves'],
    ['a drive letter', named('C:'), 'has a character that Windows reserves'],
    ['a device', named('NUL.txt'), 'is the name of a device'],
    ['a stream', named('a.txt:hidden'), 'has a character that Windows reserves'],
    ['a name with NUL', named('a\0b'), 'has a character that Windows reserves'],
    ['an empty name', named(''), 'empty'],
    ['a name that is too long', named('a'.repeat(256)), 'is longer than 255 characters'],
    ['a folder that leads out', inFolder('..'), 'ends in a blank or a dot'],
    ['a folder that is a device', inFolder('COM1'), 'is the name of a device'],
    ['twins that differ by case', more({ files: [file, { ...file, name: 'A.TXT' }] }), 'twice in one folder'],
    ['a folder in itself', more({ folders: [{ parent: 0, name: 'docs' }] }), 'lies in one that comes later'],
    ['a file in a folder that is not there', more({ files: [{ ...file, folder: 9 }] }), 'lies in no folder'],
    ['a file without stored file', more({ files: [{ ...file, stored: 9 }] }), 'has no stored file'],
    [
      'folders nested without end',
      more({
        folders: Array.from({ length: 5_000 }, (_, at) => ({ parent: at - 1, name: 'a' })).map((folder, at) =>
          at === 0 ? { parent: undefined, name: 'a' } : folder,
        ),
      }),
      'nested more than 1000 deep',
    ],
    [
      'a stored file twice',
      more({ stored: [one, one], files: [file, { ...file, name: 'b', stored: 1 }] }),
      'a stored file twice',
    ],
    ['a stored file nobody needs', more({ stored: [one, { ...one, hash: hashOf('x') }] }), 'that no file needs'],
    ['no package', more({ packages: [] }), 'no package names the content'],
    [
      'a content id with a path',
      more({ contentId: '..\\..\\x' as Manifest['contentId'] }),
      'content id of unknown form',
    ],
    [
      'a package id with a path',
      more({ packages: [{ packageId: '../../..' as never, version: 1 }] }),
      'package id of unknown form',
    ],
    ['another file than the tree hash says', named('b.txt'), 'do not add up to the tree hash'],
    ['a size beyond counting', more({ stored: [{ ...one, size: 2 ** 60 }] }), 'larger than any file'],
    ['a size that lies', more({ stored: [{ ...one, size: 10 ** 12 }] }), 'its sizes lie'],
  ])('is refused: %s', (_what, manifest, reason) => {
    expect(faultOf(contentFileOf(writeManifest(manifest), payload))?.reason).toContain(reason)
  })

  it('is refused when its lists say they are longer than the file, without room for them', () => {
    const written = writeManifest(small)
    // The number of files is the last list: its count stands 4 + (4 + 2 + 5 + 4 + 8 + 4) bytes before the end.
    const lying = Buffer.from(written)
    lying.writeUInt32LE(0xffff_fff0, written.length - 31)
    expect(faultOf(contentFileOf(lying, payload))?.reason).toContain('a list says it is longer than the file')
  })

  it('is refused for a text that is not UTF-8, and for bytes behind its manifest', () => {
    const written = writeManifest(small)
    const bad = Buffer.from(written)
    bad.set([0xff, 0xfe], written.indexOf('docs'))
    expect(faultOf(contentFileOf(bad, payload))?.reason).toContain('not UTF-8')
    expect(faultOf(contentFileOf(Buffer.concat([written, Buffer.from('more')]), payload))?.reason).toContain(
      'bytes behind its end',
    )
  })
})
