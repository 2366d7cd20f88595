// Random hierarchies with random faults, or none, read from their logs at three moments each: who fails, and why.
import { expect, it } from 'vitest'
import { judgeCauses } from '../support/judged-causes.ts'

// CMDP_CAUSE_RUNS tries so many, from CMDP_CAUSE_FROM on; 1,000 take about five minutes of processor time.
const runs = Number(process.env['CMDP_CAUSE_RUNS'] ?? 60)
const first = Number(process.env['CMDP_CAUSE_FROM'] ?? 1)

it(`${String(runs)} random hierarchies: every failure is found, nothing else is accused, causes are right`, async () => {
  const { failing, well, tooFresh, missed, accused, wrongCause, matrix } = await judgeCauses(first, runs)
  const right = failing - wrongCause.length
  console.log(
    `${String(failing)} failing or waiting, ${String(well)} well, ${String(tooFresh)} silent for a deadline that just passes: ` +
      `${String(missed.length)} missed, ${String(accused.length)} accused, ${String(right)} causes right\n${matrix}\n` +
      [...missed, ...accused, ...wrongCause].join('\n'),
  )
  expect(failing).toBeGreaterThan(runs)
  expect(missed).toEqual([])
  expect(accused).toEqual([])
  expect(right / failing).toBeGreaterThanOrEqual(0.99)
}, 1_800_000)
