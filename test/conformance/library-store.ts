// What every LibraryStore must do. Run by the tests of both.
import { expect, test } from 'vitest'
import { isRefusal, type LibraryStore } from '../../engine/library/store.ts'

export type StoreFixture = {
  /** D: with the files below, E: which is not there. Links lead to a folder outside. */
  readonly store: LibraryStore
  readonly links: boolean
}

/** Files that `make` must provide below D:/SCCMContentLib; the links are `DataLib/linked` and `DataLib/linked.INI`. */
export const storeFiles: Readonly<Record<string, string>> = {
  'PkgLib/ABC00001.INI': '[Packages]\r\n',
  'DataLib/ABC00001.1/größe.txt.INI': 'x',
  'DataLib/ABC00001.1/empty.INI': '',
  'FileLib/ABCD/large': 'z'.repeat(200_000),
}

export function testLibraryStore(name: string, make: () => StoreFixture): void {
  const library = 'D:/SCCMContentLib'

  test(`${name}: lists names and kinds, and the folder's time`, () => {
    const { store } = make()
    const listing = store.list(`${library}/DataLib/ABC00001.1`)
    if (isRefusal(listing)) throw new Error(listing.reason)
    expect(listing.entries.map((entry) => `${entry.name} ${entry.kind}`).sort()).toEqual([
      'empty.INI file',
      'größe.txt.INI file',
    ])
    expect(listing.modified).toBeGreaterThan(0)
  })

  test(`${name}: reads whole small files, and refuses those beyond the limit`, () => {
    const { store } = make()
    expect(Buffer.from(store.read(`${library}/PkgLib/ABC00001.INI`, 100) as Uint8Array).toString()).toBe(
      '[Packages]\r\n',
    )
    expect(store.read(`${library}/DataLib/ABC00001.1/empty.INI`, 100)).toHaveLength(0)
    expect(store.read(`${library}/FileLib/ABCD/large`, 200_000)).toHaveLength(200_000)
    expect(store.read(`${library}/FileLib/ABCD/large`, 199_999)).toMatchObject({ refused: 'tooLarge' })
    expect(store.read(`${library}/PkgLib/ABC00001.INI`, 5)).toMatchObject({ refused: 'tooLarge' })
  })

  test(`${name}: streams a large file in order`, () => {
    const { store } = make()
    const file = store.open(`${library}/FileLib/ABCD/large`)
    if (isRefusal(file)) throw new Error(file.reason)
    const buffer = Buffer.alloc(65_536)
    const lengths = [file.read(buffer), file.read(buffer), file.read(buffer), file.read(buffer), file.read(buffer)]
    file.close()
    expect(lengths).toEqual([65_536, 65_536, 65_536, 3_392, 0])
  })

  test(`${name}: tells what a thing is and how large`, () => {
    const { store } = make()
    expect(store.status(`${library}/FileLib/ABCD/large`)).toMatchObject({ kind: 'file', size: 200_000 })
    expect(store.status(`${library}/FileLib`)).toMatchObject({ kind: 'folder' })
  })

  test(`${name}: what is not there is refused as missing, on a drive that is gone too`, () => {
    const { store } = make()
    for (const path of [`${library}/DataLib/none`, `${library}/PkgLib/ABC00001.INI/below`, 'E:/SCCMContentLib']) {
      expect(store.list(path), path).toMatchObject({ refused: 'missing' })
      expect(store.read(path, 100), path).toMatchObject({ refused: 'missing' })
      expect(store.status(path), path).toMatchObject({ refused: 'missing' })
      expect(store.open(path), path).toMatchObject({ refused: 'missing' })
    }
  })

  test(`${name}: a path that leads out is refused`, () => {
    const { store } = make()
    for (const path of ['..', '../outside', './PkgLib', 'DataLib//x', 'DataLib/../../../outside', '']) {
      expect(store.read(`${library}/${path}`, 100), path).toMatchObject({ refused: 'outside' })
      expect(store.list(`${library}/${path}`), path).toMatchObject({ refused: 'outside' })
    }
  })

  test(`${name}: links are told and never followed`, () => {
    const { store, links } = make()
    if (!links) return expect(process.platform).toBe('win32')
    const listing = store.list(`${library}/DataLib`)
    if (isRefusal(listing)) throw new Error(listing.reason)
    expect(
      listing.entries
        .filter(({ kind }) => kind === 'link')
        .map((entry) => entry.name)
        .sort(),
    ).toEqual(['linked', 'linked.INI'])
    expect(store.list(`${library}/DataLib/linked`)).toMatchObject({ refused: 'link' })
    expect(store.read(`${library}/DataLib/linked.INI`, 100)).toMatchObject({ refused: 'link' })
    expect(store.open(`${library}/DataLib/linked.INI`)).toMatchObject({ refused: 'link' })
    expect(store.status(`${library}/DataLib/linked`)).toMatchObject({ kind: 'link' })
  })
}
