import { describe, expect, it } from 'vitest'
import { surveyText } from '../../../parsers/layouts/text-shape.ts'
import { lineSplitter } from '../../../parsers/lines.ts'

const framed = (message: string): string =>
  `${message}  $$<SMS_PACKAGE_TRANSFER_MANAGER><03-01-2021 10:00:00.000+0><thread=9 (0x9)>`

function shapeOf(lines: readonly string[]) {
  const splitter = lineSplitter()
  const survey = surveyText()
  for (const line of [...splitter.push(Buffer.from(lines.join('\n'))), ...splitter.end()]) if (survey.note(line)) break
  return survey.shape
}

const times = (count: number, line: string): readonly string[] => new Array<string>(count).fill(line)
const asWritten = { layout: 'site-server', mark: undefined }

describe('a text', () => {
  it.each([
    ['a log as written', [framed('Sending thread complete')], asWritten],
    ['a log whose first message looks like a list', [framed('- one'), framed('- two'), framed('three')], asWritten],
    ['a log that ends in a quotation', [framed('one'), ...times(60, `> ${framed('two')}`)], asWritten],
    ['a quoted log', times(4, `> ${framed('Sending thread complete')}`), { layout: undefined, mark: '>' }],
    ['one quoted line', [`> ${framed('Sending thread complete')}`], { layout: undefined, mark: '>' }],
    [
      'a list of messages',
      ['These lines:', '', ...times(4, '- Sending thread complete')],
      { layout: undefined, mark: '-' },
    ],
    ['a mail around a quotation', [...times(9, 'words'), ...times(3, '> a line')], { layout: undefined, mark: '>' }],
    [
      'words with a list in them',
      [...times(9, 'words'), ...times(3, '- a point')],
      { layout: undefined, mark: undefined },
    ],
    ['a copy', ['Sending thread complete'], { layout: undefined, mark: undefined }],
    ['nothing', [''], { layout: undefined, mark: undefined }],
  ])('%s', (_what, lines, shape) => {
    expect(shapeOf(lines)).toEqual(shape)
  })
})
