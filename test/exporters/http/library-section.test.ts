import { expect, it } from 'vitest'
import { librarySection, type LibraryView } from '../../../exporters/http/library-section.ts'

const library = (rest: Partial<LibraryView> = {}): LibraryView => ({
  state: 'ready',
  reason: null,
  findings: [],
  findingCount: 0,
  counts: { packages: 2, contents: 2, references: 6, storedFiles: 5 },
  scannedAt: '2026-01-05T08:00:00.000Z',
  oldestVerification: null,
  ...rest,
})

const finding = {
  id: 'I10-1',
  rule: 'I10',
  severity: 'fatal',
  transient: false,
  firstSeen: '2026-01-05T07:00:00.000Z',
  detail: 'The bytes of a stored file do not have its hash: <b>x</b>',
  suggestedAction: 'Fetch a good copy',
  packagesAffected: ['ABC00001', 'ABC0000A'],
}

it('tells what the library holds, and that nothing is wrong', () => {
  const page = librarySection(library())
  expect(page).toContain('is read and watched')
  expect(page).toContain('2 packages, 2 contents, 6 source files in 5 stored files')
  expect(page).toContain('Nothing is wrong.')
})

it('tells each finding with its packages and what to do; text from the library is text', () => {
  const page = librarySection(library({ findings: [finding], findingCount: 1 }))
  expect(page).toContain('1 finding.')
  expect(page).toContain('ABC00001 ABC0000A')
  expect(page).toContain('&lt;b&gt;x&lt;/b&gt; → Fetch a good copy')
  expect(page).not.toContain('<b>')
})

it('tells a library that is not there, with the reason', () => {
  const page = librarySection(library({ state: 'absent', reason: 'E:\\<gone>', counts: null }))
  expect(page).toContain('is not there: E:\\&lt;gone&gt;')
})
