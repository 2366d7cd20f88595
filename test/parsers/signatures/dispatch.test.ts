import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dispatchOver } from '../../../parsers/signatures/dispatch.ts'
import { rows } from '../../../parsers/signatures/prepared.ts'
import { readRow, type Row } from '../../../parsers/signatures/row.ts'

const allRows = [...rows.values()]
const rowsOf = (log: string): readonly Row[] => allRows.filter((row) => row.log === log)
const may = (log: string, text: string): boolean => {
  const bytes = Buffer.from(text)
  return dispatchOver(rowsOf(log)).mayMatch(bytes, 0, bytes.length)
}

describe('mayMatch', () => {
  it.each([
    ['pkgxfermgr', 'Sending thread starting for Job: 1', true],
    ['pkgxfermgr', 'Sending threat starting', false],
    ['pkgxfermgr', 'Sending', false],
    ['pkgxfermgr', 'Sen', false],
    ['pkgxfermgr', '', false],
    ['pkgxfermgr', '"CONTOSO\\x" user will', true],
    ['distmgr', '["Display=\\\\A\\"]MSWNET', true],
    ['distmgr', 'NAL Path [', true],
    ['smsdpprov', 'RegReadDWord failed; 0x80070002', true],
    ['smsdpprov', 'CContentLibrary::AddFile failed; 0x80040154', true],
    ['smsdpprov', 'RegReadDWord worked', false],
    ['smsdpprov', 'Ünder failed; 0x80070002', false],
    ['pulldp', 'P010000F.3 Starting Download  there are 1 content jobs.', true],
    ['pulldp', 'Content_3c98.1: 2 files', true],
    ['pulldp', 'a word, and others', false],
  ])('%s: %j is %s', (log, text, expected) => {
    expect(may(log, text)).toBe(expected)
  })

  it('stays inside the bytes it was given', () => {
    const bytes = Buffer.from('Sending completed successfully')
    expect(dispatchOver(rowsOf('pkgxfermgr')).mayMatch(bytes, 0, 'Sending comp'.length)).toBe(false)
  })
})

describe('rowsFor', () => {
  it('leaves few rows of a log to try, whatever the text', () => {
    const most: Record<string, number> = { smsdpprov: 6, pulldp: 5 } // three of them begin with a hole
    for (const log of new Set(allRows.map((row) => row.log))) {
      const { rowsFor } = dispatchOver(rowsOf(log))
      for (const row of rowsOf(log)) {
        const begun = row.signature.template.slice(0, 60)
        expect(rowsFor(begun).length, begun).toBeLessThanOrEqual(most[log] ?? 5)
      }
    }
  })

  it('never leaves out a row that fits', () => {
    const dispatch = new Map(['distmgr', 'pkgxfermgr', 'smsdpprov'].map((log) => [log, dispatchOver(rowsOf(log))]))
    const pieces = allRows.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'literal' ? [part.text] : [])))
    const text = fc.array(
      fc.oneof(fc.constantFrom(...pieces), fc.string(), fc.constantFrom('PS100039', '1', '0x80070005')),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(text, fc.constantFrom(...dispatch.keys()), (parts, log) => {
        const message = parts.join('')
        const fitting = rowsOf(log).filter((row) => readRow(row, message) !== undefined)
        for (const row of fitting) expect(dispatch.get(log)!.rowsFor(message)).toContain(row)
        if (fitting.length > 0) expect(may(log, message)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
