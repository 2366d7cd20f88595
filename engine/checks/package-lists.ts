// The two lists that may be given: what should be here (expected), and what WMI says is here. CSV as RFC 4180 with a
// header, or a JSON array of objects with the same names.
import { contentKind, parsePackageId } from '../ids.ts'
import type { ExpectedPackage } from './facts.ts'

/** Every fault of the list, with its place, so that all can be mended at once. */
export type ListReading<Value> = { readonly value: Value; readonly faults: readonly string[] }

type Row = { readonly place: string; readonly fields: ReadonlyMap<string, string> }

export function readExpectedList(text: string): ListReading<readonly ExpectedPackage[]> {
  const { value: rows, faults } = readRows(text)
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
  return { value, faults: found }
}

export function readWmiList(text: string): ListReading<ReadonlySet<string>> {
  const { value: rows, faults } = readRows(text)
  const found: string[] = [...faults]
  const ids = rows.map(({ place, fields }) => packageIdOf(place, fields, found)).filter((id) => id !== undefined)
  return { value: new Set<string>(ids), faults: found }
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

function readRows(text: string): ListReading<readonly Row[]> {
  const plain = text.replace(/^\ufeff/, '')
  return /^\s*\[/.test(plain) ? readJson(plain) : readCsv(plain)
}

function readJson(text: string): ListReading<readonly Row[]> {
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch (error) {
    return { value: [], faults: [`not readable as JSON: ${error instanceof Error ? error.message : String(error)}`] }
  }
  const faults: string[] = []
  const value = (Array.isArray(list) ? list : []).flatMap((entry: unknown, at): Row[] => {
    const place = `entry ${at + 1}`
    if (typeof entry === 'string') return [{ place, fields: new Map([['packageid', entry]]) }]
    if (typeof entry === 'object' && entry !== null && !Array.isArray(entry))
      return [{ place, fields: textFields(entry) }]
    faults.push(`${place} is no object`)
    return []
  })
  return { value, faults }
}

const textFields = (entry: object): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(entry).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name.toLowerCase(), String(value)] as const] : [],
    ),
  )

function readCsv(text: string): ListReading<readonly Row[]> {
  const [header, ...records] = splitCsv(text)
  const names = header?.fields.map((name) => name.trim().toLowerCase()) ?? []
  if (!names.includes('packageid')) {
    return { value: [], faults: ['the first line must name the columns, packageId among them'] }
  }
  const value = records.map(({ line, fields }) => ({
    place: `line ${line}`,
    fields: new Map(names.map((name, at) => [name, fields[at] ?? ''])),
  }))
  return { value, faults: [] }
}

/** RFC 4180: quoted fields may hold commas, line ends and doubled quotes. Empty lines are passed over. */
function splitCsv(text: string): readonly { readonly line: number; readonly fields: readonly string[] }[] {
  const records: { line: number; fields: string[] }[] = []
  let line = 1
  let begin = 1
  let fields: string[] = []
  for (let at = 0; at < text.length;) {
    const { field, next, lines } = readField(text, at)
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

function readField(text: string, at: number): { field: string; next: number; lines: number } {
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
      return { field, next: Math.min(text.length, to + 1), lines: field.split('\n').length - 1 }
    }
    from = quote + 2
  }
}
