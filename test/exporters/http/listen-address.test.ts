import { describe, expect, it } from 'vitest'
import { isLoopback, parseListenAddress, printListenAddress } from '../../../exporters/http/listen-address.ts'

describe('an address to listen on', () => {
  it.each([
    ['127.0.0.1:9877', { host: '127.0.0.1', port: 9877 }],
    ['[::1]:9877', { host: '::1', port: 9877 }],
    ['[fe80::1%eth0]:80', { host: 'fe80::1%eth0', port: 80 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
    [':9877', { host: undefined, port: 9877 }],
    ['PS1DP1.CONTOSO.COM:443', { host: 'PS1DP1.CONTOSO.COM', port: 443 }],
  ])('%s is read, and printed the same', (text, address) => {
    expect(parseListenAddress(text)).toEqual(address)
    expect(printListenAddress(address)).toBe(text)
  })

  it.each([
    '',
    '9877',
    '127.0.0.1',
    '::1:9877',
    '127.0.0.1:65536',
    '127.0.0.1:-1',
    'http://x:80',
    'a b:80',
    '[::1]',
    'x:80/',
  ])('%s is none', (text) => {
    expect(parseListenAddress(text)).toBeUndefined()
  })

  it.each([
    ['127.0.0.1:1', true],
    ['127.1.2.3:1', true],
    ['[::1]:1', true],
    ['localhost:1', true],
    [':1', false],
    ['0.0.0.0:1', false],
    ['127.0.0.1.evil.example:1', false],
    ['192.168.0.1:1', false],
  ])('%s is on this machine alone: %s', (text, expected) => {
    const address = parseListenAddress(text)
    expect(address && isLoopback(address)).toBe(expected)
  })
})
