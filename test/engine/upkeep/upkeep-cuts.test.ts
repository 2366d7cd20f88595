import { describe, expect, it } from 'vitest'
import { cuts } from '../../support/cut-sweep.ts'
import { callsOfJob, jobCase, jobs } from '../../support/upkeep-cuts.ts'

// Every ninth call is cut off, each in another way; test/system cuts every call, in two ways.
const stride = 9

describe('cut off anywhere, with what the disk then keeps', () => {
  it.each(jobs)('a $name loses nothing, and the next run finishes it', async (job) => {
    const ways = Object.keys(cuts)
    const calls = await callsOfJob(job)
    const wrong: string[] = []
    for (let at = 1 + (calls % stride); at <= calls; at += stride)
      wrong.push(...(await jobCase(job, ways[at % ways.length] ?? '', at)))
    expect(wrong).toEqual([])
    expect(calls).toBeGreaterThan(20)
  })
})
