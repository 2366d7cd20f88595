import { describe, expect, it } from 'vitest'
import { readNalPath } from '../../parsers/nal-path.ts'

describe('a NAL path', () => {
  it.each([
    [
      String.raw`["Display=\\PS1DP1.CONTOSO.COM\"]MSWNET:["SMS_SITE=PS1"]\\PS1DP1.CONTOSO.COM\ `,
      'PS1DP1.CONTOSO.COM',
      'PS1',
      'PS1DP1.CONTOSO.COM',
    ],
    [
      String.raw`["Display=\\computername.COM\"]MSWNET:["SMS_SITE=ss1"]\\ computername.COM \ `,
      'computername.COM',
      'ss1',
      'computername.COM',
    ],
    [
      String.raw`["Display=\\PS1DP1.CONTOSO.COM"]MSWNET:["SMS_SITE=PS1"]\\PS1DP1.CONTOSO.COM\ `,
      'PS1DP1.CONTOSO.COM',
      'PS1',
      'PS1DP1.CONTOSO.COM',
    ],
    [
      String.raw`["Display=\\PS1DP1.CONTOSO.COM\"]MSWNET:["SMS_SITE=PS1"]\\PS1DP1.CONTOSO.COM" ISTR2=""`,
      'PS1DP1.CONTOSO.COM',
      'PS1',
      'PS1DP1.CONTOSO.COM',
    ],
    [
      String.raw`["Display=\\PS1DP1.CONTOSO.COM\"]MSWNET:["SMS_SITE=PS1"]\\PS1DP1.CONTOSO.COM\...`,
      'PS1DP1.CONTOSO.COM',
      'PS1',
      'PS1DP1.CONTOSO.COM',
    ],
    [
      String.raw`MSWNET:["SMS_SITE=SS1"]\\COMPUTERNAME.COM\SMSSIG$\CAS0000F.2.tar`,
      'COMPUTERNAME.COM',
      'SS1',
      undefined,
    ],
    [String.raw`["Display=\\MOMDC\"]MSWNET:["SMS_SITE=BOT"]\\MOMDC\ for package TOP00001`, 'MOMDC', 'BOT', 'MOMDC'],
  ])('%s', (text, server, siteCode, display) => {
    expect(readNalPath(text)).toEqual({ server, siteCode, display })
  })

  it('is the server of the address, whatever the label says', () => {
    expect(readNalPath(String.raw`["Display=\\HARMLESS\"]MSWNET:["SMS_SITE=PS1"]\\REAL\ `)).toEqual({
      server: 'REAL',
      siteCode: 'PS1',
      display: 'HARMLESS',
    })
  })

  it.each([
    '<DPNALPATH>',
    String.raw`\\PS1DP1.CONTOSO.COM\ADMIN$`,
    String.raw`["Display=\\X\"]MSWNET:["SMS_SITE=PS1"]\\..\..\evil\ `,
    String.raw`["Display=\\X\"]MSWNET:["SMS_SITE=PS1"]\\<script>\ `,
    String.raw`["Display=\\X\"]MSWNET:["SMS_SITE=PS12"]\\X\ `,
    String.raw`["Display=\\X\"]MSWNET:["SMS_SI`,
    `["Display=\\\\X\\"]MSWNET:["SMS_SITE=PS1"]\\\\${'a'.repeat(300)}\\`,
    `["Display=${'\\'.repeat(100_000)}`,
    '',
  ])('is not %j', (text) => {
    expect(readNalPath(text)).toBeUndefined()
  })
})
