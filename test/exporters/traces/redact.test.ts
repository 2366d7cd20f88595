import { describe, expect, it } from 'vitest'
import { redact } from '../../../exporters/traces/redact.ts'

describe('what leaves the host', () => {
  it.each([
    ['Cannot access \\\\CS1SITE\\SOURCE\\Packages\\Dummy1, error 5', 'Cannot access \\\\CS1SITE\\***, error 5'],
    ['using account CONTOSO\\svc-push to connect', 'using account *** to connect'],
    ['using CONTOSO.COM\\PS1SITE$', 'using ***'],
    ['account svc.push@contoso.com is locked', 'account *** is locked'],
  ])('hides accounts and package sources: %s', (text, expected) => {
    expect(redact(text)).toBe(expected)
  })

  it.each([
    'Failed to add the file E:\\SCCMContentLib\\FileLib\\DEF9\\DEF98765',
    '~Finished copying to \\\\PS1DP1.CONTOSO.COM\\SMS_DP$\\sms\\logs',
    'share \\\\PS1DP1.CONTOSO.COM\\ADMIN$ is reachable',
    '["Display=\\\\PS1DP1.CONTOSO.COM\\"]MSWNET:["SMS_SITE=PS1"]\\\\PS1DP1.CONTOSO.COM\\',
    'Sending failed. Failure count = 1, Restart time = 5/16/2016 4:34:10 PM Eastern Daylight Time',
    'package PS100039.2 on C:\\Program Files\\Microsoft Configuration Manager\\Logs\\distmgr.log',
  ])('keeps what the telemetry is about: %s', (text) => {
    expect(redact(text)).toBe(text)
  })

  it('comes to an end on a megabyte of anything', () => {
    for (const piece of ['\\\\a\\', 'a\\b', 'a@b.', '.', 'a.a-', '\\', 'a b\\']) {
      expect(redact(piece.repeat(1_000_000 / piece.length)).length).toBeGreaterThan(0)
    }
  })
})
