import { describe, expect, it } from 'vitest'
import { isOwnHost, isSameOrigin } from '../../../exporters/http/host-check.ts'

const own = ['PS1DP1.CONTOSO.COM', 'ps1dp1']

describe('the name a client asks under', () => {
  it.each([
    undefined,
    '127.0.0.1:9877',
    '10.1.2.3',
    '[::1]:9877',
    'localhost:80',
    'ps1dp1.contoso.com:9877',
    'PS1DP1',
    'ps1dp1.',
  ])('%s is ours', (host) => {
    expect(isOwnHost(host, own)).toBe(true)
  })

  it.each([
    'evil.example',
    'evil.example:9877',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'ps1dp1.contoso.com.evil.example',
    '',
    ' ',
    'a b',
    '[evil]',
    'x:99999999',
  ])('%s is not', (host) => {
    expect(isOwnHost(host, own)).toBe(false)
  })

  it('may change something only from its own page, or from no page', () => {
    expect(isSameOrigin(undefined, 'a:1')).toBe(true)
    expect(isSameOrigin('http://a:1', 'A:1')).toBe(true)
    expect(isSameOrigin('https://evil.example', 'a:1')).toBe(false)
    expect(isSameOrigin('null', 'a:1')).toBe(false)
  })
})
