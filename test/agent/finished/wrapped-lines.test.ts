import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { joinWrapped } from '../../../agent/finished/wrapped-lines.ts'
import { entryRecogniser } from '../../../agent/recognise-entry.ts'
import { entryReader } from '../../../parsers/entry-reader.ts'
import { lineSplitter } from '../../../parsers/lines.ts'
import type { LogEntry } from '../../../parsers/log-entry.ts'
import { repository } from '../../support/sources.ts'

const { recognise } = entryRecogniser('PkgXferMgr.log')

function entriesOf(text: string, form: 'framed' | 'view'): readonly LogEntry[] {
  const splitter = lineSplitter({})
  const reader = entryReader({ form })
  const lines = [...splitter.push(Buffer.from(text)), ...splitter.end()]
  return [...lines.flatMap((line) => reader.push(line)), ...reader.end()]
}

const joined = (text: string, form: 'framed' | 'view' = 'view'): readonly LogEntry[] =>
  joinWrapped(entriesOf(text, form), recognise)

const head = 'SMS_PACKAGE_TRANSFER_MANAGER 5744 (0x1670) '
const file = '[D:\\SCCMContentLib\\FileLib\\B53B\\B53B6F96]'

describe('a message that an article wrapped', () => {
  it('is one entry again, with the bytes of both lines', () => {
    const text = `${head}~Sending completed\n${file}\n${head}CSendFileAction::AddFile failed; 0x80041001\n`
    const [first, second, ...more] = joined(text)
    expect(more).toEqual([])
    expect(first).toMatchObject({ offset: 0, message: `~Sending completed ${file}`, thread: 5744 })
    expect(first === undefined ? undefined : recognise(first)?.signature).toBe('PX-022')
    expect((first?.length ?? 0) + (second?.length ?? 0)).toBe(text.length)
  })

  it('is so wherever the published log of PkgXferMgr wraps one', () => {
    const text = readFileSync(
      join(repository, 'test/corpus/docs/troubleshoot-content-distribution.PkgXferMgr.log'),
      'utf8',
    )
    const before = entriesOf(text, 'view')
    const after = joinWrapped(before, recognise)
    expect(before.length - after.length).toBe(3)
    expect(after.filter((entry) => recognise(entry) === undefined)).toEqual([])
    expect(after.reduce((bytes, { length }) => bytes + length, 0)).toBe(Buffer.byteLength(text))
  })
})

describe('what stays as it is', () => {
  it.each([
    ['a second line that is a message of its own', `${head}~Sending completed\nSending thread complete\n`],
    ['a second line after a whole message', `${head}CSendFileAction::AddFile failed; 0x80041001\n${file}\n`],
    ['a second half without a first', `${file}\n`],
    ['two halves that are no message together', `${head}~Sending completed\nsomething else\n`],
    ['a line with a thread of its own', `${head}~Sending completed\n${head}${file}\n`],
  ])('%s', (_what, text) => {
    const before = entriesOf(text, 'view')
    expect(joinWrapped(before, recognise)).toEqual(before)
  })

  it('is every entry of a log from a disk, as the same list', () => {
    const line =
      '~Sending completed  $$<SMS_PACKAGE_TRANSFER_MANAGER><06-14-2018 06:26:25.828-60><thread=9112 (0x2398)>\n'
    const before = entriesOf(`${line}${file}\n`, 'framed')
    expect(joinWrapped(before, recognise)).toBe(before)
  })
})
