// Transfer, merge, sweep and repair, cut off at every call that changes something, in two of the four ways each.
import { expect, test } from 'vitest'
import { cuts } from '../support/cut-sweep.ts'
import { callsOfJob, jobCase, jobs } from '../support/upkeep-cuts.ts'

test('cut off at any call in several ways, nothing is lost and the next run finishes it', async () => {
  const ways = Object.keys(cuts)
  let cases = 0
  const wrong: string[] = []
  for (const job of jobs) {
    const calls = await callsOfJob(job)
    for (let at = 1; at <= calls; at++) {
      for (const way of [at, at + 2]) {
        cases++
        wrong.push(...(await jobCase(job, ways[way % ways.length] ?? '', at)))
      }
    }
  }
  process.stdout.write(`${cases} cuts of moves, sweeps and repairs, ${wrong.length} bad\n`)
  expect(wrong).toEqual([])
  expect(cases).toBeGreaterThan(600)
}, 900_000)
