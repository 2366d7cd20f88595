import { expect, test } from 'vitest'
import { memoryStore } from '../../../engine/library/memory-store.ts'
import { exampleHash, exampleStore } from '../../support/example-library.ts'
import { look } from '../../support/changing-library.ts'
import { buildLibrary } from '../../support/library-builder.ts'

const library = 'D:/SCCMContentLib'

test('a users INI of garbage is one finding', async () => {
  const store = exampleStore()
  const hash = exampleHash('D08F')
  store.write(`${library}/FileLib/D08F/${hash}.INI`, '[Users]\r\n\x01\x02garbage\xff=\r\nmore\r\n')
  const { findings } = await look(store)
  expect(findings.map(({ rule }) => rule)).toEqual(['I12'])
})

test('a line of garbage beside the right users is a user too many', async () => {
  const store = exampleStore()
  const path = `${library}/FileLib/7B0B/${exampleHash('7B0B')}.INI`
  store.write(path, '[Users]\r\nABC00001.2=\r\ngarbage=\r\n')
  const { findings } = await look(store)
  expect(findings.map(({ rule }) => rule)).toEqual(['I11'])
})

test('what is odd inside a content names its package', async () => {
  const application = 'Content_6f2d1c3a-9b4e-4d77-8a10-5c0e2b7f9d31.1'
  const store = exampleStore()
  store.write(`${library}/DataLib/ABC00001.2/note.txt`, 'x')
  store.makeLink(`${library}/DataLib/ABC00001.2/docs/lead.INI`)
  store.write(`${library}/DataLib/${application}/note.txt`, 'x')
  const { findings } = await look(store)
  const odd = findings.filter(({ rule }) => rule === 'I26' || rule === 'I29')
  expect(odd.map(({ rule, subject }) => [rule, subject.contentId, subject.packageId]).sort()).toEqual([
    ['I26', 'ABC00001.2', 'ABC00001'],
    ['I26', application, 'ABC0000A'],
    ['I29', 'ABC00001.2', 'ABC00001'],
  ])
})

test('what two drives held is counted once, and the second says where', async () => {
  const files = { 'a.txt': 'alpha', 'b.txt': 'beta', 'c.txt': 'gamma', 'd.txt': 'delta' }
  const away = ['E:', 'F:']
  const places: Record<string, string> = {}
  let next = 0
  const built = buildLibrary(
    [{ id: 'ABC00001', version: 1, contents: [{ id: 'ABC00001.1', files }] }],
    ['D:', ...away],
    (hash) => (places[hash] ??= away[next++ % 2] ?? ''),
  )
  const store = memoryStore(['D:', ...away], built)
  for (const drive of away) store.remove(`${drive}/SCCMContentLib`)
  const { findings } = await look(store)
  expect(findings.map(({ rule, subject, bytes }) => [rule, subject.drive, bytes]).sort()).toEqual([
    ['I1', 'E:', 19],
    ['I1', 'F:', 0],
  ])
  expect(findings.find(({ subject }) => subject.drive === 'F:')?.detail).toContain('counted with E:')
})
