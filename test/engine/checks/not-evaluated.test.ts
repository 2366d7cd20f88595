import { expect, test } from 'vitest'
import { noFacts } from '../../../engine/checks/facts.ts'
import { notEvaluated } from '../../../engine/checks/not-evaluated.ts'
import { viewOf } from '../../../engine/checks/view.ts'
import { memoryStore } from '../../../engine/library/memory-store.ts'
import { inlineCrew } from '../../../engine/scan/crew.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import { buildLibrary } from '../../support/library-builder.ts'

const now = Date.UTC(2026, 0, 1)

test('what no file system shows is told with its reason, whatever else is known', async () => {
  const built = buildLibrary(
    [{ id: 'ABC00001', version: 1, contents: [{ id: 'ABC00001.1', files: { a: 'a' } }] }],
    ['D:'],
  )
  const { index } = await scanLibrary(inlineCrew(memoryStore(['D:'], built)), { level: 1, now })
  const reasons = (usableDrives: readonly string[] | undefined): ReadonlyMap<string, string> =>
    new Map(
      notEvaluated(viewOf(index), { ...noFacts(now, 3), usableDrives }).map(({ rule, because }) => [rule, because]),
    )
  expect(reasons(['D:']).get('I28')).toContain('EFS')
  expect(reasons(['D:']).get('I23')).toContain('where the shares point is known to Windows')
  expect(reasons(undefined).get('I23')).toContain('the list of usable drives and the shares')
})
