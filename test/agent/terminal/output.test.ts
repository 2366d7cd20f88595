import { afterEach, expect, test, vi } from 'vitest'
import { printCsv, printJson, printLines } from '../../../agent/terminal/output.ts'
import { csvOf, csvOfFields } from '../../../agent/terminal/rows.ts'

afterEach(() => vi.restoreAllMocks())

async function printed(print: () => Promise<void>): Promise<string> {
  const pieces: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((piece) => {
    pieces.push(String(piece))
    return true
  })
  await print()
  return pieces.join('')
}

const hostile = '\u001B[31mred\u001B]0;title\u0007\u009B2J\u202Egpj.exe'
const rows = csvOf(['name', 'bytes'], [[hostile, 1]])

test('rows on a terminal cannot give it orders', async () => {
  const shown = await printed(() => printCsv(rows, true))
  expect(shown).toBe('name,bytes\n\\x1B[31mred\\x1B]0;title\\x07\\x9B2J\\u202Egpj.exe,1\n')
})

test('rows for a program are one line each, and harmless where the program is a pager', async () => {
  const cells = [[hostile], ['a\r\n1,2\n"x"'], ['\t=1']]
  const shown = await printed(() => printCsv(csvOf(['name'], cells), false))
  expect(shown.split('\r\n')).toEqual([
    'name',
    '\\x1B[31mred\\x1B]0;title\\x07\\x9B2J\\u202Egpj.exe',
    '"a\\x0D\\n1,2\\n""x"""',
    "'\\t=1",
    '',
  ])
})

test('a name with line ends makes no line', async () => {
  const shown = await printed(() => printLines(['a\n\n1 finding\nNothing is wrong.', hostile]))
  expect(shown).toBe('a\\n\\n1 finding\\nNothing is wrong.\n\\x1B[31mred\\x1B]0;title\\x07\\x9B2J\\u202Egpj.exe\n')
})

test('JSON carries every name, and nothing that a terminal obeys', async () => {
  const text = await printed(() => printJson({ name: hostile }))
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  expect(JSON.parse(text)).toEqual({ name: hostile })
})

test('rows of objects follow the headings, not the order of the fields', () => {
  expect(csvOfFields(['b', 'a'], [{ a: 1, b: 'x' }])).toBe('b,a\r\nx,1\r\n')
})
