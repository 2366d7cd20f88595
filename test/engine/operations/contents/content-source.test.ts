import { expect, test } from 'vitest'
import { sourceOf } from '../../../support/operation-world.ts'

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
