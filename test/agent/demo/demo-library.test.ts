import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { writeDemoLibrary } from '../../../agent/demo/demo-library.ts'
import { libraryLines, libraryTeller, shownLibrary } from '../../../agent/demo/demo-library-view.ts'
import { coloursFor } from '../../../agent/terminal/colours.ts'
import { libraryAccount } from '../../../engine/checks/account.ts'
import { noFacts } from '../../../engine/checks/facts.ts'
import { judge } from '../../../engine/checks/judge-library.ts'
import { viewOf } from '../../../engine/checks/view.ts'
import { diskStore } from '../../../engine/library/disk-store.ts'
import { inlineCrew } from '../../../engine/scan/crew.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import { hashAll } from '../../../engine/verify/verify.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-demo-library-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a scan of the demo's library finds, as the API tells it. */
async function scanned(): Promise<Readonly<Record<string, unknown>>> {
  const library = writeDemoLibrary(join(folder, 'D'))
  const crew = inlineCrew(diskStore([{ drive: 'D:', library, root: join(folder, 'D') }]))
  const { index } = await scanLibrary(crew, { level: 1, now: 0 })
  const { results } = await hashAll(crew, index, { signatures: true })
  const judgement = judge(index, { ...noFacts(0, 2), hashed: results })
  return { state: 'ready', ...libraryAccount(viewOf(index), judgement) }
}

it('holds one damaged stored file that two packages need, and nothing else is wrong', async () => {
  const library = shownLibrary('PS1DP7', await scanned())
  expect(library).toMatchObject({ packages: 3, storedFiles: 6 })
  expect(library?.findings.map(({ rule, packagesAffected }) => [rule, packagesAffected])).toEqual([
    ['I10', ['PS100024', 'PS100025']],
  ])
  const lines = libraryLines(library!, coloursFor({}, false), 120)
  expect(lines[0]).toBe('LIBRARY PS1DP7  3 packages, 6 stored files, 1 finding')
  expect(lines[1]).toContain('✗ I10 fatal PS100024, PS100025: The bytes of a stored file do not have its hash')
  expect(libraryLines(library!, coloursFor({}, false), 60).filter((line) => line.length > 60)).toEqual([])

  const tell = libraryTeller(coloursFor({}, false))
  expect(tell(undefined, 120)).toEqual([])
  expect(tell(library, 120)).toEqual(lines)
  expect(tell(library, 120)).toEqual([])
  expect(tell({ ...library!, findings: [] }, 120)).toEqual([
    'LIBRARY PS1DP7  3 packages, 6 stored files, nothing is wrong',
  ])
})
