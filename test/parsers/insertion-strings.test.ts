import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readStatusMessage } from '../../parsers/status-message.ts'

const nal = String.raw`["Display=\\PS1DP1.CONTOSO.COM\"]MSWNET:["SMS_SITE=PS1"]\\PS1DP1.CONTOSO.COM` + '\\'

const statusLine = (strings: readonly string[], attributes: readonly (readonly [string, string])[]): string => {
  const keys = strings.map((value, n) => `ISTR${n}="${value}"`)
  const pairs = attributes.map(([id, value], n) => ` AID${n}=${id} AVAL${n}="${value}"`)
  return `STATMSG: ID=2342 SEV=I LEV=M SOURCE="SMS Server" COMP="X" SYS=S SITE=PS1 PID=1 TID=2 ${keys.join(' ')} NUMATTRS=${attributes.length}${pairs.join('')}`
}

const tenOf = (...strings: string[]): string[] => [...strings, ...Array<string>(10 - strings.length).fill('')]

describe('a string that holds keys', () => {
  it.each([
    ['the next one', tenOf('My "great" app ISTR1="ZZZ00001" NUMATTRS=0', 'PS100041')],
    ['attributes', tenOf('App "x" NUMATTRS=1 AID0=400 AVAL0="EVIL0001"', nal)],
    ['a whole message', tenOf(`a" ${statusLine(tenOf('b', 'EVIL0001'), [['400', 'EVIL0001']])} "z z`, 'PS100041')],
    ['its own', tenOf('PS100041', 'an app" ISTR1="another app', nal)],
    ['the first one', tenOf('', '', 'an app" ISTR0="EVIL0001" ISTR1="EVIL0002" ISTR2="a b')],
    ['those at the end', tenOf('', '', '', '', '', '', '', '', 'a b" ISTR9="" NUMATTRS=1 AID0=400 AVAL0="EVIL0001')],
  ])('of %s is read whole, and attributes are those at the very end', (_, strings) => {
    const attributes = [
      ['400', 'PS100041'],
      ['404', nal],
    ] as const
    expect(readStatusMessage(statusLine(strings, attributes))).toMatchObject({
      strings,
      attributes: Object.fromEntries(attributes),
    })
    expect(readStatusMessage(statusLine(strings, []))).toMatchObject({ strings, attributes: {} })
  })

  it('gives no attributes when the line is cut behind it', () => {
    const line = statusLine(tenOf('App "x" NUMATTRS=1 AID0=400 AVAL0="EVIL0001"', nal), [['400', 'PS100041']])
    for (let length = line.indexOf(' ISTR2='); length < line.length; length++) {
      expect(Object.values(readStatusMessage(line.slice(0, length))?.attributes ?? {})).not.toContain('EVIL0001')
    }
  })
})

const key = fc.oneof(
  fc.integer({ min: 0, max: 9 }).map((n) => `" ISTR${n}="`),
  fc.constantFrom(
    '"',
    "'",
    ' ',
    '""',
    'PS100041',
    'EVIL0001',
    nal,
    '" NUMATTRS=1 AID0=400 AVAL0="EVIL0001',
    '" NUMATTRS=',
  ),
  fc.string({ maxLength: 5 }),
)
const plainString = fc.constantFrom(
  '',
  'PS100041',
  'PS100042',
  nal,
  '2',
  'Content_12345678-1234-1234-1234-123456789012.1',
)

it('one string of any text among nine plain ones is read as it was written', () => {
  const message = fc.record({
    odd: fc.array(key, { maxLength: 30 }).map((keys) => `My app ${keys.join('')} of mine`),
    at: fc.integer({ min: 0, max: 9 }),
    strings: fc.array(plainString, { minLength: 10, maxLength: 10 }),
    attributes: fc.constantFrom(
      [],
      [['400', 'PS100041']] as const,
      [
        ['400', 'PS100041'],
        ['404', nal],
      ] as const,
    ),
  })
  fc.assert(
    fc.property(message, ({ odd, at, strings, attributes }) => {
      const written = strings.with(at, odd)
      expect(readStatusMessage(statusLine(written, attributes))).toMatchObject({
        strings: written,
        attributes: Object.fromEntries(attributes),
      })
    }),
    { numRuns: 2000 },
  )
})
