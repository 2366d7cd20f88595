import { expect, it } from 'vitest'
import { coloursFor } from '../../../agent/terminal/colours.ts'

it.each([
  [{ isTTY: true }, undefined, {}, true],
  [{ isTTY: false }, undefined, { CI: 'true' }, false],
  [{}, undefined, {}, false],
  [{ isTTY: true }, false, {}, false],
  [{ isTTY: true }, undefined, { NO_COLOR: '1' }, false],
  [{ isTTY: true }, undefined, { NO_COLOR: '' }, true],
  [{ isTTY: true }, undefined, { TERM: 'dumb' }, false],
  [{ isTTY: false }, true, { NO_COLOR: '1' }, true],
])('%j with --color %j and %j: %j', (stream, wanted, environment, colourful) => {
  expect(coloursFor(stream, wanted, environment).red('x')).toBe(colourful ? '\u001b[31mx\u001b[39m' : 'x')
})
