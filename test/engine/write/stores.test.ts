import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { diskWriter } from '../../../engine/write/disk-writer.ts'
import { everythingGone, memoryWriter } from '../../../engine/write/memory-writer.ts'
import { StoreError } from '../../../engine/write/writable-store.ts'
import { testWritableStore } from '../../conformance/write-conformance.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const onDisk = (): { root: string; store: ReturnType<typeof diskWriter> } => {
  const root = temporaryFolder()
  mkdirSync(join(root, 'SCCMContentLib'))
  return { root, store: diskWriter([{ drive: 'D:', library: join(root, 'SCCMContentLib'), root }]) }
}

describe('stores that can be written', () => {
  testWritableStore('disk', () => onDisk().store)
  testWritableStore('memory', () => {
    const store = memoryWriter(['D:'])
    store.putFolder('D:/SCCMContentLib')
    return store
  })
})

test('a link in the place of a folder or a file is not followed', () => {
  const { root, store } = onDisk()
  const outside = temporaryFolder()
  symlinkSync(outside, join(root, 'SCCMContentLib', 'FileLib'))
  symlinkSync(join(outside, 'target'), join(root, 'SCCMContentLib', 'x'))
  expect(() => store.makeFolder('D:/SCCMContentLib/FileLib')).toThrow(StoreError)
  expect(() => store.create('D:/SCCMContentLib/x')).toThrow(StoreError)
  expect(readdirSync(outside)).toEqual([])
})

describe('a power loss in memory', () => {
  const put = (store: ReturnType<typeof memoryWriter>, path: string): void => {
    const file = store.create(path)
    file.write(Buffer.from('bytes'))
    file.close()
  }

  test('takes bytes and names that were not flushed', () => {
    const store = memoryWriter(['D:'])
    store.putFolder('D:/a')
    for (const name of ['both', 'bytes', 'name', 'neither']) put(store, `D:/a/${name}`)
    store.flushFile('D:/a/bytes')
    store.powerLoss(everythingGone)
    expect([...store.everything().keys()]).toEqual(['D:/', 'D:/a/'])
    put(store, 'D:/a/both')
    put(store, 'D:/a/name')
    store.flushFile('D:/a/both')
    store.flushFolder('D:/a')
    store.powerLoss(everythingGone)
    expect([...store.everything()].map(([path, { length }]) => `${path} ${length}`)).toEqual([
      'D:/ 0',
      'D:/a/ 0',
      'D:/a/both 5',
      'D:/a/name 0',
    ])
  })

  test('leaves a rename done or not done, never half', () => {
    const store = memoryWriter(['D:'])
    store.put('D:/a/old', Buffer.from('old'))
    store.put('D:/a/new', Buffer.from('new'))
    store.rename('D:/a/new', 'D:/a/old')
    store.powerLoss(everythingGone)
    expect([...store.everything().keys()].sort()).toEqual(['D:/', 'D:/a/', 'D:/a/new', 'D:/a/old'])
  })
})
