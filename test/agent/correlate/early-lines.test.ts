// The first line of a thread stands before the one that tells of its creation: two threads write, tens of milliseconds
// out of order (log-formats.md 2).
import { describe, expect, it } from 'vitest'
import { readInOrder, serverLog, type ReadLine } from '../../support/read-lines.ts'

const start = Date.UTC(2021, 2, 1, 10)
const dp = 'PS1DP1.CONTOSO.COM'
const nal = `["Display=\\\\${dp}\\"]MSWNET:["SMS_SITE=PS1"]\\\\${dp}\\`
const job = 'package: XYZ0001A, Version: 1, Priority: 2, server: PS1DP1.CONTOSO.COM, DPPriority: 200'
const found =
  'Found send request with ID: 1, Package: XYZ0001A, Version:1, Priority: 2, Destination: PS1DP1.CONTOSO.COM, DPPriority: 200'

function logOf(component: string, file: string) {
  const write = serverLog(component, file, 'PS1SITE.CONTOSO.COM')
  return (milliseconds: number, thread: number, message: string): ReadLine[] =>
    write(start + milliseconds, thread, message)
}

const told = (...lines: readonly (readonly ReadLine[])[]) => readInOrder(lines.flat()).account.distributions

describe('a sending thread that writes before its creation is told', () => {
  it.each(['Sending thread starting for Job: 1, ', 'Pull DP Sending thread starting for Job: 1, '])(
    'makes one try: %s…',
    (begins) => {
      const px = logOf('SMS_PACKAGE_TRANSFER_MANAGER', 'PkgXferMgr.log')
      const created = '~Created sending thread (Thread ID = 0x9)'
      const distributions = told(
        ...[px(0, 5392, found), px(20, 9, begins + job), px(5, 5392, created)],
        px(60, 9, '~ Sending failed. Failure count = 1, Restart time = 3/1/2021 10:30:08 AM GMT'),
      )
      expect(distributions).toMatchObject([{ packageId: 'XYZ0001A', dp, attempts: 1, failures: 1, jobIds: ['1'] }])
    },
  )

  it('is another than the one of the same number that tried before and whose end was lost', () => {
    const px = logOf('SMS_PACKAGE_TRANSFER_MANAGER', 'PkgXferMgr.log')
    const starts = `Sending thread starting for Job: 1, ${job}`
    const created = '~Created sending thread (Thread ID = 0x9)'
    const halfHour = 30 * 60_000
    const distributions = told(
      ...[px(0, 5392, found), px(5, 5392, created), px(20, 9, starts)],
      ...[px(halfHour, 5392, found), px(halfHour + 5, 5392, created), px(halfHour + 20, 9, starts)],
    )
    expect(distributions).toMatchObject([{ attempts: 2 }])
  })
})

describe('a DistMgr thread that writes before its start is told', () => {
  const started = "~Started package processing thread for package 'XYZ0001A', thread ID = 0x32 (50)"
  const processes = '~Processing package XYZ0001A (SourceVersion:3;StoredVersion:3)'

  it('works on the version that it named', () => {
    const dm = logOf('SMS_DISTRIBUTION_MANAGER', 'distmgr.log')
    const distributions = told(
      ...[dm(0, 50, processes), dm(10, 4824, started)],
      dm(20, 50, `Start adding package XYZ0001A to server ${nal}...`),
      dm(40, 51, `DP Thread: Attempting to add or update package XYZ0001A on DP ${nal}`),
      dm(30, 50, `~Created DP processing thread 51 for addition or update of package XYZ0001A on server ${nal}`),
      dm(60, 51, `~Created package transfer job to send package XYZ0001A to distribution point ${nal}.`),
    )
    expect(distributions).toMatchObject([{ packageId: 'XYZ0001A', packageVersion: 3, dp, outcome: 'in-progress' }])
  })

  it('does not hand its version on to the next thread of that number', () => {
    const dm = logOf('SMS_DISTRIBUTION_MANAGER', 'distmgr.log')
    const minute = 60_000
    const distributions = told(
      ...[dm(0, 4824, started), dm(10, 50, processes)],
      ...[dm(minute, 4824, started), dm(minute, 50, `Start adding package XYZ0001A to server ${nal}...`)],
    )
    expect(distributions).toMatchObject([{ packageVersion: null, dp }])
  })
})
