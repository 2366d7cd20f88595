import { expect, test } from 'vitest'
import {
  readContentIni,
  readFileIni,
  readPackageIni,
  readUsersIni,
  writeContentIni,
  writeFileIni,
  writePackageIni,
  writeUsersIni,
} from '../../../engine/library/ini-records.ts'
import { readIni, writeIni } from '../../../engine/library/ini.ts'
import { manifest, realSample } from '../../support/example-library.ts'

const sample = realSample('configure-baseline.ps1.INI')

test('the real entry of a distribution point is read to the last digit and written back byte for byte', () => {
  const read = readFileIni(sample)
  expect(read).toEqual({
    record: {
      attributes: 0x20,
      size: 2263n,
      timeModified: 133672811237132153n,
      hash: '7CEEA6CCA359BD79DE86CDC2F6603E81F979F55BD8796775D0D92C91DB6E7FE3',
    },
    oddities: [],
  })
  if (read.record === undefined) throw new Error('unread')
  expect(writeFileIni(read.record)).toEqual(sample)
  expect(writeIni(readIni(sample).sections)).toEqual(sample)
})

test('every INI of the worked example is written back byte for byte from its record', () => {
  let files = 0
  for (const { path, text } of manifest.files) {
    if (text === undefined) continue
    const bytes = Buffer.from(text, 'latin1')
    files++
    expect(rewritten(path, bytes), path).toEqual(bytes)
  }
  expect(files).toBe(15)
})

function rewritten(path: string, bytes: Buffer): Buffer {
  if (path.includes('/PkgLib/')) {
    const { record } = readPackageIni(bytes)
    return writePackageIni(record?.contents ?? [], record?.version)
  }
  if (path.includes('/FileLib/')) return writeUsersIni(readUsersIni(bytes).record?.users ?? [])
  if (/DataLib\/[^/]+$/.test(path)) {
    const { record } = readContentIni(bytes)
    return record === undefined ? Buffer.alloc(0) : writeContentIni(record)
  }
  const { record } = readFileIni(bytes)
  return record === undefined ? Buffer.alloc(0) : writeFileIni(record)
}

const text = sample.toString('latin1')
const [, attributes = '', size = '', time = '', hash = ''] = text.split('\r\n')

test.each([
  ['other order of keys', `[File]\r\n${hash}\r\n${time}\r\n${size}\r\n${attributes}\r\n`, []],
  ['other case of keys and section', text.replace('Size', 'SIZE').replace('[File]', '[FILE]'), []],
  ['LF only', text.replaceAll('\r\n', '\n'), []],
  ['no last line end', text.trimEnd(), []],
  ['unknown keys and sections', `${text}Colour=red\r\n[Later]\r\nx=1\r\n`, []],
  ['comments and empty lines', text.replace('[File]', '; by hand\r\n\r\n[File]'), []],
  [
    'a lower-case hash',
    text.replace(/[A-F]+/g, (letters) => letters.toLowerCase()).replace('size', 'Size'),
    ['lowerCaseHash'],
  ],
  ['blanks around a value', text.replace('Size=', 'Size = '), ['blanks']],
  ['blanks on a line of their own', text.replace('[File]', '[File]\r\n \t'), ['blanks']],
  ['blanks around a section', text.replace('[File]', ' [File] '), ['blanks']],
  ['an end-of-file mark', `${text}\x1a`, ['endMark']],
])('read in spite of %s', (_what, given, oddities) => {
  const read = readFileIni(Buffer.from(given, 'latin1'))
  expect(read.record?.size).toBe(2263n)
  expect(read).toMatchObject({ oddities })
})

test.each(['utf16le', 'utf16be', 'utf8'] as const)('read in spite of %s with a mark', (encoding) => {
  const marked = Buffer.from(`\ufeff${text}`, encoding === 'utf8' ? 'utf8' : 'utf16le')
  const bytes = encoding === 'utf16be' ? marked.swap16() : marked
  expect(readFileIni(bytes)).toMatchObject({ record: { size: 2263n }, oddities: ['foreignEncoding'] })
})

test.each([
  ['', 'empty'],
  ['[Fine]\r\nSize=1\r\n', 'noSection'],
  [text.replace('Attributes=00000020', 'Attributes=0000002G'), 'badAttributes'],
  [text.replace('Size=2263', 'Size=-1'), 'badSize'],
  [text.replace('Size=2263', 'Size=9223372036854775808'), 'badSize'],
  [text.replace('TimeModified=1', 'TimeModified=x'), 'badTime'],
  [text.replace(/Hash=.*/, ''), 'noHash'],
  [text.slice(0, -10), 'badHash'],
])('unusable: %j', (given, problem) => {
  expect(readFileIni(Buffer.from(given, 'latin1'))).toEqual({ record: undefined, problem })
})

test('the largest size and time survive', () => {
  const record = {
    attributes: 0xffffffff,
    size: 2n ** 63n - 1n,
    timeModified: 2n ** 63n - 1n,
    hash: hash.slice(5) as never,
  }
  expect(readFileIni(writeFileIni(record))).toMatchObject({ record })
})

test.each([
  ['  \r\n', 'blanks'],
  [' [Info]\r\n', 'blanks'],
  ['\x1a', 'endMark'],
])('a package file with %j in it is odd, not damaged', (text, oddity) => {
  const { record, oddities } = { oddities: [], ...readPackageIni(Buffer.from(`[Packages]\r\nABC00001.2=\r\n${text}`)) }
  expect([record?.contents, oddities]).toEqual([['ABC00001.2'], [oddity]])
  expect(readPackageIni(Buffer.from('[Packages]\r\nABC00001.2=\r\nABC0'))).toMatchObject({ problem: 'tornLine' })
})

test('unknown keys and sections are kept when a document is written again', () => {
  const given = '[Packages]\r\nABC00001.2=\r\n[Info]\r\nVersion=2\r\nColour=red\r\n[Later]\r\nx=1\r\n'
  expect(writeIni(readIni(Buffer.from(given)).sections).toString()).toBe(given)
})
