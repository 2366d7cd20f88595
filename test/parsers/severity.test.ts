import { describe, expect, it } from 'vitest'
import { recogniser } from '../../parsers/recognise.ts'
import { judgeSeverity } from '../../parsers/severity.ts'
import { clientRecordText, entriesOf, recorded, serverLine } from '../support/recorded-logs.ts'

const judged = (text: string) => {
  const [entry] = entriesOf(text)
  if (entry === undefined) throw new Error('no entry')
  return judgeSeverity(entry, recogniser().recognise(entry.message, 'pkgxfermgr'))
}

describe('how grave an entry is', () => {
  it('is told by the letter of a status message before anything else', () => {
    expect(judged(serverLine('STATMSG: ID=8211 SEV=E LEV=M SOURCE="SMS Server" ISTR0="a warning"'))).toBe('error')
    expect(judged(serverLine('STATMSG: ID=8210 SEV=I LEV=M SOURCE="SMS Server" ISTR0="failed"'))).toBe('info')
  })

  it('is told by the type of a CCM record', () => {
    expect(judged(`${clientRecordText('failed')}\r\n`)).toBe('info')
    expect(judged(`${clientRecordText('fine').replace('type="1"', 'type="3"')}\r\n`)).toBe('error')
  })

  it('is told by the catalogue for a message it knows, whatever its words', () => {
    expect(judged(serverLine('~Sending completed successfully'))).toBe('info')
    expect(judged(serverLine('Redistribute=0, Related='))).not.toBe('unknown')
  })

  it.each([
    ['Failed to frobnicate', 'error'],
    ['an ERROR - really', 'error'],
    ['WARNING - it failed', 'error'],
    ['warning: it is late', 'warning'],
    ['failover; errors=0; ansi_warnings on; unfailing', 'unknown'],
    ['nothing to say', 'unknown'],
  ])('is told by whole words only when nobody knows the message: %s', (message, severity) => {
    expect(judged(serverLine(message))).toBe(severity)
  })

  it('is nothing for the harmless lines of a real log that hold such words as parts', () => {
    for (const entry of entriesOf(recorded('raw/other-01.log'))) expect(judgeSeverity(entry, undefined)).toBe('unknown')
  })
})
