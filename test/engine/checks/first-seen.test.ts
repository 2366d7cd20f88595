// A drive that goes and comes back: what was wrong on it is told under one finding meanwhile, and keeps its age.
import { expect, test } from 'vitest'
import { noFacts } from '../../../engine/checks/facts.ts'
import type { Finding } from '../../../engine/checks/findings.ts'
import { rememberFindings } from '../../../engine/checks/first-seen.ts'
import { judge } from '../../../engine/checks/judge-library.ts'
import { inlineCrew } from '../../../engine/scan/crew.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import { surveyLibrary } from '../../../engine/scan/survey.ts'
import { updateIndex } from '../../../engine/scan/update.ts'
import { knownDamage } from '../../../engine/verify/verify-order.ts'
import { exampleHash, exampleStore } from '../../support/example-library.ts'

const now = Date.UTC(2026, 0, 1)
const rules = (findings: readonly Finding[]): readonly string[] => findings.map(({ rule }) => rule)

test.each([
  ['E:', '40AF'],
  ['D:', '7B0B'],
])('damage on %s', async (drive, bucket) => {
  const store = exampleStore(now - 1_000_000)
  const hash = exampleHash(bucket)
  store.write(`${drive}/SCCMContentLib/FileLib/${bucket}/${hash}`, 'x'.repeat(drive === 'E:' ? 256 : 34), now - 900_000)
  const crew = inlineCrew(store)
  const { index } = await scanLibrary(crew, { level: 1, now })
  index.verdicts.set(index.tables.hashes.find(hash) ?? -1, {
    size: drive === 'E:' ? 256 : 34,
    modified: now - 900_000,
    verifiedAt: now,
    sound: false,
  })
  const look = (at: number): readonly Finding[] =>
    rememberFindings(index, judge(index, { ...noFacts(at, 2), hashed: knownDamage(index) }).findings)
  const [first] = look(now)
  expect(first?.rule).toBe('I10')

  store.move(`${drive}/SCCMContentLib`, `${drive}/gone`)
  const { drives } = surveyLibrary(store)
  const gone = { ...index, survey: { ...index.survey, drives } }
  expect(rules(judge(gone, { ...noFacts(now, 2), hashed: knownDamage(index) }).findings)).not.toContain('I10')
  await updateIndex(crew, index, { now: now + 60_000 })
  expect(rules(look(now + 60_000))).toEqual(['I1'])

  store.move(`${drive}/gone`, `${drive}/SCCMContentLib`)
  await updateIndex(crew, index, { now: now + 120_000 })
  const back = look(now + 120_000)
  expect(back.map(({ id, firstSeen }) => ({ id, firstSeen }))).toEqual([{ id: first?.id, firstSeen: now }])
})
