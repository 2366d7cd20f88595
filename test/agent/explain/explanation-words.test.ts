import pc from 'picocolors'
import { describe, expect, it } from 'vitest'
import { explainText } from '../../../agent/explain/explain-text.ts'
import { explanationJson } from '../../../agent/explain/explanation-json.ts'
import { explanationWords } from '../../../agent/explain/explanation-words.ts'

const wordsFor = (text: string): string => explanationWords(explainText(text).explanations, pc.createColors(false))

describe('for people', () => {
  it('puts a label before each fact', () => {
    expect(wordsFor('2330')).toBe(
      [
        'Status message 2330',
        '  means         package is on the DP',
        '  component     SMS_DISTRIBUTION_MANAGER',
        '  severity      info',
        '  raised in     STA with status 3',
        '  node          PCD-28',
      ].join('\n'),
    )
  })

  it('tells a line from its meaning to its remedy', () => {
    const words = wordsFor(
      'CSendFileAction::AddFile failed; 0x80041002  $$<SMS_PACKAGE_TRANSFER_MANAGER><06-14-2018 06:26:25.828-60><thread=9112 (0x2398)>',
    )
    expect(words).toMatch(/^PX-062, a message of PkgXferMgr\.log\n/)
    for (const part of [
      'time          2018-06-14T05:26:25.828Z',
      'thread        9112 (0x2398)',
      'code          0x80041002 WBEM_E_NOT_FOUND: ',
      'class         wmi-class-missing',
      'remedy        On the DP',
      'node          PCD-26',
    ])
      expect(words).toContain(`\n  ${part}`)
  })

  it('says the strings of a status message, not its text in one piece', () => {
    const words = wordsFor(
      'STATMSG: ID=8200 SEV=I LEV=M SOURCE="SMS Server" COMP="SMS_PACKAGE_TRANSFER_MANAGER" SYS=A SITE=PS1 PID=1 TID=2 GMTDATE=Mon May 16 16:34:27.614 2016 ISTR0="PS100039" ISTR1="1" ISTR2="" NUMATTRS=1 AID0=400 AVAL0="PS100039"',
    )
    expect(words).toContain('fields        ISTR0 = PS100039')
    expect(words).toContain('attribute 400 = PS100039')
    expect(words).not.toContain('statrest')
    expect(words).not.toContain('ISTR2')
  })

  it('lets no control character of a log reach the terminal', () => {
    const words = wordsFor("Sending file 'C:\\\u001b]0;x\u0007\u202e.txt'")
    expect(words).toContain('\\x1B')
    expect(words).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
  })

  it.each(['PX-061', 'PX-066', 'I14', 'PCD-28', '5', 'disk-full-dp', 'DM-021'])(
    'has no empty label and no hole left for %s',
    (text) => {
      for (const line of wordsFor(text).split('\n').slice(1)) expect(line).toMatch(/^ {2}.{14}\S/)
      expect(wordsFor(text)).not.toContain('undefined')
    },
  )
})

describe('for programs', () => {
  it('says null for what is absent', () => {
    const json = JSON.parse(JSON.stringify(explanationJson('x', explainText('Sending thread complete')))) as Record<
      string,
      unknown
    >
    expect(json).toMatchObject({ text: 'x', didYouMean: null, unknownCode: null })
    expect(json['explanations']).toMatchObject([
      {
        kind: 'line',
        form: 'view',
        time: null,
        component: null,
        thread: null,
        statusMessage: null,
        failure: null,
        signature: { id: 'PX-031', log: 'PkgXferMgr.log' },
      },
    ])
  })

  it.each(['2360', '0x80041013', 'PX-060', 'no-such-thing-at-all', 'I8', 'PCD-3', 'throttled'])(
    'drops nothing of %s',
    (text) => {
      const value = explanationJson(text, explainText(text))
      const undefineds = (part: unknown): boolean =>
        part === undefined || (typeof part === 'object' && part !== null && Object.values(part).some(undefineds))
      expect(undefineds(value)).toBe(false)
    },
  )
})
