import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { FileHash } from '../../../engine/ids.ts'
import { matchingOrder, orderIsCertain, treeHash, type TreeFolder } from '../../../engine/library/tree-hash.ts'

const setup = 'D08F918F29DDBD4443B737A4F9274A08C3C49142270893E9582D2459E88D5F55' as FileHash
const readme = '7B0BFEA77A6B6AB52C3DCC77AB84BF52BA8AF0608BF9EEF9C2240EAA2839B07D' as FileHash
const empty = 'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855' as FileHash
const logo = '40AFF2E9D2D8922E47AFD4648E6967497158785FBD1DA870E7110266BF944880' as FileHash
const none: TreeFolder = { folders: [], files: [] }

const example: TreeFolder = {
  folders: [
    { name: 'drivers', tree: none },
    {
      name: 'docs',
      tree: {
        folders: [
          {
            name: 'img',
            tree: {
              folders: [],
              files: [
                { name: 'logo.bin', hash: logo },
                { name: 'blank.dat', hash: empty },
              ],
            },
          },
        ],
        files: [{ name: 'readme.txt', hash: readme }],
      },
    },
  ],
  files: [{ name: 'setup.exe', hash: setup }],
}

test('the tree of the worked example has the hash that a public extractor computes', () => {
  expect(treeHash(example)).toBe('62CC9CE1ECCC86DD0968D6D778F9D8E22AEB4C15C8EF71FC92DCC091915DE252')
})

test('the hash is that of the spelled-out text', () => {
  const text = `docsdriverssetup.exe${setup}docs\\imgdocs\\readme.txt${readme}docs\\img\\blank.datdocs\\img\\logo.bin${empty}${logo}`
  expect(text).toHaveLength(334)
  expect(treeHash(example)).toBe(createHash('sha256').update(text, 'utf16le').digest('hex').toUpperCase())
})

const flat = (...names: string[]): TreeFolder => ({ folders: [], files: names.map((name) => ({ name, hash: setup })) })

test('case of names and order of the listing do not count, twins count once', () => {
  expect(treeHash(flat('B.txt', 'a.txt'))).toBe(treeHash(flat('A.TXT', 'b.txt')))
  expect(treeHash(flat('a.txt', 'A.txt'))).toBe(treeHash(flat('a.txt')))
})

test('_ stands behind Z when upper-cased, before a as it is: each order is tried', () => {
  const tree = flat('a_b', 'aZb', 'azc')
  expect(matchingOrder(tree, treeHash(tree, 'upper-case ordinal'))).toBe('upper-case ordinal')
  expect(matchingOrder(tree, treeHash(tree, 'culture'))).toBe('culture')
  expect(matchingOrder(tree, logo)).toBeUndefined()
})

test('plain names leave no doubt about their order, others may', () => {
  expect(orderIsCertain(example)).toBe(true)
  expect(orderIsCertain(flat('a_b', 'aZb'))).toBe(false)
  expect(orderIsCertain(flat('größe.txt', 'a.txt'))).toBe(false)
  expect(orderIsCertain(flat('größe.txt'))).toBe(true)
  expect(orderIsCertain(flat('İstanbul.txt'))).toBe(false)
})
