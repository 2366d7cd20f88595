import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainText } from '../../../agent/explain/explain-text.ts'
import { knownNames } from '../../../agent/explain/explain-name.ts'
import { parseZone } from '../../../parsers/zone.ts'

const corpusLine = (file: string, line: number): string =>
  readFileSync(join(import.meta.dirname, '../../corpus', file), 'utf8').split(/\r?\n/)[line - 1]!

const kindsOf = (text: string): readonly string[] => explainText(text).explanations.map(({ kind }) => kind)

describe('a name', () => {
  it.each([
    ['PX-060', ['signature']],
    ['px-022b', ['signature']],
    ['2330', ['status message']],
    ['ID=8200', ['status message']],
    ['status 2306', ['status message']],
    ['disk-full-dp', ['failure class']],
    ['Disk-Full-DP', ['failure class']],
    ['i8', ['library rule']],
    ['PCD-26', ['flow node']],
    ['0x80041001', ['code']],
    ['80041001', ['code']],
    ['5', ['code']],
    [' 53 ', ['code']],
    ['IDispatch error #3603', ['code']],
    ['WBEM_E_NOT_FOUND', ['code']],
    ['2310', ['code']],
  ])('%j is %j', (text, kinds) => {
    expect(kindsOf(text)).toEqual(kinds)
    expect(explainText(text)).toMatchObject({ found: true, didYouMean: undefined })
  })

  it('is known when a table holds it, whatever its letter case', () => {
    for (const name of knownNames()) {
      expect(explainText(name).found, name).toBe(true)
      expect(explainText(name.toLowerCase()).found, name).toBe(true)
    }
  })

  it.each(Array.from({ length: 30 }, (_, i) => `I${String(i + 1)}`))('%s is a library rule', (rule) => {
    expect(kindsOf(rule)).toEqual(['library rule'])
  })

  it('tells a signature with its fields and what belongs to it', () => {
    expect(explainText('DM-103').explanations).toMatchObject([
      {
        kind: 'signature',
        log: 'distmgr',
        fieldNames: ['nalPath', 'packageId', 'packageStatus'],
        node: 'PCD-28',
        belongsTo: [{ id: 'DM-085', log: 'distmgr' }],
      },
    ])
  })

  it('tells what a code can be the cause of', () => {
    expect(explainText('0x80070035').explanations).toMatchObject([
      { name: 'ERROR_BAD_NETPATH', win32: 53, classes: ['network-path'] },
    ])
  })

  it('tells a class without the names that only a failure has', () => {
    const [explanation] = explainText('source-access').explanations
    expect(explanation?.kind === 'failure class' && explanation.cause).not.toMatch(/[[\]{}]/)
  })
})

describe('a name that is nearly one', () => {
  it.each([
    ['PX-06O', 'PX-060'],
    ['disk-ful-dp', 'disk-full-dp'],
    ['WBEM_E_NOTFOUND', 'WBEM_E_NOT_FOUND'],
    ['I88', 'I8'],
  ])('%s: did you mean %s?', (text, meant) => {
    expect(explainText(text)).toEqual({ explanations: [], found: false, didYouMean: meant, unknownCode: undefined })
  })

  it('is not guessed from a sentence or from a code', () => {
    expect(explainText('nothing of this kind')).toMatchObject({ found: false, didYouMean: undefined })
    const code = explainText('0x80041099')
    expect(code).toMatchObject({ found: false, didYouMean: undefined })
    expect(code.unknownCode).toMatch(/code of WMI \(0x80041099\)/)
    expect(explainText('2331').unknownCode).toMatch(/Windows \(0x8007091B\).*net helpmsg 2331/)
  })
})

describe('a log line', () => {
  it.each([
    ['raw/pkgxfermgr-01.log', 3, 'site-server', 'PX-062', '0x80041002', 'wmi-class-missing', 'PCD-26'],
    ['raw/smsdpprov-04.view.txt', 2, 'view', 'DP-006', '0x80040154', 'provider-not-registered', 'PCD-26'],
    ['raw/distmgr-09.view.txt', 1, 'view', 'DM-079', '0x80070035', 'network-path', 'PCD-21'],
  ])('%s, line %i', (file, line, form, id, code, failureClass, node) => {
    const { explanations, found } = explainText(corpusLine(file, line))
    expect(found).toBe(true)
    expect(explanations).toMatchObject([
      {
        kind: 'line',
        entry: { form },
        signature: { signature: { id } },
        codes: [{ code }],
        failure: { class: failureClass },
        node,
      },
    ])
  })

  it('of the bracket form is one of smsdpprov.log, though another log has the same message', () => {
    const line = '[66C][Thu 09/04/2014 11:30:28]:CContentDefinition::TotalFileSizes failed; 0x80070003'
    expect(explainText(line).explanations).toMatchObject([{ signature: { log: 'smsdpprov' } }])
  })

  it('without a frame may be a message of several logs', () => {
    const logs = explainText('CContentDefinition::TotalFileSizes failed; 0x80070003').explanations.map(
      (explanation) => explanation.kind === 'line' && explanation.signature?.log,
    )
    expect(logs).toEqual(['distmgr', 'pkgxfermgr', 'smsdpprov'])
    expect(explainText('Found ready instruction ds_x.ist').explanations).toHaveLength(1)
  })

  it('with a status message tells its number', () => {
    expect(explainText(corpusLine('raw/distmgr-13.view.txt', 1)).explanations).toMatchObject([
      { entry: { statusMessage: { id: 2301 } }, status: { means: 'package processed' }, node: 'PCD-29' },
    ])
  })

  it('that is harmless names no failure', () => {
    const probe = '[66C][Thu 09/04/2014 11:30:28]:RegReadDWord failed; 0x80070002'
    expect(explainText(probe).explanations).toMatchObject([
      { signature: { signature: { id: 'DP-031' } }, failure: undefined },
    ])
    expect(explainText('Sending completed successfully').explanations).toMatchObject([
      { failure: undefined, codes: [] },
    ])
  })

  it('takes its time from the zone given', () => {
    const line = '[66C][Thu 09/04/2014 11:30:28]:CcmInstallPXE'
    const timeIn = (zone: string | undefined): unknown => {
      const [explanation] = explainText(line, zone === undefined ? undefined : parseZone(zone)).explanations
      return explanation?.kind === 'line' ? explanation.entry.time : 'no line'
    }
    expect(timeIn(undefined)).toBeUndefined()
    expect(timeIn('-60')).toBe(Date.UTC(2014, 8, 4, 10, 30, 28))
  })

  it('of a log we do not follow keeps its parts, and its codes are told', () => {
    const frame = '  $$<SMS_HIERARCHY_MANAGER><06-14-2018 06:26:25.828-60><thread=9112 (0x2398)>'
    expect(explainText(`Disk trouble 0x80070070${frame}`)).toMatchObject({
      found: true,
      explanations: [{ signature: undefined, codes: [{ name: 'ERROR_DISK_FULL' }], entry: { thread: 9112 } }],
    })
    expect(explainText(`Sending completed successfully${frame}`)).toMatchObject({
      found: false,
      explanations: [{ signature: undefined }],
    })
  })

  it('after another is explained too', () => {
    const both = `${corpusLine('raw/pkgxfermgr-01.log', 1)}\r\n\r\n${corpusLine('raw/pkgxfermgr-01.log', 2)}\r\n`
    expect(explainText(both).explanations).toHaveLength(2)
  })
})

it('survives any text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
      const { explanations, found } = explainText(text)
      if (found) expect(explanations.length).toBeGreaterThan(0)
    }),
    { numRuns: 300 },
  )
})
