// The two lists that may be given: what should be here (expected), and what WMI says is here. CSV as RFC 4180 with a
// header, or a JSON array of objects with the same names.
import { contentKind, parsePackageId } from '../ids.ts'
import type { ExpectedPackage } from './facts.ts'

/** Every fault of the list, with its place, so that all can be mended at once. */
export type ListReading<Value> = {
  readonly value: Value
  readonly faults: readonly string[]
  /** Columns or names that say nothing here, as the list spells them. */
  readonly unused: readonly string[]
}

/** Rows with all their fields, and every name that one of them has. */
type Rows = { readonly value: readonly Row[]; readonly faults: readonly string[]; readonly names: readonly string[] }

type Row = { readonly place: string; readonly fields: ReadonlyMap<string, string> }

export function readExpectedList(text: string): ListReading<readonly ExpectedPackage[]> {
  const { value: rows, faults, names } = readRows(text)
  const found: string[] = [...faults]
  const value = rows.flatMap(({ place, fields }) => {
    const packageId = packageIdOf(place, fields, found)
    const contentId = given(fields, 'contentid')
    if (contentId !== undefined && contentKind(contentId) === undefined)
      found.push(`${place}: "${contentId}" is no content id`)
    const packageVersion = numberOf(place, 'packageVersion', given(fields, 'packageversion'), found)
    const bytes = numberOf(place, 'bytes', given(fields, 'bytes'), found)
    return packageId === undefined ? [] : { packageId, packageVersion, contentId, name: given(fields, 'name'), bytes }
  })
  return { value, faults: found, unused: unusedOf(names, expectedNames) }
}

const expectedNames: ReadonlySet<string> = new Set(['packageid', 'packageversion', 'contentid', 'name', 'bytes'])

const unusedOf = (names: readonly string[], used: ReadonlySet<string>): readonly string[] => [
  ...new Set(names.map((name) => name.trim()).filter((name) => !used.has(name.toLowerCase()))),
]

export function readWmiList(text: string): ListReading<ReadonlySet<string>> {
  const { value: rows, faults } = readRows(text)
  const found: string[] = [...faults]
  const ids = rows.map(({ place, fields }) => packageIdOf(place, fields, found)).filter((id) => id !== undefined)
  // An export of the class has all its properties: that they say nothing here needs no word.
  return { value: new Set<string>(ids), faults: found, unused: [] }
}

const given = (fields: ReadonlyMap<string, string>, name: string): string | undefined => {
  const text = fields.get(name)?.trim()
  return text === undefined || text === '' ? undefined : text
}

function packageIdOf(place: string, fields: ReadonlyMap<string, string>, faults: string[]): string | undefined {
  const text = given(fields, 'packageid') ?? ''
  const id = parsePackageId(text)
  if (id === undefined) faults.push(`${place}: "${text}" is no package id; right would be ABC00001`)
  return id
}

function numberOf(place: string, name: string, text: string | undefined, faults: string[]): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,15}$/.test(text)) return Number(text)
  faults.push(`${place}: ${name} "${text}" is no whole number`)
  return undefined
}

function readRows(text: string): Rows {
  const plain = text.replace(/^\ufeff/, '')
  return /^\s*\[/.test(plain) ? readJson(plain) : readCsv(plain)
}

function readJson(text: string): Rows {
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { value: [], faults: [`not readable as JSON: ${reason}`], names: [] }
  }
  const faults: string[] = []
  const value = (Array.isArray(list) ? list : []).flatMap((entry: unknown, at): Row[] => {
    const place = `entry ${at + 1}`
    if (typeof entry === 'string') return [{ place, fields: new Map([['packageid', entry]]) }]
    if (typeof entry === 'object' && entry !== null && !Array.isArray(entry))
      return [{ place, fields: textFields(place, entry, faults) }]
    faults.push(`${place} is no object`)
    return []
  })
  const names = (Array.isArray(list) ? list : []).flatMap((entry: unknown) =>
    typeof entry === 'object' && entry !== null ? Object.keys(entry) : [],
  )
  return { value, faults, names }
}

/** Values of names that are ours must be text or a number; `null` says nothing. */
function textFields(place: string, entry: object, faults: string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const [spelled, value] of Object.entries(entry) as [string, unknown][]) {
    const name = spelled.trim().toLowerCase()
    if (!expectedNames.has(name) || value === null) continue
    if (fields.has(name)) faults.push(`${place}: ${spelled} is given more than once`)
    if (typeof value === 'string' || typeof value === 'number') fields.set(name, String(value))
    else faults.push(`${place}: ${spelled} ${JSON.stringify(value).slice(0, 40)} is neither text nor number`)
  }
  return fields
}

function readCsv(text: string): Rows {
  const faults: string[] = []
  const [header, ...records] = splitCsv(text, faults)
  const spelled = header?.fields.map((name) => name.trim()) ?? []
  const names = spelled.map((name) => name.toLowerCase())
  if (!names.includes('packageid')) faults.push('the first line must name the columns, packageId among them')
  const twice = spelled.filter((_, at) => names[at] !== '' && names.indexOf(names[at] ?? '') < at)
  for (const name of new Set(twice)) faults.push(`line 1: the column ${name} is there more than once`)
  // What such a list says of packages is not asked: one fault would make many.
  if (faults.length > 0) return { value: [], faults, names: [] }
  const value = records.map(({ line, fields }) => {
    if (fields.slice(names.length).some((field) => field.trim() !== ''))
      faults.push(`line ${line} has ${fields.length} fields, but there are ${names.length} columns`)
    return { place: `line ${line}`, fields: new Map(names.map((name, at) => [name, fields[at] ?? ''])) }
  })
  return { value, faults, names: spelled.filter((name) => name !== '') }
}

/** RFC 4180: quoted fields may hold commas, line ends and doubled quotes. Empty lines are passed over. */
function splitCsv(
  text: string,
  faults: string[],
): readonly { readonly line: number; readonly fields: readonly string[] }[] {
  const records: { line: number; fields: string[] }[] = []
  let line = 1
  let begin = 1
  let fields: string[] = []
  for (let at = 0; at < text.length;) {
    const { field, next, lines, fault } = readField(text, at)
    if (fault !== undefined) faults.push(`line ${line}: ${fault}`)
    fields.push(field)
    line += lines
    at = next
    const isEnd = at >= text.length || text[at] === '\n' || text[at] === '\r'
    if (isEnd) {
      if (fields.length > 1 || fields[0] !== '') records.push({ line: begin, fields })
      fields = []
      if (text[at] === '\r' && text[at + 1] === '\n') at++
      line++
      begin = line
    } else if (at === text.length - 1) fields.push('')
    at++
  }
  return records
}

type Field = {
  readonly field: string
  readonly next: number
  readonly lines: number
  readonly fault?: string | undefined
}

function readField(text: string, at: number): Field {
  if (text[at] !== '"') {
    let next = at
    while (next < text.length && text[next] !== ',' && text[next] !== '\n' && text[next] !== '\r') next++
    return { field: text.slice(at, next), next, lines: 0 }
  }
  const pieces: string[] = []
  let from = at + 1
  for (;;) {
    const quote = text.indexOf('"', from)
    const to = quote < 0 ? text.length : quote
    pieces.push(text.slice(from, to))
    if (quote < 0 || text[quote + 1] !== '"') {
      const field = pieces.join('"')
      const next = Math.min(text.length, to + 1)
      return { field, next, lines: field.split('\n').length - 1, fault: quoteFault(text, quote, next) }
    }
    from = quote + 2
  }
}

/** A field that is never closed swallows all rows behind it; text behind a closed one belongs to no column. */
function quoteFault(text: string, quote: number, next: number): string | undefined {
  if (quote < 0) return 'a quotation mark is never closed'
  const after = text[next]
  return after === undefined || /[,\r\n]/.test(after) ? undefined : 'text behind a closing quotation mark'
}
