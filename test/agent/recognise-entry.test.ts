import { describe, expect, it } from 'vitest'
import { entryRecogniser } from '../../agent/recognise-entry.ts'
import { clientRecordText, entriesOf, latin, serverLine } from '../support/recorded-logs.ts'

const message = '~Sending completed successfully'
const line = (component: string): string => serverLine(message).replace('SMS_PACKAGE_TRANSFER_MANAGER', component)
const signature = (fileName: string, text: string): string | undefined => {
  const [entry] = entriesOf(text)
  return entry && entryRecogniser(fileName).recognise(entry)?.signature
}

describe('an entry', () => {
  it('is recognised by its component, whatever the file is called', () => {
    expect(signature('distmgr.log', line('SMS_PACKAGE_TRANSFER_MANAGER'))).toBe('PX-025')
    expect(signature('x.log', line('SMS_PACKAGE_TRANSFER_MANAGER'))).toBe('PX-025')
  })

  it('of an unknown component is recognised by the file it stands in, and by nothing else', () => {
    expect(signature('PkgXferMgr.lo_', line('SMS_EXECUTIVE'))).toBe('PX-025')
    expect(signature('x.log', line('SMS_COLLECTION_EVALUATOR'))).toBeUndefined()
  })

  it('without component is looked for in every catalogue when the file says nothing', () => {
    expect(signature('ticket.txt', message)).toBe('PX-025')
    expect(signature('distmgr.txt', message)).toBeUndefined()
  })

  it('that is a piece of a torn write, or text of no entry, says nothing', () => {
    const [, torn] = entriesOf(serverLine('x').trimEnd() + serverLine(message))
    expect(torn).toMatchObject({ message, fragment: true })
    expect(torn && entryRecogniser('PkgXferMgr.log').recognise(torn)).toBeUndefined()
    const [orphan] = entriesOf(`${message}\r\n${serverLine('x')}`)
    expect(orphan).toMatchObject({ message, form: 'unframed' })
    expect(orphan && entryRecogniser('PkgXferMgr.log').recognise(orphan)).toBeUndefined()
  })

  it('of many components is recognised all the same', () => {
    const { recognise } = entryRecogniser('PkgXferMgr.log')
    for (let index = 0; index < 2000; index++) {
      const text = clientRecordText(message).replace('component="PullDP"', `component="X${index}"`)
      for (const entry of entriesOf(text)) expect(recognise(entry)?.signature).toBe('PX-025')
    }
  })
})

describe('a message that cannot be known', () => {
  const { mayMatch } = entryRecogniser('PkgXferMgr.log')
  const may = (text: string, component?: string): boolean => mayMatch(latin(text), 0, text.length, component)

  it('is told by its first bytes, in the catalogue of its component', () => {
    expect(may(message, 'SMS_PACKAGE_TRANSFER_MANAGER')).toBe(true)
    expect(may(message)).toBe(true)
    expect(may('Zzz', 'SMS_PACKAGE_TRANSFER_MANAGER')).toBe(false)
    expect(entryRecogniser('x.log').mayMatch(latin(message), 0, message.length, 'SMS_COLLECTION_EVALUATOR')).toBe(false)
  })
})
