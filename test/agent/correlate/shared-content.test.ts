// One content in two packages (a software update in two deployment packages): its id does not tell the package.
import { describe, expect, it } from 'vitest'
import { readInOrder, serverLog, type ReadLine } from '../../support/read-lines.ts'

const start = Date.UTC(2021, 2, 1, 10)
const dp = 'PS1DP1.CONTOSO.COM'
const content = '01C39B5C-4DA1-4A0E-A328-3FD2AC9F500F'

function aLog() {
  const write = serverLog('SMS_PACKAGE_TRANSFER_MANAGER', 'PkgXferMgr.log', 'PS1SITE.CONTOSO.COM')
  const px = (minutes: number, thread: number, message: string): ReadLine[] =>
    write(start + minutes * 60_000, thread, message)
  return {
    sends: (minutes: number, thread: number, packageId: string): ReadLine[] => [
      ...px(
        minutes,
        thread,
        `Sending thread starting for Job: ${thread}, package: ${packageId}, Version: 1, Priority: 2, server: ${dp}, DPPriority: 200`,
      ),
      ...px(minutes, thread, `Sending content ${content} for package ${packageId}`),
      ...px(minutes, thread, '~Sending completed successfully'),
      ...px(minutes, thread, `~Finished sending SWD package ${packageId} version 1 to distribution point ${dp}`),
      ...px(minutes, thread, 'Sending thread complete~'),
    ],
    /** A thread whose start was lost. */
    fails: (minutes: number): ReadLine[] => [
      ...px(minutes, 77, `Failed to add the file x.cab in content ${content}. Error 0x80041001`),
      ...px(minutes, 77, 'CSendFileAction::SendFiles failed; 0x80041001'),
      ...px(minutes, 77, '~ Sending failed. Failure count = 3, Restart time = 3/1/2021 12:31:08 PM GMT'),
    ],
  }
}

const told = (...lines: readonly (readonly ReadLine[])[]) =>
  readInOrder(lines.flat()).account.distributions.map(({ packageId, outcome }) => `${packageId ?? '?'} ${outcome}`)

describe('a failing thread that names a content only', () => {
  it('fails for the one package that has it', () => {
    const { sends, fails } = aLog()
    expect(told(sends(0, 9, 'XYZ0001A'), fails(60))).toEqual(['XYZ0001A success', 'XYZ0001A retrying'])
  })

  it('fails for nobody knows whom when two packages have it', () => {
    const { sends, fails } = aLog()
    expect(told(sends(0, 9, 'XYZ0001A'), sends(1, 10, 'ABC000FF'), fails(60))).toEqual([
      'ABC000FF success',
      'XYZ0001A success',
      '? retrying',
    ])
  })
})
