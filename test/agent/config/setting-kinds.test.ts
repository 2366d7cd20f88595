import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAbsolutePath, kinds } from '../../../agent/config/setting-kinds.ts'

describe('what a text means', () => {
  it.each([
    ['duration', '500ms', 500],
    ['duration', '30s', 30_000],
    ['duration', '15m', 900_000],
    ['duration', '6h', 21_600_000],
    ['duration', '30d', 2_592_000_000],
    ['duration', '1h30m', 5_400_000],
    ['duration', '0s', 0],
    ['size', '512B', 512],
    ['size', '1KB', 1_024],
    ['size', '50MB', 52_428_800],
    ['size', '50 mb', 52_428_800],
    ['size', '2TB', 2_199_023_255_552],
    ['count', '10000', 10_000],
    ['truth', 'false', false],
    ['siteCode', 'ps1', 'PS1'],
    ['siteCode', '001', '001'],
    ['siteCode', '1E5', '1E5'],
    ['hostName', 'ps1dp1.contoso.com', 'PS1DP1.CONTOSO.COM'],
    ['retryRule', '100x30m', { tries: 100, delay: 1_800_000 }],
    ['address', '127.0.0.1:9877', '127.0.0.1:9877'],
    ['address', '[::1]:80', '[::1]:80'],
    ['address', ':0', ':0'],
    ['url', 'https://collector.contoso.com:4318/otlp', 'https://collector.contoso.com:4318/otlp'],
    ['urlPath', '/agent/metrics', '/agent/metrics'],
    ['zone', 'Europe/Berlin', 'Europe/Berlin'],
    ['zone', '-330', '-330'],
    ['zone', 'host', 'host'],
    ['path', 'D:\\SMS_DP$\\sms\\logs', 'D:\\SMS_DP$\\sms\\logs'],
  ] as const)('%s %j', (kind, text, value) => {
    expect(kinds[kind].read(text)).toEqual(value)
  })

  it.each([
    ['duration', ['', '15', '15 m', '1.5h', '-1s', '1m1h', 'm', '15min', 'Infinity']],
    ['size', ['', '50', '50 M', '-1MB', '1.5GB', '99999999999TB', 'MB']],
    ['count', ['', '-1', '1.5', '1e3', '0x10', ' 1']],
    ['truth', ['yes', 'on', '1', 'True', '']],
    ['siteCode', ['PS', 'PS12', 'P-1', '']],
    ['hostName', ['', 'a b', '.contoso.com', 'a..b', 'x'.repeat(300), 'http://a']],
    ['retryRule', ['', '100', 'x30m', '0x30m', '100x', '100x0s', '1x2x3']],
    ['address', ['', '9877', '127.0.0.1', '127.0.0.1:99999', '::1:80', 'http://a:80', 'a b:80']],
    ['url', ['', 'collector:4318', 'ftp://a', 'http://user:secret@a', 'http://a/v1/traces', 'http://']],
    ['urlPath', ['', '/', 'metrics', '/-/ready', '/api/v1/x', '/a b', '/a?b']],
    ['zone', ['', 'Mars/Olympus', '+99999', 'Berlin']],
    ['path', ['', 'a\0b', 'D:\u2029rogram Files', 'a\nb']],
  ] as const)('no %s: %j', (kind, texts) => {
    for (const text of texts) expect([text, kinds[kind].read(text)]).toEqual([text, undefined])
  })
})

describe('a value as text', () => {
  it('is read back as the same value', () => {
    for (const kind of [kinds.duration, kinds.size]) {
      const readBack = fc.property(fc.nat({ max: 2 ** 31 }), (value) => kind.read(kind.write(value)) === value)
      fc.assert(readBack)
    }
  })

  it('is short', () => {
    expect([500, 60_000, 5_400_000, 2_592_000_000].map((ms) => kinds.duration.write(ms))).toEqual([
      '500ms',
      '1m',
      '90m',
      '30d',
    ])
    expect([1_000, 1_024, 52_428_800].map((bytes) => kinds.size.write(bytes))).toEqual(['1000B', '1KB', '50MB'])
    expect(kinds.retryRule.write({ tries: 72, delay: 3_600_000 })).toBe('72x1h')
  })
})

it('takes absolute paths of Windows and of other systems for what they are, on both', () => {
  expect(['D:\\a', '\\\\server\\share', '/var/log'].map(isAbsolutePath)).toEqual([true, true, true])
  expect(['logs/distmgr.log', 'D:distmgr.log', '..'].map(isAbsolutePath)).toEqual([false, false, false])
})
