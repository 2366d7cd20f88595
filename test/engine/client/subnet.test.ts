import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isInSubnet, parseAddress } from '../../../engine/client/location/subnet.ts'

describe('a subnet', () => {
  it.each([
    ['10.1.2.3', '10.1.0.0/16', true],
    ['10.2.2.3', '10.1.0.0/16', false],
    ['10.1.2.3', '0.0.0.0/0', true],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.3', '10.1.2.3/32', true],
    ['10.1.2.4', '10.1.2.3/32', false],
    ['2001:db8::1', '2001:db8::/32', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['::1', '::/0', true],
    ['10.1.2.3', '::/0', false],
    ['10.1.2.3', '10.1.0.0/33', false],
    ['10.1.2.3', '10.1.0.0/x', false],
    ['10.1.2', '10.1.0.0/16', false],
  ])('%s in %s: %s', (address, subnet, inside) => {
    expect(isInSubnet(address, subnet)).toBe(inside)
  })

  it.each(['', '10.1.2.256', '10.1.2', '1:2:3', '1::2::3', '12345::', 'host', ':::', '1:2:3:4:5:6:7:8:9'])(
    'has no address %s',
    (text) => {
      expect(parseAddress(text)).toBeUndefined()
    },
  )

  it('holds every address that shares its first bits, and no other', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (one, other, bits) => {
        const [a, b] = [one, other].map((text) =>
          text
            .split('.')
            .map((part) => Number(part).toString(2).padStart(8, '0'))
            .join(''),
        )
        expect(isInSubnet(one, `${other}/${bits}`)).toBe(a!.slice(0, bits) === b!.slice(0, bits))
      }),
    )
  })

  it('of any IPv6 address holds that address', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.integer({ min: 0, max: 128 }), (address, bits) => {
        fc.pre(!address.includes('.'))
        expect(isInSubnet(address, `${address}/${bits}`)).toBe(true)
      }),
    )
  })
})
