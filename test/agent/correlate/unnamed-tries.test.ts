// A log that begins in the middle: of a sending thread only the lines of its failure were read, which name no DP.
import { describe, expect, it } from 'vitest'
import { readInOrder, serverLog } from '../../support/read-lines.ts'

const minute = 60_000
const start = Date.UTC(2026, 2, 10, 9)

const log = () => serverLog('SMS_PACKAGE_TRANSFER_MANAGER', 'PkgXferMgr.log', 'PS1SITE.CONTOSO.COM')
type Log = ReturnType<typeof log>

/** One failing try of a content, without its start. @param retry minute at which it is tried again */
function fails(write: Log, at: number, thread: number, content: string, count: number, retry: number) {
  const restart = `3/10/2026 ${9 + Math.floor(retry / 60)}:${String(retry % 60).padStart(2, '0')}:00 AM Coordinated Universal Time`
  return [
    '~ExecStaticMethod failed (80070070) SMS_DistributionPoint, AddFile',
    'CSendFileAction::AddFile failed; 0x80070070',
    `Failed to add the file setup.exe in content ${content}. Error 0x80070070`,
    'CSendFileAction::SendFiles failed; 0x80070070',
    'CSendFileAction::SendContent failed; 0x80070070',
    `~ Sending failed. Failure count = ${count}, Restart time = ${restart}`,
    'Sending thread complete~',
  ].flatMap((message, second) => write(start + at * minute + second * 100, thread, message))
}

const told = (lines: Parameters<typeof readInOrder>[0]) => {
  const { account, steps } = readInOrder(lines)
  return { ...account, failures: steps.filter(({ kind }) => kind === 'attemptFailed').length }
}

describe('a try of which only the failure was read', () => {
  it('is of the package that its content is called after', () => {
    expect(told(fails(log(), 0, 3020, 'PS100041.2', 7, 30)).distributions).toMatchObject([
      { packageId: 'PS100041', packageVersion: 2, dp: null, outcome: 'retrying', failures: 7 },
    ])
  })

  it('is of no known package where the content has a name of its own', () => {
    const content = 'Content_5a8e2b0f-1a3c-4e5d-9f6a-7b8c9d0e1f2a.1'
    expect(told(fails(log(), 0, 3020, content, 7, 30)).distributions).toMatchObject([
      { packageId: null, packageVersion: null, contentIds: [content] },
    ])
  })

  it.each([3020, 4000])('is one with the next, which began when it was due (thread %i)', (thread) => {
    const write = log()
    const first = fails(write, 0, 3020, 'PS100041.2', 7, 30)
    const { distributions, failures } = told([...first, ...fails(write, 30, thread, 'PS100041.2', 8, 60)])
    expect(distributions).toMatchObject([
      { packageId: 'PS100041', dp: null, attempts: 2, failures: 8, nextRetry: '2026-03-10T10:00:00.000Z' },
    ])
    expect(failures).toBe(2)
  })

  it('is not one with another that began before it was due: that is sent to another DP', () => {
    const write = log()
    const first = fails(write, 0, 3020, 'PS100041.2', 7, 30)
    const { distributions } = told([...first, ...fails(write, 2, 4000, 'PS100041.2', 3, 32)])
    expect(distributions.map(({ failures }) => failures).sort()).toEqual([3, 7])
  })

  it('is not one with a try of another version', () => {
    const write = log()
    const first = fails(write, 0, 3020, 'PS100041.2', 7, 30)
    const { distributions } = told([...first, ...fails(write, 30, 3020, 'PS100041.3', 1, 60)])
    expect(distributions).toHaveLength(2)
  })
})
