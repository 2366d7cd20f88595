// Queries, definition files and schedules come from files of others: whatever they hold, the answer is ours.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readPackageDefinition } from '../../../../engine/site/definitions/package-definition.ts'
import { ObjectError } from '../../../../engine/site/objects/errors.ts'
import { readSchedule } from '../../../../engine/site/objects/schedule-string.ts'
import { matches, parseWql } from '../../../../engine/site/objects/wql.ts'

const words = [
  'select',
  '*',
  'from',
  'SMS_R_System',
  'where',
  'Name',
  'like',
  '"PC%"',
  'and',
  'not',
  '(',
  ')',
  '=',
  '1',
  'is',
  'null',
  'or',
]

it('a query is read or has a problem, and never fails otherwise', () => {
  const anyText = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...words)).map((some) => some.join(' ')),
  )
  fc.assert(
    fc.property(anyText, (text) => {
      const query = parseWql(`select * from SMS_R_System where ${text}`)
      if (!('problem' in query)) expect(typeof matches(query.where, new Map([['NAME', 'PC1']]))).toBe('boolean')
    }),
  )
})

it('a long pattern against a long name ends soon', () => {
  const pattern = '%a'.repeat(2000)
  const query = parseWql(`select * from SMS_R_System where Name like "${pattern}b"`)
  expect('problem' in query).toBe(false)
  if (!('problem' in query)) expect(matches(query.where, new Map([['NAME', 'a'.repeat(4000)]]))).toBe(false)
})

it('a definition file is read or refused', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom('[PDF]', 'Version=2.0', '[Package Definition]', 'Programs=A,B', '[A]', 'Run=x', 'Name=__proto__'),
  )
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      try {
        expect(readPackageDefinition(lines.join('\n')).programs).toBeInstanceOf(Array)
      } catch (error) {
        expect(error).toBeInstanceOf(ObjectError)
      }
    }),
  )
})

it('a schedule is read or refused', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        expect(readSchedule(text)).toHaveLength(text.length / 16)
      } catch (error) {
        expect(error).toBeInstanceOf(ObjectError)
      }
    }),
  )
})
