import { expect, it } from 'vitest'
import { countsTeller } from '../../../agent/service/tracker-counts.ts'
import { createTracker } from '../../../engine/distribution/tracker.ts'
import { happens } from '../../support/distribution-events.ts'

it('tells what the tracker gave up, each once', () => {
  const tracker = createTracker({ limits: { unidentified: 2 } })
  const nobody = { packageId: undefined, packageVersion: undefined, dp: undefined, site: undefined }
  const fails = (...jobs: readonly string[]): void => {
    for (const jobId of jobs) {
      const facts = { jobId, code: '0x80070070' }
      tracker.apply(happens('failureSeen', { subject: nobody, token: jobId, by: 'sending-thread', facts }))
    }
  }
  const told: (number | string)[] = []
  const tell = countsTeller(tracker, {
    correlationsOpen: (count) => void told.push(`open ${count}`),
    correlationsEvicted: (reason, count) => void told.push(`${reason} ${count}`),
  })
  fails('1', '2')
  tell()
  fails('3', '4', '5')
  tell()
  tell()
  expect(told).toEqual(['open 2', 'open 2', 'limit 3', 'open 2'])
})
