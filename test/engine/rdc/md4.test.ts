import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { md4 } from '../../../engine/rdc/md4.ts'

test('MD4 of the RFC and of lengths around the block borders', () => {
  const vectors = {
    '': '31d6cfe0d16ae931b73c59d7e0c089c0',
    a: 'bde52cb31de33e46245e05fbdbd6fb24',
    abc: 'a448017aaf21d8525fc10ae87aa6729d',
    'message digest': 'd9130a8164549fe818874806e1c7014b',
    '12345678901234567890123456789012345678901234567890123456789012345678901234567890':
      'e33b4ddc9c38f2199c3e7b164fcc0536',
  }
  for (const [text, hex] of Object.entries(vectors)) expect(md4(Buffer.from(text)).toString('hex')).toBe(hex)
})

test('64 links of the MD4 chain of sixteen zero bytes are the H3 table of RDC', () => {
  let block = md4(Buffer.alloc(16))
  expect(block.readUInt32LE(0)).toBe(0x5e3f7c48)
  for (let link = 1; link < 64; link++) block = md4(block)
  expect(block.readUInt32LE(12)).toBe(0x111313fc)
  expect(createHash('sha256').update(block).digest('hex')).toHaveLength(64)
})
