// The line that ends a try, written twice: it is one failure of one distribution, and keeps its cause.
import { describe, expect, it } from 'vitest'
import { readInOrder, serverLog } from '../../support/read-lines.ts'

const start = Date.UTC(2026, 0, 5, 8)
const begins =
  '~Sending thread starting for Job: 577, package: PS100039, Version: 2, Priority: 2, server: PS1DP1.CONTOSO.COM, DPPriority: 200'
const fails = 'CSendFileAction::SendFiles failed; 0x80070070'
const ends = (count: number, time = '9:00:00'): string =>
  `~ Sending failed. Failure count = ${count}, Restart time = 1/5/2026 ${time} AM Coordinated Universal Time`

const told = (...messages: readonly string[]) => {
  const log = serverLog('SMS_PACKAGE_TRANSFER_MANAGER', 'PkgXferMgr.log', 'PS1SITE.CONTOSO.COM')
  return readInOrder(messages.flatMap((message, second) => log(start + second * 1_000, 9112, message))).account
    .distributions
}

describe('"Sending failed", written twice', () => {
  it('is one failure with its cause', () => {
    const once = told(begins, fails, ends(1))
    const twice = told(begins, fails, ends(1), ends(1))
    expect(twice).toHaveLength(1)
    expect(twice[0]).toMatchObject({
      outcome: 'retrying',
      attempts: 1,
      failures: 1,
      nextRetry: '2026-01-05T09:00:00.000Z',
      failure: { class: 'disk-full-dp', code: '0x80070070' },
    })
    expect(twice[0]?.failure?.cause).toBe(once[0]?.failure?.cause)
    expect(twice[0]?.traceId).toBe(once[0]?.traceId)
  })

  it('makes no further try of the one that follows', () => {
    expect(told(begins, fails, ends(1), ends(1), begins, fails, ends(2, '9:30:00'), ends(2, '9:30:00'))).toMatchObject([
      { attempts: 2, failures: 2, failure: { class: 'disk-full-dp' }, nextRetry: '2026-01-05T09:30:00.000Z' },
    ])
  })

  it('with another count is of somebody else, whose start was lost: nothing is taken over', () => {
    const [one, other] = [...told(begins, fails, ends(1), ends(7))].sort((a) => (a.packageId === null ? 1 : -1))
    expect(one).toMatchObject({ packageId: 'PS100039', failures: 1, failure: { class: 'disk-full-dp' } })
    expect(other).toMatchObject({ packageId: null, failures: 7, failure: { class: 'unknown', code: null } })
  })
})
