import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  anchorAt,
  anchorBytes,
  beginningOf,
  fitsAnchor,
  sameId,
  whereIs,
  type RolledSighting,
  type Sighting,
  type Sought,
} from '../../../agent/tail/identity.ts'

describe('file numbers', () => {
  test('above 2^53 are told apart', () => {
    const id = { dev: '1', ino: '9007199254740992' }
    expect(sameId(id, { ...id })).toBe(true)
    expect(sameId(id, { ...id, ino: '9007199254740993' })).toBe(false)
  })
  test('used again by a later file are told apart', () => {
    expect(sameId({ dev: '1', ino: '2', born: '10' }, { dev: '1', ino: '2', born: '11' })).toBe(false)
  })
  test('nothing is the same as nothing', () => {
    expect(sameId(undefined, undefined)).toBe(false)
  })
})

describe('an anchor', () => {
  test('holds the last bytes before its offset, and no more than it needs', () => {
    const text = Buffer.from('x'.repeat(2 * anchorBytes))
    const anchor = anchorAt(text.length, text)
    expect(anchor.length).toBe(anchorBytes)
    expect(fitsAnchor(anchor, text.subarray(-anchorBytes))).toBe(true)
  })
  test('does not fit other bytes, nor fewer', () => {
    const anchor = anchorAt(3, Buffer.from('abc'))
    expect(fitsAnchor(anchor, Buffer.from('abd'))).toBe(false)
    expect(fitsAnchor(anchor, Buffer.from('ab'))).toBe(false)
  })
})

describe('the name of a generation', () => {
  const line = 'a  $$<SMS_DISTRIBUTION_MANAGER><01-05-2026 08:00:00.123+000><thread=1 (0x1)>\r\n'
  const name = (text: string | Buffer): string => beginningOf(Buffer.from(text)).name

  test('is that of the bytes through the first line with a time, however far the file has grown', () => {
    expect(name(line)).toBe(name(line + line))
    expect(name(`ROLLOVER\r\n${line}`)).toBe(name(`ROLLOVER\r\n${line}more`))
    const hash = createHash('sha256').update(line).digest('base64url').slice(0, 22)
    expect(name(line + 'b')).toBe(hash)
  })
  test('differs for another first time, and for another marker before it', () => {
    const others = [line.replace('.123', '.124'), `ROLLOVER\r\n${line}`, `\r\n${line}`]
    expect(new Set([line, ...others].map(name)).size).toBe(4)
  })
  test('is found in UTF-16', () => {
    const wide = Buffer.from(`\ufeff${line}${line}`, 'utf16le')
    const first = Buffer.from(`\ufeff${line}`, 'utf16le')
    expect(name(wide)).toBe(name(first))
    expect(name(wide)).not.toBe(name(Buffer.from(`\ufeff${line.replace('.123', '.124')}`, 'utf16le')))
  })
  test('takes no more than the first 1 KiB into account', () => {
    expect(name('x'.repeat(2000))).toBe(name('x'.repeat(1024)))
  })
  test('proves nothing as long as there is only a marker', () => {
    expect(['', 'ROLLOVER\r\n', line, 'x'.repeat(1024)].map((text) => beginningOf(Buffer.from(text)).proven)).toEqual([
      false,
      false,
      true,
      true,
    ])
  })
})

describe('where our generation lies', () => {
  const [a, b, c] = ['1', '2', '3'].map((ino) => ({ dev: '1', ino }))
  const ours: Sought = { id: a, delivered: 500, proven: true, isRolled: false, knowsBefore: true }
  const marker: Sought = { ...ours, delivered: 10, proven: false }
  const fresh: Sought = { ...ours, delivered: 0, proven: false }
  const unborn: Sought = { ...fresh, id: undefined, knowsBefore: false }
  const file = (id = a, so: Partial<RolledSighting> = {}): RolledSighting => {
    return {
      id: id ?? { dev: '', ino: '' },
      size: 900,
      continues: false,
      sameBeginning: false,
      isCopyOfLog: false,
      ...so,
    }
  }
  const held = { continues: true }
  const none = undefined

  test.each<[string, Sought, Sighting | undefined, RolledSighting | undefined, string]>([
    ['the log goes on', ours, file(a, held), none, 'log'],
    ['the log was restored under another number', ours, file(b, held), none, 'log'],
    ['renamed', ours, file(b), file(a, held), 'rolled'],
    ['renamed, and the log begun with the same bytes', ours, file(b, held), file(a, held), 'rolled'],
    ['copied and truncated', ours, file(a), file(b, held), 'rolled'],
    ['copied, not truncated yet', ours, file(a, held), file(b, { ...held, isCopyOfLog: true }), 'log'],
    ['renamed, no log yet', ours, none, file(a, held), 'rolled'],
    ['removed, no log yet', ours, none, none, 'away'],
    ['renamed twice', ours, file(c), file(b), 'lost!'],
    ['removed and made again', ours, file(b), none, 'lost!'],
    ['written anew in place', ours, file(a), none, 'cut!'],
    ['cut, under another number', ours, file(b, { sameBeginning: true }), none, 'cut!'],
    ['cut, then renamed', ours, file(b), file(a, { sameBeginning: true }), 'cut-rolled!'],
    ['nothing read, the log goes on', fresh, file(a, held), none, 'log'],
    ['nothing read, renamed', fresh, file(b, held), file(a, held), 'rolled'],
    ['nothing read, copied and truncated', fresh, file(a, held), file(b, held), 'rolled!'],
    ['nothing read, renamed twice', fresh, file(c, held), file(b, held), 'rolled!'],
    ['nothing read, removed and made again', fresh, file(b, held), none, 'lost!'],
    [
      'nothing read, a copy under way over the one before',
      fresh,
      file(a, held),
      file(b, { ...held, isCopyOfLog: true }),
      'log!',
    ],
    ['a marker read, renamed', marker, file(b, held), file(a, held), 'rolled'],
    ['a marker read, renamed twice', marker, file(c, held), file(b, held), 'rolled!'],
    ['a marker read, another generation in .lo_', marker, file(a, held), file(b), 'lost!'],
    [
      'a .lo_ written over by the next copy',
      { ...fresh, isRolled: true },
      file(b, held),
      file(a, { ...held, isCopyOfLog: true }),
      'lost!',
    ],
    ['no file seen yet, a log', unborn, file(a, held), none, 'log'],
    ['no file seen yet, both', unborn, file(a, held), file(b, held), 'rolled'],
    ['none there before, both now', { ...unborn, knowsBefore: true }, file(a, held), file(b, held), 'rolled!'],
    ['no file seen yet, none there', unborn, none, none, 'away'],
  ])('%s', (_what, sought, log, rolled, expected) => {
    const { place, shown } = whereIs(sought, log, rolled)
    expect(`${place}${shown ? '' : '!'}`).toBe(expected)
  })
})
