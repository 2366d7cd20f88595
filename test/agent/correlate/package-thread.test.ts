// A package thread that does the work of a DP thread itself (DM-074 is not written, or was lost): what fails there is one
// distribution, whether or not a line names the DP.
import { describe, expect, it } from 'vitest'
import { readInOrder, serverLog } from '../../support/read-lines.ts'

const start = Date.UTC(2026, 2, 10, 7)
const nal = (dp: string): string => `["Display=\\\\${dp}\\"]MSWNET:["SMS_SITE=PS1"]\\\\${dp}\\`
const processes = '~Processing package PS100041 (SourceVersion:2;StoredVersion:2)  '
const noNetwork = (dp: string): string => `Failed to make a network connection to \\\\${dp}\\ADMIN$ (0x35).`
const noConnection = (dp: string): string => `Cannot establish connection to ${nal(dp)}. Error = 53`
const cleansUp = 'Error occurred. Performing error cleanup prior to returning.'
const one = 'PS1DP1.CONTOSO.COM'
const other = 'PS1DP2.CONTOSO.COM'

const told = (...messages: readonly string[]) => {
  const log = serverLog('SMS_DISTRIBUTION_MANAGER', 'distmgr.log', 'PS1SITE.CONTOSO.COM')
  return readInOrder(messages.flatMap((message, second) => log(start + second * 1_000, 2904, message))).account
    .distributions
}

describe('a failure on a package thread', () => {
  it.each([3, 4])('of a boot image is one, its DP unknown (%i lines)', (lines) => {
    const failure = [
      'ExpandPXEImage: PS100041, 2',
      'CContentDefinition::GetFileProperties failed; 0x80070003',
      'CContentDefinition::TotalFileSizes failed; 0x80070003',
      'ExpandPXEImage failed; 0x80070003',
    ]
    const entries = told(processes, ...failure.slice(4 - lines))
    expect(entries).toHaveLength(1)
    expect(entries).toMatchObject([
      { packageId: 'PS100041', packageVersion: 2, dp: null, outcome: 'failure', failure: { code: '0x80070003' } },
    ])
    expect(entries[0]?.failure?.evidence).toHaveLength(3)
  })

  it('is of the DP that one of its lines names', () => {
    expect(told(processes, noNetwork(one), noConnection(one), cleansUp)).toMatchObject([
      { packageId: 'PS100041', packageVersion: 2, dp: one, failure: { class: 'network-path', code: '0x80070035' } },
    ])
  })

  it('takes in what was said before the DP was named', () => {
    expect(told(processes, cleansUp, noConnection(one))).toMatchObject([
      { dp: one, failure: { class: 'network-path' } },
    ])
  })

  it('is one for each DP that is named', () => {
    const entries = told(processes, noConnection(one), cleansUp, noConnection(other), cleansUp)
    expect(entries.map(({ dp }) => dp)).toEqual([one, other])
  })

  it('is of the DP announced, and of no other', () => {
    const announces = (dp: string): string => `Start adding package PS100041 to server ${nal(dp)}...`
    const entries = told(processes, announces(one), cleansUp, announces(other))
    expect(entries).toMatchObject([
      { dp: one, outcome: 'failure' },
      { dp: other, outcome: 'in-progress' },
    ])
  })
})

describe('content that comes from another site', () => {
  const awaits = "The contents for the package PS100041 hasn't arrived from site CS1 yet, will retry later."
  const status =
    'STATMSG: ID=2300 SEV=I LEV=M SOURCE="SMS Server" COMP="SMS_DISTRIBUTION_MANAGER" SYS=PS1SITE.CONTOSO.COM SITE=PS1 ' +
    'PID=5428 TID=2904 GMTDATE=Tue Mar 10 07:00:01.000 2026 ISTR0="PS100041" ISTR1="" ISTR2="" ISTR3="" ISTR4="" ' +
    'ISTR5="" ISTR6="" ISTR7="" ISTR8="" ISTR9="" NUMATTRS=1 AID0=400 AVAL0="PS100041"'
  const sitesOf = (...messages: readonly string[]) => {
    const log = serverLog('SMS_DISTRIBUTION_MANAGER', 'distmgr.log', 'PS1SITE.CONTOSO.COM')
    const lines = messages.flatMap((message, second) => log(start + second * 1_000, 2904, message))
    return readInOrder(lines).account.packages.map(({ site, outcome }) => ({ site, outcome }))
  }

  it('is work of the site that waits, not of the one it comes from', () => {
    expect(sitesOf(processes, awaits)).toEqual([{ site: null, outcome: 'waiting' }])
    expect(sitesOf(status, processes, awaits)).toEqual([{ site: 'PS1', outcome: 'waiting' }])
    expect(sitesOf(processes, awaits, status)).toEqual([{ site: 'PS1', outcome: 'waiting' }])
  })
})
