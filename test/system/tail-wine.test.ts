// The tail and the state on Windows, as far as Wine can show them: sharing, renaming onto an open file, file numbers.
// Wine behaves like an older Windows, without POSIX semantics for deleting and renaming: the strict side.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleOf } from '../support/child-program.ts'
import { wineHost, type WineHost } from '../support/wine.ts'

let host: WineHost | undefined
let seen: Readonly<Record<string, unknown>> | undefined

beforeAll(async () => {
  host = await wineHost()
  if (host === undefined) return
  const { stdout, stderr, code } = await host.node(await bundleOf('windows-tail'))
  expect([stderr, code]).toEqual(['', 0])
  seen = JSON.parse(stdout) as Record<string, unknown>
})
afterAll(() => host?.close())

const expected: readonly (readonly [string, string, unknown])[] = [
  ['is Windows', 'platform', 'win32'],
  [
    'a log renamed by a writer that keeps it open and writes on is read to its end',
    'keptOpenByItsWriter',
    { lines: ['line 1', 'line 2', 'line 3', 'line 4'], gaps: [] },
  ],
  [
    'no rollover fails because of us, onto a .lo_ that was read',
    'rolledOver',
    { became: ['done'], lines: 25, gaps: [] },
  ],
  ['nor the second of two between two looks', 'rolledOverTwice', 'done'],
  ['as it would if a handle were kept', 'rolledOverTwiceWithAHandleKept', 'EPERM'],
  [
    'a log that its writer opened alone is busy, and nothing is lost',
    'openedByItsWriterAlone',
    {
      during: ['busy', 'busy'],
      lines: ['line 1', 'line 2'],
      gaps: [],
      seen: ['up', 'lines', 'idle', 'read-error', 'down', 'up', 'lines', 'idle'],
    },
  ],
  [
    'a .lo_ that somebody opened alone is waited for',
    'rolledFileOpenedAlone',
    {
      during: { lines: ['line 1'], troubles: ['busy'] },
      lines: ['line 1', 'line 2', 'line 3'],
      gaps: [],
    },
  ],
  ['copied and truncated', 'copiedAndTruncated', { lines: ['line 1', 'line 2', 'line 3'], gaps: [] }],
  ['rolled over while the agent was down', 'restarted', { lines: ['line 1', 'line 2', 'line 3'], gaps: [] }],
  [
    'deleted although it is followed, and made again',
    'deletedAndMadeAgain',
    { removed: 'done', lines: ['line 1', 'line 2'], gaps: [0] },
  ],
  ['a folder in place of a log', 'folderInItsPlace', ['directory', 'directory']],
  ['followed live by hints and polls, named in another case', 'followedLive', { lines: 300, rollovers: 5 }],
  [
    'state: committed, locked, set aside when damaged',
    'state',
    { second: 'stateInUse', read: [{ key: 'distmgr', value: { offset: 7 } }], wasSetAside: true },
  ],
]

describe('on Windows', () => {
  it.each(expected)('%s', (_what, name, result) => {
    if (seen !== undefined) expect(seen[name]).toEqual(result)
  })
})
