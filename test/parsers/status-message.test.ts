import { describe, expect, it } from 'vitest'
import { readStatusMessage } from '../../parsers/status-message.ts'

const nal = String.raw`["Display=\\PS1DP1.CONTOSO.COM\"]MSWNET:["SMS_SITE=PS1"]\\PS1DP1.CONTOSO.COM` + '\\'
const empty = (from: number): string =>
  Array.from({ length: 10 - from }, (_, index) => ` ISTR${from + index}=""`).join('')
const head =
  'STATMSG: ID=2342 SEV=I LEV=M SOURCE="SMS Server" COMP="SMS_DISTRIBUTION_MANAGER" SYS=PS1SITE.CONTOSO.COM SITE=PS1 PID=5428 TID=5204'
const gmt = ' GMTDATE=Mon May 16 16:31:37.364 2016'
const whole = `${head}${gmt} ISTR0="Dummy1" ISTR1="${nal}"${empty(2)} NUMATTRS=2 AID0=400 AVAL0="PS100039" AID1=404 AVAL1="${nal}"`

describe('a status message', () => {
  it('has its strings unescaped and its attributes by number', () => {
    expect(readStatusMessage(whole)).toEqual({
      id: 2342,
      severity: 'I',
      component: 'SMS_DISTRIBUTION_MANAGER',
      system: 'PS1SITE.CONTOSO.COM',
      site: 'PS1',
      processId: 5428,
      threadId: 5204,
      gmt: Date.UTC(2016, 4, 16, 16, 31, 37, 364),
      strings: ['Dummy1', nal, '', '', '', '', '', '', '', ''],
      attributes: { '400': 'PS100039', '404': nal },
    })
  })

  it('may stand behind the marks of a line', () => {
    expect(readStatusMessage(`~   ${whole}`)?.id).toBe(2342)
  })

  it.each(['STATMSG', 'STATMSG: ID=', 'STATMSG: ID=x', 'a STATMSG: ID=2342 SEV=I', ''])('is not "%s"', (text) => {
    expect(readStatusMessage(text)).toBeUndefined()
  })

  it('may be written with single quotes', () => {
    const text = head.replaceAll('"', "'") + ` ISTR0='P010000F' ISTR1='3' NUMATTRS=1 AID0=400 AVAL0='P010000F'`
    expect(readStatusMessage(text)).toMatchObject({
      component: 'SMS_DISTRIBUTION_MANAGER',
      strings: ['P010000F', '3'],
      attributes: { '400': 'P010000F' },
    })
  })

  it('may lack its date, and go on with the strings', () => {
    expect(readStatusMessage(`${head} ISTR0="x"${empty(1)} NUMATTRS=0`)).toMatchObject({
      gmt: undefined,
      threadId: 5204,
      attributes: {},
    })
  })

  it('holds quotation marks and words like keys in its strings', () => {
    const odd = 'say "hello" AID0=1 and NUMATTRS=9'
    expect(readStatusMessage(whole.replace('Dummy1', odd))?.strings[0]).toBe(odd)
  })

  it('may go on behind its last value', () => {
    const text = `${head}${gmt} ISTR0="PS100039" ISTR1="PS2"${empty(2)} NUMATTRS=1 AID0=400 AVAL0="PS100039" ...`
    expect(readStatusMessage(text)?.attributes).toEqual({ '400': 'PS100039' })
  })
})

describe('a status message cut anywhere', () => {
  it('tells nothing that the whole one does not tell', () => {
    const all = readStatusMessage(whole)
    for (let length = 0; length < whole.length; length++) {
      const cut = readStatusMessage(whole.slice(0, length))
      if (cut === undefined) continue
      const { id, strings, attributes, processId, threadId, ...facts } = cut
      // A number at the very end may go on; everything else must be whole.
      expect(
        [id, processId ?? 5428, threadId ?? 5204].map((number, at) =>
          String([2342, 5428, 5204][at]).startsWith(String(number)),
        ),
      ).toEqual([true, true, true])
      expect(all?.strings.slice(0, strings.length)).toEqual(strings)
      expect(all?.attributes).toMatchObject(attributes)
      for (const [name, value] of Object.entries(facts)) {
        if (value !== undefined)
          expect(value, `${name} of ${length} characters`).toBe(all?.[name as keyof typeof facts])
      }
    }
  })

  it('keeps the numbers in front of an ellipsis', () => {
    expect(readStatusMessage(`${head.slice(0, -8)}PID=17252 TID=4712…`)).toMatchObject({ threadId: 4712, strings: [] })
  })
})

describe('GMTDATE', () => {
  const dated = (date: string, localTime?: number): number | undefined =>
    readStatusMessage(`STATMSG: ID=2375 SEV=I GMTDATE=${date} ISTR0=""`, localTime)?.gmt

  it('is UTC, with a weekday in any language', () => {
    expect(dated('Mo Aug 06 22:12:55.329 2012')).toBe(Date.UTC(2012, 7, 6, 22, 12, 55, 329))
  })

  it('in a month named in another language is dated by the line it stands in', () => {
    const instant = Date.UTC(2012, 9, 6, 22, 12, 55, 329)
    for (const hoursOff of [-14, -2, 0, 12]) {
      expect(dated('Sa Okt 06 22:12:55.329 2012', instant - hoursOff * 3_600_000)).toBe(instant)
    }
    expect(dated('Mo. März 31 23:30:00.000 2014', Date.UTC(2014, 3, 1, 1, 30))).toBe(Date.UTC(2014, 2, 31, 23, 30))
  })

  it('in such a month is not known without the line, nor from a line of another day', () => {
    expect(dated('Sa Okt 06 22:12:55.329 2012')).toBeUndefined()
    expect(dated('Sa Okt 06 22:12:55.329 2012', Date.UTC(2013, 9, 6, 22, 12, 55))).toBeUndefined()
  })

  it.each(['Mon Feb 30 22:12:55.329 2012', 'Mon May 16 16:31', 'Mon May 16 16:31:37.364 20', '16.05.2016 16:31:37'])(
    'is not "%s"',
    (date) => {
      expect(dated(date)).toBeUndefined()
    },
  )
})
