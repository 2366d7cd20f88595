import { expect, test } from 'vitest'
import { judgeLibrary, type Session } from '../../../agent/library/library-session.ts'
import { newAllowance } from '../../../engine/library/paced-store.ts'
import { inlineCrew } from '../../../engine/scan/crew.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import { exampleHash, exampleStore } from '../../support/example-library.ts'
import { manualClock } from '../../support/manual-clock.ts'

const today = Date.UTC(2026, 0, 2)

test('Ctrl-C in the middle of hashing leaves old damage what it is: not still changing', async () => {
  const store = exampleStore()
  const hash = exampleHash('D08F')
  store.remove(`D:/SCCMContentLib/FileLib/D08F/${hash}`)
  const crew = inlineCrew(store)
  const { index } = await scanLibrary(crew, { level: 1, now: today })
  const session: Session = {
    options: {
      library: undefined,
      drives: [],
      level: 2,
      expected: undefined,
      wmi: undefined,
      index: undefined,
      workers: undefined,
      now: undefined,
      json: false,
      csv: false,
      budget: { bytesPerSecond: undefined, maxDuration: undefined, sample: undefined },
    },
    place: { roots: [], live: false, reserveBytes: 0, usableDrives: undefined },
    crew,
    allowance: newAllowance(),
    clock: { ...manualClock(today), sleep: () => Promise.resolve() },
    signal: AbortSignal.abort(),
  }
  const { judgement } = await judgeLibrary(session, index, today, [])
  expect(judgement.findings.map(({ rule, transient }) => [rule, transient])).toContainEqual(['I8', false])
})
