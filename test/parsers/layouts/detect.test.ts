import { expect, it } from 'vitest'
import { detectLayout } from '../../../parsers/layouts/detect.ts'
import { clientRecordText, latin, serverLine } from '../../support/recorded-logs.ts'

it.each([
  [serverLine('x').trimEnd(), 'site-server'],
  [`${serverLine('x').trimEnd()}text behind`, 'site-server'],
  ['x  $$<SMS_DISTRIBUTION_MANAGER><Fri Oct 15 17:09:46.677 1999', 'site-server'],
  [serverLine('<![LOG[quoted').trimEnd(), 'site-server'],
  [serverLine('quoted <![LOG[x').trimEnd(), 'site-server'],
  [clientRecordText('x'), 'ccm'],
  ['<![LOG[an open record', 'ccm'],
  ['torn<![LOG[an open record', 'ccm'],
  [clientRecordText(serverLine('quoted').trimEnd()), 'ccm'],
  ['[66C][Thu 09/04/2014 11:30:28]:x', 'bracket'],
  ['SMS_DISTRIBUTION_MANAGER 2624 (0xa40) x', undefined],
  ['x $$<A><b><thread=1 (0x1)>', undefined],
  ['', undefined],
])('%j is %s', (text, layout) => {
  expect(detectLayout(latin(text), 0, text.length)).toBe(layout)
})
