import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recogniser } from '../../parsers/recognise.ts'
import { render, renderAny } from '../../parsers/render.ts'
import { rows } from '../../parsers/signatures/prepared.ts'
import type { Part } from '../../parsers/signatures/template.ts'

const { recognise } = recogniser()
const dp = '["Display=\\\\PS1DP1.CONTOSO.COM\\"]MSWNET:["SMS_SITE=PS1"]\\\\PS1DP1.CONTOSO.COM\\'

describe('render', () => {
  it('writes a message from its values alone', () => {
    const fields = { jobId: '577', packageId: 'PS100039', packageVersion: 1, priority: 2, server: 'PS1DP1.CONTOSO.COM' }
    expect(render('PX-012', { ...fields, dpPriority: 200 })).toBe(
      'Sending thread starting for Job: 577, package: PS100039, Version: 1, Priority: 2, server: PS1DP1.CONTOSO.COM, DPPriority: 200',
    )
  })

  it('writes a thread in the notations of the row', () => {
    expect(render('DM-024', { packageId: 'PS100039', threadId: 5776 })).toBe(
      "Started package processing thread for package 'PS100039', thread ID = 0x1690 (5776)",
    )
    expect(render('PX-011', { threadId: 4844 })).toBe('Created sending thread (Thread ID = 0x12EC)')
    expect(render('SN-003', { threadId: 4432 })).toBe('Created sending thread (Thread ID = 1150)')
    expect(render('DM-073', { threadId: 2060, packageId: 'PS100039', nalPath: dp })).toBe(
      `Created DP processing thread 2060 for addition or update of package PS100039 on server ${dp}`,
    )
  })

  it('writes a code in the notation of the row', () => {
    expect(render('DM-079', { path: '\\\\DPNAME\\ADMIN$', resultCode: '0x80070035' })).toBe(
      'Failed to make a network connection to \\\\DPNAME\\ADMIN$ (0x35).',
    )
    expect(render('DM-080', { nalPath: dp, resultCode: '0x80070035' })).toBe(
      `Cannot establish connection to ${dp}. Error = 53`,
    )
    expect(render('PX-061', { resultCode: '0x80041001', class: 'SMS_DistributionPoint', method: 'AddFile' })).toBe(
      'ExecStaticMethod failed (80041001) SMS_DistributionPoint, AddFile',
    )
  })

  it('writes optional parts and blanks as they usually are', () => {
    const file = { packageId: 'CAS00008', site: 'PRI', path: 'C:\\SMSPKG\\CAS00008.DLT.5.6' }
    expect(render('DM-066', file)).toBe(
      'Created minijob to send compressed copy of package CAS00008 to site PRI.  Transfer root = C:\\SMSPKG\\CAS00008.DLT.5.6.',
    )
    expect(render('PX-051', { server: 'A.CONTOSO.COM' })).toMatch(
      /^Address to A\.CONTOSO\.COM is currently in pulse mode/,
    )
    expect(render('DM-021', { packageId: 'PS100039' })).toBe("Found notification for package 'PS100039'")
    expect(render('DM-021', { packageId: 'PS100039', n: 0, m: 30 })).toBe(
      "Found notification for package 'PS100039'Used 0 out of 30 allowed processing threads.",
    )
  })

  it('refuses a missing value and an unknown row', () => {
    expect(() => renderAny('PX-031', {})).not.toThrow()
    expect(() => renderAny('PX-010', { jobId: 1 })).toThrow('PX-010 needs a value for packageId')
    expect(() => renderAny('PX-999', {})).toThrow('No message has the id PX-999')
    // @ts-expect-error packageVersion and server are missing
    expect(() => render('PX-027', { packageId: 'PS100039' })).toThrow('PX-027 needs a value for packageVersion')
    // @ts-expect-error a misspelt field
    expect(() => render('DM-022', { packgeId: 'PS100039' })).toThrow('DM-022 needs a value for packageId')
  })
})

describe('every way to write optional parts and blanks', () => {
  const keysOf = (parts: readonly Part[]): readonly string[] =>
    parts.flatMap((part) => {
      if (part.kind === 'literal' || part.kind === 'hole') return []
      return part.kind === 'blanks' ? [part.key] : [part.key, ...keysOf(part.parts)]
    })
  const withParts = [...rows.values()].filter(
    ({ parts, signature }) => signature.sample !== undefined && keysOf(parts).length > 0,
  )

  it.each(withParts.map((row) => [row.signature.id, row] as const))('%s comes back as written', (id, row) => {
    const { fields, shape } = recognise(row.signature.sample!, row.log)!
    const other = fc.record(Object.fromEntries(keysOf(row.parts).map((key) => [key, fc.constantFrom('', ' ', '   ')])))
    fc.assert(
      fc.property(other, (parts) => {
        const text = renderAny(id, fields, { ...shape, ...parts }).trim()
        const event = recognise(text, row.log)
        expect(event?.signature).toBe(id)
        expect(renderAny(id, event!.fields, event!.shape)).toBe(text)
      }),
      { numRuns: 40 },
    )
  })
})
