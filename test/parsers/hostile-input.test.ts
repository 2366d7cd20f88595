// What comes from a log is hostile. Inputs are so large that anything but one pass over them would run into the
// time limit of a test; nothing here measures time.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readNalPath } from '../../parsers/nal-path.ts'
import { readStatusMessage } from '../../parsers/status-message.ts'
import { clientRecordText, coveredBytes, latin, readEntries, serverLine } from '../support/recorded-logs.ts'

const many = 1_000_000
const trailer = serverLine('').trim()

describe('large hostile input is read in one pass', () => {
  const inputs: Readonly<Record<string, () => string>> = {
    'one line of 100 MB': () => `${'x'.repeat(100_000_000)}  ${trailer}\r\n`,
    'one line of a million marks': () => `${'$$<'.repeat(many)}  ${trailer}\r\n`,
    'lines of marks': () => `${'$$<a><b>'.repeat(8000)}\r\n`.repeat(50),
    'marks with long names': () => `${`$<${'a'.repeat(190)}`.repeat(340)}\r\n`.repeat(100),
    'a line of complete trailers': () => `${`x${trailer}`.repeat(700)}\r\n`.repeat(20),
    'a million CCM records that never end': () => '<![LOG[\r\n'.repeat(many),
    'a million CCM marks on few lines': () => `${'<![LOG['.repeat(9000)}\r\n`.repeat(110),
    'an open CCM record before half a million blank lines': () => `<![LOG[x\r\n${'\r\n'.repeat(many / 2)}`,
    'open CCM records between lines of another form': () => `x<![LOG[\r\n${serverLine('y')}`.repeat(50_000),
    'closing marks without records': () => `${']LOG]!><'.repeat(8000)}\r\n`.repeat(20),
    'a record of broken attributes': () => `<![LOG[x]LOG]!><${'a="'.repeat(20_000)}\r\n`.repeat(20),
    'records in a row on long lines': () => `${clientRecordText('x').repeat(400)}\r\n`.repeat(20),
    'a run of NUL bytes': () => '\0'.repeat(50_000_000),
    'NUL bytes between letters': () => '\0x'.repeat(5 * many),
    '32,000 blanks before a trailer': () => `x${' '.repeat(32_000)}${trailer}\r\n`.repeat(200),
    '60,000 blanks and nothing': () => `${' '.repeat(60_000)}x\r\n`.repeat(200),
    'a million blank lines': () => serverLine('x') + '\n'.repeat(many),
    'a million orphans': () => 'x\n'.repeat(many) + serverLine('x'),
    brackets: () => `${'['.repeat(60_000)}\r\n`.repeat(100) + serverLine('x'),
    'bracket headers that stop': () => `[66C][Thu ${' '.repeat(60_000)}\r\n`.repeat(100) + serverLine('x'),
    'status messages of keys': () =>
      serverLine(`STATMSG: ID=1 SEV=I${' ISTR0="" ISTR1="'.repeat(3000)}`).repeat(20) +
      serverLine(`STATMSG: ID=1 SEV=I ISTR0="${'" ISTR2='.repeat(5000)} NUMATTRS=9`).repeat(20),
    'status messages of forged keys': () => {
      const keys = Array.from({ length: 10 }, (_, n) => `" ISTR${n}="`).join('')
      const forged = `${keys.repeat(600)}${'" NUMATTRS=1 AID0=400 AVAL0="'.repeat(200)}`
      return serverLine(`STATMSG: ID=1 SEV=I ISTR0="${forged}" NUMATTRS=1 AID0=400 AVAL0="x"`).repeat(100)
    },
    'status messages of dates': () => serverLine(`STATMSG: ID=1 ${'GMTDATE=x '.repeat(6000)}`).repeat(20),
    'a view of columns': () => `${'SMS_A 1 (0x1) '.repeat(4000)}\r\n`.repeat(50),
    'a view of dates': () => `${'1/1/2016 1:00:00 1 (0x2)'.repeat(2700)}\r\n`.repeat(50),
    'a view of words behind clocks': () => `${'1:00 '.repeat(9000)}${'a. '.repeat(40)}1 (0x1)\r\n`.repeat(2000),
    'a view of dates that stay open': () => 'x\tSMS_A\t1/2/26 1:00\t1 (0x1)\r\n'.repeat(100_000),
    'a view of blanks': () => `Date Time${' '.repeat(60_000)}x${' '.repeat(4000)}\r\n`.repeat(100),
  }
  it.each(Object.keys(inputs))('%s', (name) => {
    const bytes = latin(inputs[name]?.() ?? '')
    const { entries } = readEntries(bytes, {}, 2 * 1024 * 1024)
    expect(coveredBytes(entries)).toBe(bytes.length)
    const longest = entries.reduce((most, { message }) => Math.max(most, message.length), 0)
    expect(longest).toBeLessThan(2 * 1024 * 1024)
  })

  it('in the parts of a message', () => {
    expect(readNalPath(`["Display=${'\\'.repeat(many)}"]`)).toBeUndefined()
    expect(readNalPath(`MSWNET:["SMS_SITE=PS1"]\\\\${'a.'.repeat(many)}`)).toBeUndefined()
    expect(readStatusMessage(`${'~ '.repeat(many)}STATMSG: ID=7 `)?.id).toBe(7)
    expect(readStatusMessage(`STATMSG: ID=7 COMP="${'x" COMP="'.repeat(many / 8)}`)?.id).toBe(7)
  })
})

/** Pieces that real and torn logs are made of, and bytes that are none of them. */
const piece = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      serverLine('message'),
      serverLine('Größe ~ x$'),
      serverLine('', '02-30-2018 06:26:25.828-60'),
    ),
  },
  fc.constantFrom(
    trailer,
    '$$<',
    '$<',
    '<thread=1 (0x1)>',
    '><',
    '  ',
    '\t',
    '~',
    '\0',
    '\0\0\0',
    '\xff',
    'é',
    '\xef\xbb\xbf',
    'ROLLOVER',
  ),
  fc.constantFrom('\r\n', '\n', '\r', '\n\n', '\r\n\r\n'),
  fc.constantFrom(
    '<![LOG[',
    ']LOG]!>',
    ']LOG]!><',
    clientRecordText('one'),
    `${clientRecordText('two\r\nlines')}\r\n`,
    'time="01:38:47.034-120">',
  ),
  fc.constantFrom(
    '[66C][Thu 09/04/2014 11:30:28]:x\r\n',
    '[66C][',
    'STATMSG: ID=1 SEV=E ',
    'SMS_EXECUTIVE 16 (0x10) viewed\r\n',
  ),
  fc.string({ maxLength: 8, unit: 'binary-ascii' }),
  fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
)
const log = fc
  .tuple(fc.constantFrom('', '', '', '\xef\xbb\xbf', '\xff\xfe', '\xfe\xff'), fc.array(piece, { maxLength: 25 }))
  .map(([mark, pieces]) => latin(mark + pieces.join('')))

describe('whatever bytes a log holds', () => {
  const facts = (bytes: Buffer, size?: number): unknown => {
    const { entries, reader } = readEntries(bytes, {}, size)
    return { entries, counts: reader.counts, span: [reader.firstTime, reader.lastTime] }
  }

  it('its entries cover it, in order', () => {
    fc.assert(
      fc.property(log, (bytes) => {
        let at = 0
        for (const { offset, length } of readEntries(bytes).entries) {
          expect(offset).toBe(at)
          expect(length).toBeGreaterThan(0)
          at += length
        }
        expect(at).toBe(bytes.length)
      }),
      { numRuns: 3000 },
    )
  })

  it('its entries are the same wherever reading cuts it', () => {
    fc.assert(
      fc.property(log, fc.integer({ min: 1, max: 40 }), (bytes, size) => {
        expect(facts(bytes, size)).toEqual(facts(bytes))
      }),
      { numRuns: 1500 },
    )
  })

  it('its entries go on from where reading can begin again', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 15 }), fc.nat({ max: 400 }), (pieces, cut) => {
        const bytes = latin(`x${pieces.join('')}`)
        const whole = readEntries(bytes, { form: 'framed' }).entries
        const starts = whole.filter(({ fragment, form }) => !fragment && form !== 'unframed')
        const { offset: firstOffset, line: firstLine } = starts[cut % Math.max(1, starts.length)] ?? {
          offset: 0,
          line: 1,
        }
        const rest = readEntries(bytes.subarray(firstOffset), { form: 'framed', firstOffset, firstLine }).entries
        expect(rest).toEqual(whole.filter(({ offset }) => offset >= firstOffset))
      }),
      { numRuns: 1500 },
    )
  })
})
