// The safety steps of a transfer, a merge and a sweep, each taken out: the cuts must notice.
import { expect, test } from 'vitest'
import { cuts } from '../../support/cut-sweep.ts'
import { sabotages } from '../../support/sabotages.ts'
import { callsOfJob, jobCase, jobs, type Job } from '../../support/upkeep-cuts.ts'

/** Job, step, every how many calls are cut. */
const needed: readonly (readonly [string, string, number])[] = [
  ['transfer of the primary drive', 'flush', 3],
  ['transfer of the primary drive', 'journal', 3],
  ['merge into the primary drive', 'flush', 2],
  ['merge into the primary drive', 'rename', 1],
  ['merge into the primary drive', 'journal', 2],
  ['sweep', 'flush', 2],
  ['sweep', 'rename', 1],
  ['sweep', 'journal', 2],
]

/**
 * What these do not need: nobody looks at the new place of a transfer before the switch, and what lies there is hashed
 * again before it counts; whatever the order, only what has arrived is deleted at the source; and a sweep takes away
 * only what nothing needs, so that any of it may go first.
 */
const needless: readonly (readonly [string, string, number])[] = [
  ['transfer of a secondary drive', 'rename', 5],
  ['transfer of a secondary drive', 'order', 5],
  ['merge into the primary drive', 'order', 5],
  ['sweep', 'order', 2],
]

const jobOf = (name: string): Job => jobs.find((one) => one.name === name) ?? jobs[0]!

async function firstWrong(name: string, step: string, stride: number): Promise<readonly string[]> {
  const [job, sabotage] = [jobOf(name), sabotages[step]]
  expect([job.name, sabotage]).toEqual([name, expect.anything()])
  const calls = await callsOfJob(job, sabotage)
  for (let at = calls; at >= 1; at -= stride) {
    for (const cut of Object.keys(cuts)) {
      const wrong = await jobCase(job, cut, at, sabotage)
      if (wrong.length > 0) return wrong
    }
  }
  return []
}

test.each(needed)('a %s without its %s is noticed', async (name, step, stride) => {
  expect(await firstWrong(name, step, stride)).not.toEqual([])
})

test.each(needless)('a %s loses nothing without its %s', async (name, step, stride) => {
  expect(await firstWrong(name, step, stride)).toEqual([])
})
