import { expect, test } from 'vitest'
import { isFirst, newWritten } from '../../../../engine/operations/spool.ts'
import { filesOf } from '../../../../engine/operations/contents/content-source.ts'
import type { WritableStore } from '../../../../engine/write/writable-store.ts'
import { emptyLibrary, folderOf, sourceOf, type Files } from '../../../support/operation-world.ts'
import { shuffledHands } from '../../../support/shuffled-hands.ts'

test('a file and a folder that would have one name in DataLib are refused', async () => {
  const { refusals } = await sourceOf({
    'bin/y': '1',
    'bin/Y.ini/z': '2',
    'y.INI': 'fine',
    y2: 'fine',
    'sub/y.INI': '',
  })
  expect(refusals).toEqual([
    {
      reason: 'badName',
      path: 'bin/y',
      detail: 'DataLib keeps it as y.INI, and the folder Y.ini beside it has that name',
    },
  ])
})

/** Small files with five different contents, and a large one that is there three times. */
const twins: Files = {
  ...Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`f${at}.bin`, `bytes ${at % 5}`])),
  ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.wim`, 'w'.repeat(1_100_000)])),
}

test.each([undefined, 1, 2, 3])('the same file many times is written ahead once (order %s)', async (seed) => {
  const disk = emptyLibrary(['D:'])
  disk.putFolder('D:/SCCMContentLib/cmdp-operation')
  const small: string[] = []
  const store: WritableStore = {
    ...disk,
    create(path) {
      const file = disk.create(path)
      return { ...file, write: (bytes) => (bytes.length < 100 && small.push(path), file.write(bytes)) }
    },
  }
  const workplace = { store, places: {}, folders: { source: folderOf(twins) }, signer: undefined }
  const hands = seed === undefined ? undefined : shuffledHands({ ...workplace, isStopped: () => false }, seed)
  const spool = { store, room: 100_000_000, held: undefined }
  const { root } = await sourceOf(twins, { spool, hands, signer: undefined })
  const places = new Map([...filesOf(root)].map(({ file }) => [file.hash, file.spooled] as const))
  const everyPlace = [...filesOf(root)].map(({ file }) => file.spooled)
  expect([places.size, new Set(everyPlace).size, everyPlace.includes(undefined)]).toEqual([6, 6, false])
  expect(small.length).toBe(5)
  const left = [...disk.everything().keys()].filter((path) => path.includes('/spool/') && !path.endsWith('/'))
  expect(left.sort()).toEqual([...places.values()].sort())
})

test('what begins like another hash, or fills the table, is told apart from what is there', () => {
  const written = newWritten(3)
  const first = (hash: string): boolean => isFirst(written, hash.padEnd(64, '0'))
  expect([first('00000000'), first('00000001'), first('80000001'), first('80000001')]).toEqual([
    true,
    false,
    true,
    false,
  ])
  expect([first('FFFFFFFF'), first('FFFFFFFF'), first('00000000')]).toEqual([true, false, false])
})
