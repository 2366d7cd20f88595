// PX-010 and PX-012 may print a DP's short name, where NAL paths print the full one.
import { describe, expect, it } from 'vitest'
import { fullDpNames } from '../../../agent/correlate/full-names.ts'
import { parseDpName, type DpName } from '../../../engine/ids.ts'
import { readInOrder, serverLog } from '../../support/read-lines.ts'

const start = Date.UTC(2026, 2, 10, 8)

/** One transfer job to its success. @param names of the DP, in PX-012 and in PX-030 */
function sends(job: number, packageId: string, thread: number, short: string, full: string): readonly Said[] {
  const nal = `["Display=\\\\${full}\\"]MSWNET:["SMS_SITE=PS1"]\\\\${full}\\`
  const status = (number: number): string =>
    `Sent status to the distribution manager for pkg ${packageId}, version 2, status ${number} and distribution point ${nal}~`
  const words = `package: ${packageId}, Version: 2, Priority: 2`
  return [
    [
      5392,
      `Found send request with ID: ${job}, P${words.slice(1).replace(': 2', ':2')}, Destination: ${short}, DPPriority: 200`,
    ],
    [5392, `~Created sending thread (Thread ID = 0x${thread.toString(16).toUpperCase()})`],
    [thread, `Sending thread starting for Job: ${job}, ${words}, server: ${short}, DPPriority: 200`],
    [thread, status(0)],
    [thread, `~Finished sending SWD package ${packageId} version 2 to distribution point ${short}`],
    [thread, status(3)],
    [thread, 'Sending thread complete~'],
  ]
}

type Said = readonly [thread: number, message: string]

function told(lines: readonly Said[]) {
  const log = serverLog('SMS_PACKAGE_TRANSFER_MANAGER', 'PkgXferMgr.log', 'PS1SITE.CONTOSO.COM')
  const { distributions } = readInOrder(
    lines.flatMap(([thread, message], second) => log(start + second * 1_000, thread, message)),
  ).account
  return distributions.map(({ packageId, dp, outcome, attempts }) => ({ packageId, dp, outcome, attempts }))
}

describe('one thread names its DP by both names', () => {
  const full = 'PS1DP1.CONTOSO.COM'
  const first = sends(577, 'PS100041', 3020, 'PS1DP1', full)

  it('is one distribution, under the full name', () => {
    expect(told(first)).toEqual([{ packageId: 'PS100041', dp: full, outcome: 'success', attempts: 1 }])
  })

  it('tells the name for other packages, too', () => {
    expect(told([...first, ...sends(578, 'PS100042', 3020, 'PS1DP1', 'PS1DP1').slice(0, 3)])).toEqual([
      { packageId: 'PS100041', dp: full, outcome: 'success', attempts: 1 },
      { packageId: 'PS100042', dp: full, outcome: 'in-progress', attempts: 1 },
    ])
  })

  it('keeps DPs of two domains apart', () => {
    const other = 'PS1DP1.FABRIKAM.COM'
    const one = sends(577, 'PS100041', 3020, full, full)
    const both = one.flatMap((line, at) => [line, ...sends(578, 'PS100041', 3444, other, other).slice(at, at + 1)])
    expect(told(both)).toEqual([
      { packageId: 'PS100041', dp: full, outcome: 'success', attempts: 1 },
      { packageId: 'PS100041', dp: other, outcome: 'success', attempts: 1 },
    ])
  })
})

describe('fullDpNames', () => {
  const name = (text: string): DpName => parseDpName(text) as DpName

  it('knows the only full name, and takes none of several', () => {
    const names = fullDpNames()
    expect(names.of(name('DP1'))).toBe('DP1')
    for (const known of ['DP1.CONTOSO.COM', 'DP2.CONTOSO.COM', 'DP2.FABRIKAM.COM', 'DP3']) names.learn(name(known))
    expect(['DP1', 'DP2', 'DP3', 'DP1.CONTOSO.COM'].map((short) => names.of(name(short)))).toEqual([
      'DP1.CONTOSO.COM',
      'DP2',
      'DP3',
      'DP1.CONTOSO.COM',
    ])
  })
})
