import { expect, test } from 'vitest'
import { judged } from '../../support/library-account.ts'
import { change, emptyLibrary } from '../../support/operation-world.ts'

test('a stored file that lies on two drives gets a new user in both lists: neither copy may go while it is needed', async () => {
  const store = emptyLibrary(['D:', 'E:'])
  const add = (packageId: string): ReturnType<typeof change> =>
    change(store, { kind: 'add', packageId, files: { 'setup.exe': 'the same' } })
  await add('ABC00001')
  for (const [path, bytes] of [...store.everything()])
    if (path.startsWith('D:/SCCMContentLib/FileLib/') && bytes !== undefined && !path.endsWith('/'))
      store.put(path.replace('D:', 'E:'), bytes)
  expect((await add('ABC00002')).applied).toMatchObject({ outcome: 'applied' })
  expect(new Set((await judged(store, 2, 0)).map(({ kind }) => kind))).toEqual(new Set(['storedFileTwice']))
  await change(store, { kind: 'remove', what: 'ABC00001' })
  expect(new Set((await judged(store, 2, 0)).map(({ kind }) => kind))).toEqual(new Set(['storedFileTwice']))
})
