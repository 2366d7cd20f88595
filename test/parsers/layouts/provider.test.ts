import { describe, expect, it } from 'vitest'
import { providerFrame } from '../../../parsers/layouts/provider.ts'
import { latin } from '../../support/recorded-logs.ts'

const frame = (text: string) => {
  const found = providerFrame(latin(text), 0, text.length)
  return found && { ...found, message: text.slice(found.messageStart, found.messageEnd) }
}

describe('the bracket form', () => {
  it('has the thread in hex, and neither component nor zone', () => {
    expect(frame('[66C][Thu 09/04/2014 11:30:28]:RegReadDWord failed; 0x80070002')).toMatchObject({
      form: 'bracket',
      thread: 0x66c,
      component: undefined,
      stamp: { localTime: Date.UTC(2014, 8, 4, 11, 30, 28), biasMinutes: undefined, precision: 's' },
      message: 'RegReadDWord failed; 0x80070002',
      damaged: false,
    })
  })

  it('may have a weekday in another language, and an empty message', () => {
    expect(frame('[1A2B3C][czw. 09/04/2014 11:30:28]:')).toMatchObject({ thread: 0x1a2b3c, message: '' })
  })

  it('with an impossible date is damaged', () => {
    expect(frame('[1][Thu 02/31/2014 11:30:28]:x')).toMatchObject({ damaged: true, stamp: { localTime: undefined } })
  })

  it.each([
    '[08001][10054][Microsoft][SQL Server Native Client 11.0]Client unable to establish connection',
    '[66C][Thu 09/04/2014 11:30:28]',
    '[66C] [Thu 09/04/2014 11:30:28]:x',
    '[66G][Thu 09/04/2014 11:30:28]:x',
    '[][Thu 09/04/2014 11:30:28]:x',
    ' [66C][Thu 09/04/2014 11:30:28]:x',
    '[123456789][Thu 09/04/2014 11:30:28]:x',
    '[66C][Thu 9/4/2014 11:30:28]:x',
    '',
  ])('is not %j', (text) => {
    expect(frame(text)).toBeUndefined()
  })

  it('is not read beyond the end of the line', () => {
    expect(providerFrame(latin('[66C][Thu 09/04/2014 11:30:28]:x'), 0, 20)).toBeUndefined()
  })
})
