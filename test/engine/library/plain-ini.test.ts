import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFileIni, readUsersIni, writeFileIni, writeUsersIni } from '../../../engine/library/ini-records.ts'
import { readPlainFileIni, readPlainUsersIni } from '../../../engine/library/plain-ini.ts'

const real = readFileSync(join(import.meta.dirname, '../../corpus/library/real/configure-baseline.ps1.INI'))

test('the real sample is of the plain form, and all its values are read', () => {
  expect(readPlainFileIni(real)).toEqual({
    attributes: 0x20,
    size: 2263n,
    timeModified: 133672811237132153n,
    hash: '7CEEA6CCA359BD79DE86CDC2F6603E81F979F55BD8796775D0D92C91DB6E7FE3',
  })
})

const hash = fc.stringMatching(/^[0-9A-F]{64}$/)
const record = fc.record({
  attributes: fc.nat(0xffffffff),
  size: fc.bigInt(0n, 10n ** 18n - 1n),
  timeModified: fc.bigInt(0n, 10n ** 18n - 1n),
  hash,
})

test('what is written is read back, to the last bit of every number', () => {
  fc.assert(
    fc.property(record, (one) => {
      expect(readPlainFileIni(writeFileIni(one as never))).toEqual(one)
    }),
  )
})

/** One byte more, less or other somewhere. */
const damage = fc.record({ at: fc.nat(200), byte: fc.nat(255), kind: fc.constantFrom('set', 'insert', 'remove') })

function damaged(bytes: Buffer, { at, byte, kind }: { at: number; byte: number; kind: string }): Buffer {
  const place = at % bytes.length
  const middle = kind === 'remove' ? [] : [byte]
  return Buffer.concat([
    bytes.subarray(0, place),
    Buffer.from(middle),
    bytes.subarray(place + (kind === 'insert' ? 0 : 1)),
  ])
}

/** Asks the liberal reader alone: a comment in front is a form that the plain one leaves to it. */
const liberally = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from(';\r\n'), bytes])

test('whatever the plain reader takes, the liberal one reads the same and finds nothing odd', () => {
  let taken = 0
  fc.assert(
    fc.property(record, damage, (one, change) => {
      const bytes = damaged(writeFileIni(one as never), change)
      const plain = readPlainFileIni(bytes)
      if (plain === undefined) return
      taken++
      expect(readFileIni(liberally(bytes))).toEqual({ record: plain, oddities: [] })
    }),
    { numRuns: 2_000 },
  )
  expect(taken).toBeGreaterThan(0)
})

test('the same of the users of a stored file', () => {
  const id = fc.constantFrom('ABC00001.1', 'abc00001.1', 'Content_7a2f.3', 'ABC00002.1', 'x y', 'a;b', '[Users]')
  fc.assert(
    fc.property(fc.array(id, { maxLength: 4 }), damage, fc.boolean(), (users, change, isDamaged) => {
      const whole = writeUsersIni(users)
      const bytes = isDamaged ? damaged(whole, change) : whole
      const plain = readPlainUsersIni(bytes, 'Users')
      if (plain === undefined) return
      const { record: read, ...rest } = readUsersIni(liberally(bytes))
      expect({ users: read?.users, ...rest }).toEqual({ users: plain, oddities: [] })
    }),
    { numRuns: 2_000 },
  )
  expect(readPlainUsersIni(writeUsersIni(['ABC00001.1', 'ABC00002.1']), 'Users')).toEqual(['ABC00001.1', 'ABC00002.1'])
  expect(readPlainUsersIni(writeUsersIni(['ABC00001.1', 'abc00001.1']), 'Users')).toBeUndefined()
})
