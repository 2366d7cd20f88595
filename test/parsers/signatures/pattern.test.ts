import { describe, expect, it } from 'vitest'
import { compile, fit } from '../../../parsers/signatures/pattern.ts'
import { parseTemplate, variantsOf, type PlainPart } from '../../../parsers/signatures/template.ts'

const partsOf = (template: string): readonly PlainPart[] => variantsOf(parseTemplate(template))[0]!.parts
const captured = (template: string, text: string): readonly (string | undefined)[] | undefined =>
  fit(compile(partsOf(template)), text)?.slice(1)

describe('compile', () => {
  it.each([
    ['{n}{m}', 'Two holes need something between them'],
    ['{path}{n}', 'Two holes need something between them'],
    ['{server}.COM {n}'.replace(' ', ''), 'The end of a run cannot be told'],
    ['{path}a{class} b', 'could be read again and again'],
    ['{path} at {nalPath}', 'could be read again and again'],
    ['{n}[? ] x', 'Blanks cannot be told'],
    ['[? ]{state} x', 'Blanks cannot be told'],
    ['{path}[? ]', 'Literal text must follow'],
  ])('refuses %j', (template, reason) => {
    expect(() => compile(partsOf(template))).toThrow(reason)
  })
})

describe('fit', () => {
  it.each([
    ['Adding {file} file in {contentId}', 'Adding a file in b c file in PS100039.1', ['a file in b c', 'PS100039.1']],
    ['copied {path} to {path2}', 'copied C:\\a to C:\\b to c', ['C:\\a', 'C:\\b to c']],
    ['Dropped {path}[? ][{seq}]', 'Dropped C:\\a [1].PKN   [7]', ['C:\\a [1].PKN', '   ', '7']],
    ['Dropped {path}[? ][{seq}]', 'Dropped C:\\a.PKN[7]', ['C:\\a.PKN', '', '7']],
    ['DP {server}.', 'DP A.B.COM.', ['A.B.COM']],
    ["Content '{contentId}' for", "Content 'it's.1' for", ["it's.1"]],
    ['Related=[? ]{text}', 'Related=  x y ', ['  ', 'x y ']],
    ['Related=[? ]{text}', 'Related=', ['', '']],
    [
      'on DP {nalPath}',
      'on DP ["Display=\\\\A\\"]MSWNET:["SMS_SITE=PS1"]\\\\A\\',
      ['["Display=\\\\A\\"]MSWNET:["SMS_SITE=PS1"]\\\\A\\'],
    ],
    [
      'on {nalPath}...',
      'on ["Display=\\\\A\\S$\\"]MSWNET:["SMS_SITE=PS1"]\\\\A\\S$\\...',
      ['["Display=\\\\A\\S$\\"]MSWNET:["SMS_SITE=PS1"]\\\\A\\S$\\'],
    ],
    ['SQL>>>{text}', 'SQL>>>select\n1', ['select\n1']],
  ])('%j reads %j', (template, text, values) => {
    expect(captured(template, text)).toEqual(values)
  })

  it.each([
    ['package {packageId}.', 'package PS10003.'],
    ['package {packageId}.', 'package ps100039.'],
    ['package {packageId}.', 'package PS100039. and more'],
    ['package {packageId}.', ' package PS100039.'],
    ['error {resultCode}', 'error 0x8007000'],
    ['Adding {file} file in {contentId}', 'Adding  a file in b'],
    ['on DP {nalPath}', 'on DP ["Display=\\\\A\\"]MSWNET:["SMS_SITE=PS1"]\\\\A'],
    ['on DP {nalPath}', 'on DP ["Display=]MSWNET:["SMS_SITE=PS1"]\\\\A\\'],
    ['{path} to {path2}, code {n}', 'a to b, code x'],
  ])('%j does not fit %j', (template, text) => {
    expect(captured(template, text)).toBeUndefined()
  })
})
