import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recogniser } from '../../../parsers/recognise.ts'
import { renderAny } from '../../../parsers/render.ts'
import { catalogue } from '../../../parsers/signatures/message-catalogue.ts'
import { placeholders, type Placeholder, type PlaceholderName } from '../../../parsers/signatures/placeholders.ts'
import { logs, rows } from '../../../parsers/signatures/prepared.ts'
import { readRow, type Fields, type Row } from '../../../parsers/signatures/row.ts'
import { signatures } from '../../../parsers/signatures/signature.ts'
import type { Part } from '../../../parsers/signatures/template.ts'
import { valueOf } from '../../support/message-values.ts'

const allRows = [...rows.values()]
const { recognise, mayMatch } = recogniser()

const looksOf = (name: PlaceholderName): Placeholder => placeholders[name]

function holesOf(parts: readonly Part[], optionalToo: boolean): readonly PlaceholderName[] {
  return parts.flatMap((part) => {
    if (part.kind === 'hole') return [part.name]
    return part.kind === 'optional' && optionalToo ? holesOf(part.parts, optionalToo) : []
  })
}

/** Fields of a message of the row, as recognise would hand them out. */
function fieldsOf(row: Row, optionalToo: boolean): fc.Arbitrary<Fields> {
  const names = [...new Set(holesOf(row.parts, optionalToo))]
  return fc.record(Object.fromEntries(names.map((name) => [name, valueOf(name)]))).map((values) => {
    const fields: Record<string, string | number> = {}
    for (const name of names) {
      const { field = name, notation } = looksOf(name)
      fields[field] ??= notation === undefined ? values[name]! : notation.read(values[name]!)!
    }
    return fields
  })
}

/** Rows of the message's log that fit it. */
const fitting = (log: string, text: string): readonly string[] =>
  allRows.filter((row) => row.log === log && readRow(row, text) !== undefined).map((row) => row.signature.id)

describe('the catalogue', () => {
  it('holds all messages of the three logs and their neighbours, each id once', () => {
    const count = Object.fromEntries(logs.map((log) => [log, catalogue[log].length]))
    expect(count).toEqual({
      distmgr: 162, pkgxfermgr: 55, smsdpprov: 52, smsdbmon: 3, schedule: 11,
      sender: 10, despool: 15, sitecomp: 1, statesys: 1, pulldp: 12, datatransferservice: 1,
    }) // prettier-ignore
    const ids = logs.flatMap((log) => catalogue[log].map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
    expect(rows.size).toBe(321 + 2) // those of the reference, and PX-002, DT-001
  })

  it('names a log by the letters of an id', () => {
    const letters: Record<string, string> = {
      distmgr: 'DM', pkgxfermgr: 'PX', smsdpprov: 'DP', smsdbmon: 'DB', schedule: 'SC',
      sender: 'SN', despool: 'DS', sitecomp: 'SI', statesys: 'ST', pulldp: 'PD', datatransferservice: 'DT',
    } // prettier-ignore
    for (const { log, signature } of allRows) expect(signature.id).toMatch(new RegExp(`^${letters[log]!}-\\d{3}b?$`))
  })

  it('says in words what each message means', () => {
    for (const { signature } of allRows) expect(signature.means, signature.id).toMatch(/^\S.{10,}[.)]$/)
  })

  it('brings a sample for each row with optional parts, and the sample shows how they are usually written', () => {
    const withParts = allRows.filter(({ parts }) => parts.some(({ kind }) => kind === 'optional' || kind === 'blanks'))
    expect(withParts.length).toBeGreaterThan(25)
    for (const { signature, log } of withParts) {
      expect(signature.sample, signature.id).toBeDefined()
      const event = recognise(signature.sample!, log)
      expect(event?.signature, signature.id).toBe(signature.id)
      expect(Object.keys(event?.shape ?? {}).filter((key) => key.startsWith('?'))).toEqual([])
    }
  })

  it('refers to rows that exist', () => {
    for (const { signature } of allRows) {
      for (const [id] of (signature.pairsWith ?? '').matchAll(/\b[A-Z]{2}-\d{3}b?/g)) {
        expect(rows.has(id), `${signature.id} names ${id}`).toBe(true)
      }
    }
  })

  it('refuses a misspelt hole at compile time', () => {
    const row = { id: 'XX-001', severity: 'info', means: 'A test.' } as const
    // @ts-expect-error packgeId is no placeholder
    signatures([{ ...row, template: 'Package {packgeId} is here' }])
    expect(signatures([{ ...row, template: 'Package {packageId} is here' }])).toHaveLength(1)
  })
})

describe.each(logs)('each row of %s', (log) => {
  const own = allRows.filter((row) => row.log === log)

  it.each(own.map((row) => [row.signature.id, row] as const))(
    '%s: written from random fields, it is read back as the only one',
    (id, row) => {
      const anyFields = fc.oneof(fieldsOf(row, true), fieldsOf(row, false))
      fc.assert(
        fc.property(anyFields, (fields) => {
          const text = renderAny(id, fields)
          expect(recognise(text, log)).toMatchObject({ signature: id, fields })
          expect(fitting(log, text)).toEqual([id])
          const bytes = Buffer.from(`~ ${text}  $$<`)
          expect(mayMatch(bytes, 0, bytes.length, log)).toBe(true)
        }),
        { numRuns: 25 },
      )
    },
  )

  it('never fits a text that another row fits too, though its open holes hold pieces of that row', () => {
    const pieces = own.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'literal' ? [part.text] : [])))
    for (const row of own) {
      const open = holesOf(row.parts, true).filter((name) => looksOf(name).chars === 'any')
      if (open.length === 0) continue
      const anyPieces = fc.array(fc.oneof(fc.constantFrom(...pieces), valueOf('text'), valueOf('resultCode')), {
        minLength: 1,
        maxLength: 3,
      })
      fc.assert(
        fc.property(fieldsOf(row, true), anyPieces, (fields, nasty) => {
          const text = renderAny(row.signature.id, {
            ...fields,
            ...Object.fromEntries(open.map((name) => [looksOf(name).field ?? name, nasty.join('')])),
          })
          expect(fitting(log, text.trim()).length, text).toBeLessThanOrEqual(1)
        }),
        { numRuns: 100 },
      )
    }
  })
})
