import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scribe, writtenLine } from '../../../agent/lab/scribe.ts'
import type { Host, Utterance } from '../../../agent/lab/utterance.ts'
import { readStatusMessage } from '../../../parsers/status-message.ts'
import { readEntries } from './read-entries.ts'

const site: Host = { name: 'PS1SITE.CONTOSO.COM', site: 'PS1', biasMinutes: 240, skewMs: 0, processId: 5428 }
const at = Date.UTC(2016, 4, 16, 19, 26, 58, 642)
const nalPath = '["Display=\\\\PS1DP2.CONTOSO.COM\\"]MSWNET:["SMS_SITE=PS1"]\\\\PS1DP2.CONTOSO.COM\\'
const from = (rest: Partial<Utterance> & Pick<Utterance, 'words'>): Utterance => ({
  at,
  host: site.name,
  log: 'distmgr',
  thread: 3792,
  ...rest,
})

describe('writtenLine', () => {
  it('writes the status message of the published excerpt, in its clock and zone', () => {
    const statusMessage = {
      id: 2357,
      severity: 'I' as const,
      strings: ['PS100038', nalPath],
      attributes: [[400, 'PS100038'] as const, [404, nalPath] as const],
    }
    const { file, entry } = writtenLine(from({ words: { statusMessage } }), site)
    expect(file).toBe('distmgr.log')
    expect(entry).toBe(
      `STATMSG: ID=2357 SEV=I LEV=M SOURCE="SMS Server" COMP="SMS_DISTRIBUTION_MANAGER" SYS=PS1SITE.CONTOSO.COM SITE=PS1 PID=5428 TID=3792 GMTDATE=Mon May 16 19:26:58.642 2016 ISTR0="PS100038" ISTR1="${nalPath}" ISTR2="" ISTR3="" ISTR4="" ISTR5="" ISTR6="" ISTR7="" ISTR8="" ISTR9="" NUMATTRS=2 AID0=400 AVAL0="PS100038" AID1=404 AVAL1="${nalPath}"  $$<SMS_DISTRIBUTION_MANAGER><05-16-2016 15:26:58.642+240><thread=3792 (0xED0)>\r\n`,
    )
    const [read] = readEntries(entry).entries
    expect(read?.statusMessage ?? readStatusMessage(read?.message ?? '')).toMatchObject({
      id: 2357,
      gmt: at,
      threadId: 3792,
      strings: ['PS100038', nalPath, ...Array<string>(8).fill('')],
      attributes: { 400: 'PS100038', 404: nalPath },
    })
  })

  it('leaves the marks of the writers where excerpts show them', () => {
    const text = (signature: string, fields: Record<string, string | number>) =>
      writtenLine(from({ words: { signature, fields } }), site).entry.split('  $$<')[0]
    expect(text('PX-060', { n: 1, restartTime: 'T' })).toBe('~ Sending failed. Failure count = 1, Restart time = T')
    expect(text('PX-031', {})).toBe('Sending thread complete~')
    expect(text('DM-022', { packageId: 'PS100038' })).toBe("Adding package 'PS100038' to package processing queue.")
  })

  it('writes the DP log without zone, by the clock of the DP', () => {
    const dp: Host = { ...site, name: 'PS1DP2.CONTOSO.COM', biasMinutes: -60, skewMs: 7 * 60_000 }
    const words = { signature: 'DP-002', fields: {} }
    expect(writtenLine(from({ host: dp.name, log: 'smsdpprov', thread: 0x518, words }), dp)).toEqual({
      file: 'smsdpprov.log',
      entry: '[518][Mon 05/16/2016 20:33:58]:Successfully notified PullDP\r\n',
    })
  })
})

describe('scribe', () => {
  it('writes a folder per host, and refuses a host that is not of this world', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cmdp-scribe-'))
    const writer = scribe(folder, [site], 1_000)
    writer.write(from({ words: { signature: 'DM-081', fields: {} } }))
    expect(() => writer.write(from({ host: 'ELSEWHERE', words: { signature: 'DM-081', fields: {} } }))).toThrow(
      'ELSEWHERE',
    )
    writer.close()
    expect(readFileSync(join(folder, site.name, 'distmgr.log'), 'utf8')).toMatch(/^Error occurred\. .+\r\n$/)
    rmSync(folder, { recursive: true })
  })
})
