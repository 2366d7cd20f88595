import { describe, expect, it } from 'vitest'
import { noLogByContent, noLogByName, oldestFirst } from '../../../agent/finished/log-order.ts'
import { latin } from '../../support/recorded-logs.ts'

const order = (...places: string[]): string[] =>
  oldestFirst(places.map((place) => ({ place }))).map(({ place }) => place)

describe('the generations of a log', () => {
  it('are read oldest first: dated copies, .lo_, .log', () => {
    expect(
      order('l/distmgr-20260106-080000.log', 'l/distmgr.log', 'l/distmgr.lo_', 'l/distmgr-20260105-080000.log'),
    ).toEqual(['l/distmgr-20260105-080000.log', 'l/distmgr-20260106-080000.log', 'l/distmgr.lo_', 'l/distmgr.log'])
  })

  it('belong together by folder and name, letter case aside; other logs keep their order', () => {
    expect(
      order('b/PkgXferMgr.LOG', 'a/distmgr.log', 'a/notes.txt', 'b/pkgxfermgr.lo_', 'a\\distmgr.lo_', 'a/distmgr.lo_'),
    ).toEqual([
      'b/pkgxfermgr.lo_',
      'b/PkgXferMgr.LOG',
      'a/distmgr.lo_',
      'a/distmgr.log',
      'a/notes.txt',
      'a\\distmgr.lo_',
    ])
  })
})

describe('a file of a collection', () => {
  it.each(['distmgr.log', 'PkgXferMgr.LO_', 'copy.view.txt', 'distmgr-20260105-080000.log'])(
    'may be a log: %s',
    (name) => {
      expect(noLogByName(name)).toBeUndefined()
    },
  )

  it.each([
    ['setup.exe', 'no log by its name (.exe)'],
    ['README', 'no log by its name'],
    ['distmgr.log.gz', 'no log by its name (.gz)'],
    ['log', 'no log by its name'],
  ])('is none by its name: %s', (name, reason) => {
    expect(noLogByName(name)).toBe(reason)
  })

  it.each([
    ['text', latin('a line\r\n\tanother\r\n')],
    ['nothing', latin('')],
    ['NUL bytes', latin('\0'.repeat(4096))],
    ['text of another code page', latin('\x80\xff\xe4'.repeat(100))],
    ['UTF-16', Buffer.from('\ufeff\u0101\u0202', 'utf16le')],
  ])('may be a log by its content: %s', (_what, head) => {
    expect(noLogByContent(head)).toBeUndefined()
  })

  it('is none when it holds no text', () => {
    expect(noLogByContent(latin('MZ\x90\0\x03\x04\x05\x06\x07\x08\x0e\x0f'))).toBe('holds no text')
  })
})
