// A package definition file (.sms, older .pdf): INI text that describes a package and its programs (object-model.md 9).
// The text comes from a vendor's disk: lengths are checked, nothing in it is believed to be a path.
import { ObjectError } from '../objects/errors.ts'

/** Bits of the warnings that LoadPDF and GetPDFData return. */
export const definitionWarnings = {
  BAD_RUN: 1,
  RESTART: 1 << 1,
  CAN_RUN_WHEN: 1 << 2,
  ASSIGNMENT: 1 << 3,
  DEPENDENT_PROGRAM: 1 << 4,
  SPECIFY_DRIVE: 1 << 5,
  DISK_SPACE: 1 << 6,
  NO_SUPPORTED_CLIENTS: 1 << 7,
  BAD_SUPPORTED_CLIENTS: 1 << 8,
  VERSION_1_FILE: 1 << 9,
  REMOVAL_WITHOUT_KEY: 1 << 10,
} as const

/** Section name in upper case -> key in upper case -> value; the first of two equal keys counts. */
export type DefinitionSections = ReadonlyMap<string, ReadonlyMap<string, string>>

const longestFile = 1024 * 1024

/** Lines of the text; a byte order mark and both line ends are taken. Throws `ObjectError` without the two sections. */
export function readSections(text: string): DefinitionSections {
  if (text.length > longestFile) refuse('is longer than 1 MB')
  const sections = new Map<string, Map<string, string>>()
  let current: Map<string, string> | undefined
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith(';')) continue
    if (trimmed.startsWith('[') && trimmed.endsWith(']')) {
      const name = trimmed.slice(1, -1).trim().toUpperCase()
      current = sections.get(name) ?? new Map<string, string>()
      sections.set(name, current)
      continue
    }
    const equals = trimmed.indexOf('=')
    if (equals <= 0 || current === undefined) continue
    const key = trimmed.slice(0, equals).trim().toUpperCase()
    if (!current.has(key)) current.set(key, trimmed.slice(equals + 1).trim())
  }
  if (!sections.get('PDF')?.has('VERSION')) refuse('lacks [PDF] Version')
  if (!sections.has('PACKAGE DEFINITION')) refuse('lacks [Package Definition]')
  return sections
}

export const isTrue = (value: string | undefined): boolean => /^true$/i.test(value ?? '')

export function shortEnough(key: string, value: string, longest: number): string {
  if (value.length <= longest) return value
  const where = { objectClass: 'SMS_PDF_Package', property: key }
  throw new ObjectError('O-12', 'VALUE_OUT_OF_RANGE', where, `is longer than ${longest} characters`)
}

function refuse(message: string): never {
  throw new ObjectError('O-10', 'INVALID_PARAMETER', { objectClass: 'SMS_PDF_Package', property: 'PDFFile' }, message)
}
