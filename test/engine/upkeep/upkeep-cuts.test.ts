import { describe, expect, it } from 'vitest'
import { cuts } from '../../support/cut-sweep.ts'
import { callsOfJob, faultCase, jobCase, jobs } from '../../support/upkeep-cuts.ts'

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

describe('on a disk that fails', () => {
  const codes = ['ENOSPC', 'EIO', 'EACCES', 'EBUSY', 'EPERM']

  it.each(jobs)('a $name says why, loses nothing, and is finished by the next run', async (job) => {
    const calls = await callsOfJob(job)
    const wrong: string[] = []
    let done = 0
    let cases = 0
    for (let at = 2 + (calls % stride); at <= calls; at += stride, cases++) {
      const code = codes[cases % codes.length] ?? ''
      const found = await faultCase(job, { code, at, forEver: cases % 2 === 0 })
      wrong.push(...found.wrong)
      if (found.done) done++
    }
    expect(wrong).toEqual([])
    expect(cases).toBeGreaterThan(2)
    // A file that somebody holds open is waited for.
    const held = { code: 'EBUSY', at: calls >> 1, forEver: false, only: 'rename' }
    expect(await faultCase(job, held)).toEqual({ wrong: [], done: true })
    expect(done).toBeLessThan(cases)
  })
})
