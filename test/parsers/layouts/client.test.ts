import { describe, expect, it } from 'vitest'
import { readClientAttributes } from '../../../parsers/layouts/client.ts'

const attributes = (text: string) => readClientAttributes(text, 0)

describe('attributes of a CCM record', () => {
  const whole =
    '<time="01:38:47.034-120" date="07-16-2016" component="SMSPXE" context="" type="2" thread="7484" file="ccmcert.cpp:1715">'

  it('come in the order of the native writer', () => {
    expect(attributes(`${whole}rest`)).toEqual({
      facts: {
        form: 'ccm',
        stamp: {
          localTime: Date.UTC(2016, 6, 16, 1, 38, 47, 34),
          biasMinutes: -120,
          precision: 'ms',
          doubtfulZone: false,
        },
        component: 'SMSPXE',
        thread: 7484,
        severity: 'warning',
        damaged: false,
        doubtfulZone: false,
      },
      end: whole.length,
    })
  })

  it('come in any order, with any blanks, without context, and with unknown ones', () => {
    const text = '<thread="7" type="3"  x="<>>" component = "A" date="7-16-2016" time="01:38:47.034 -120" />'
    expect(attributes(text)).toMatchObject({
      facts: { thread: 7, severity: 'error', component: 'A', stamp: { biasMinutes: -120 }, damaged: false },
      end: text.length,
    })
  })

  it.each([
    ['0', 'info'],
    ['1', 'info'],
    ['2', 'warning'],
    ['3', 'error'],
    ['', 'unknown'],
    ['9', 'unknown'],
  ])('of type "%s" mean severity %s', (type, severity) => {
    expect(attributes(whole.replace('type="2"', `type="${type}"`)).facts.severity).toBe(severity)
  })

  it('may be empty', () => {
    expect(attributes(whole.replace('SMSPXE', '').replace('7484', '')).facts).toMatchObject({
      component: undefined,
      thread: undefined,
    })
  })

  it('of which one is broken or cut are damaged, and the others hold', () => {
    const cut = whole.slice(0, 60)
    expect(attributes(cut)).toMatchObject({ facts: { damaged: true, stamp: { biasMinutes: -120 } }, end: cut.length })
    expect(attributes('<time="01:38:47.034-120" date=07-16-2016>rest')).toMatchObject({
      facts: { damaged: true, stamp: undefined },
      end: 41,
    })
  })

  it('with an inherited name are no surprise', () => {
    expect(attributes('<constructor="1" __proto__="2">').facts).toMatchObject({
      component: undefined,
      thread: undefined,
    })
  })
})
