// `SMSSIG$\<ContentID>.tar`, written with a content and gone with it.
import { expect, test } from 'vitest'
import { isRefusal } from '../../../../engine/library/store.ts'
import { readSignatureArchive } from '../../../../engine/library/signature-archive.ts'
import { signatureOf } from '../../../../engine/rdc/sign.ts'
import { everythingGone, type MemoryWriter } from '../../../../engine/write/memory-writer.ts'
import { change, emptyLibrary, restart, type Operation } from '../../../support/operation-world.ts'
import { Cut, cutAt, troubled } from '../../../support/troubled-store.ts'

const files = { 'setup.exe': 'x'.repeat(9_000), 'docs/größe.txt': 'read me', 'empty.txt': '', 'nothing/': '' }
const add: Operation = { kind: 'add', packageId: 'ABC00001', files }

function library(): MemoryWriter {
  const store = emptyLibrary(['D:', 'E:'])
  store.putFolder('E:/SMSSIG$')
  return store
}

const archive = (store: MemoryWriter, contentId: string): ReturnType<typeof readSignatureArchive> | undefined => {
  const bytes = store.read(`E:/SMSSIG$/${contentId}.tar`, 2 ** 30)
  return isRefusal(bytes) ? undefined : readSignatureArchive(bytes)
}

const expected = (of: Readonly<Record<string, string>>): object =>
  Object.fromEntries(
    Object.entries(of)
      .filter(([path]) => !path.endsWith('/'))
      .map(([path, text]) => [path.replaceAll('/', '\\'), signatureOf(Buffer.from(text)).toString('hex')]),
  )

const found = (store: MemoryWriter, contentId: string): object | undefined => {
  const read = archive(store, contentId)
  if (read === undefined) return undefined
  expect(read.complete).toBe(true)
  return Object.fromEntries(read.entries.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('hex')]))
}

test('holds the signature of every file, follows an update, is put right by a redistribution, and goes at last', async () => {
  const store = library()
  await change(store, add)
  expect(found(store, 'ABC00001.1')).toEqual(expected(files))
  const next = { ...files, 'new.txt': 'new' }
  await change(store, { kind: 'update', packageId: 'ABC00001', files: next })
  expect([archive(store, 'ABC00001.1'), found(store, 'ABC00001.2')]).toEqual([undefined, expected(next)])
  store.put('E:/SMSSIG$/ABC00001.2.tar', Buffer.from('damaged'))
  await change(store, { kind: 'redistribute', what: 'ABC00001', files: next })
  expect(found(store, 'ABC00001.2')).toEqual(expected(next))
  await change(store, { kind: 'remove', what: 'ABC00001' })
  expect([...store.everything().keys()].filter((path) => path.endsWith('.tar'))).toEqual([])
})

test('is not begun on drives that keep none', async () => {
  const store = emptyLibrary(['D:', 'E:'])
  expect((await change(store, add)).applied?.outcome).toBe('applied')
  expect([...store.everything().keys()].filter((path) => path.includes('SMSSIG$'))).toEqual([])
})

test('cut off anywhere it is there whole, or not at all', async () => {
  const whole = troubled(library(), () => undefined)
  await change(whole, add)
  let seen = 0
  for (let at = 1; at <= whole.calls(); at++) {
    const store = library()
    store.powerLoss({ keepsName: () => true, keepsBytes: (bytes) => bytes })
    await expect(change(troubled(store, cutAt(at)), add)).rejects.toThrow(Cut)
    store.powerLoss(everythingGone)
    await restart(store)
    const left = [...store.everything().keys()].filter(
      (path) => path.startsWith('E:/SMSSIG$/') && path !== 'E:/SMSSIG$/',
    )
    const isThere = !isRefusal(store.status('D:/SCCMContentLib/PkgLib/ABC00001.INI'))
    expect(left).toEqual(isThere ? ['E:/SMSSIG$/ABC00001.1.tar'] : [])
    if (isThere) expect(found(store, 'ABC00001.1')).toEqual(expected(files))
    seen += Number(isThere)
  }
  expect(seen).toBeGreaterThan(0)
})
