// The INI dialect of the content library: one byte per character, no mark, CR LF, `[Section]`, `Key=Value`, no blanks
// (public tools read it as raw bytes; the 100 bytes of a real content INI fit this and nothing wider).
//
// Read liberally: any order and case of keys, LF or CR LF, UTF-16 and UTF-8 marks. Unknown sections and keys are kept.
// What is read but not written like this is told as an oddity. Written in one form only.

export type IniEntry = { readonly key: string; readonly value: string }
export type IniSection = { readonly name: string; readonly entries: readonly IniEntry[] }

/** How a readable INI differs from the one form the product writes. */
export type Oddity = keyof typeof oddities
export const oddities = {
  foreignEncoding: 'foreign encoding (UTF-16 or a byte order mark)',
  tornLine: 'a line that is neither section nor key',
  blanks: 'blanks around a section, key or value, or on a line of their own',
  looseEntry: 'a key outside of any section',
  memberWithValue: 'a set member with something after its "="',
  foreignSection: 'a section name that the other files do not use',
  lowerCaseHash: 'hash in lower case',
  repeatedKey: 'a key that occurs twice',
  endMark: 'a DOS end-of-file mark (Ctrl-Z)',
} as const

export type Ini = {
  readonly sections: readonly IniSection[]
  readonly oddities: readonly Oddity[]
}

/** What old editors end a text file with. */
const endMark = '\x1a'

export function readIni(bytes: Uint8Array): Ini {
  const { text: whole, foreign } = decode(bytes)
  const found: Oddity[] = foreign ? ['foreignEncoding'] : []
  const text = whole.endsWith(endMark) ? whole.slice(0, -1) : whole
  if (text !== whole) found.push('endMark')
  const sections: { name: string; entries: IniEntry[] }[] = []
  let current: IniEntry[] | undefined
  for (let at = 0; at < text.length;) {
    const feed = text.indexOf('\n', at)
    const end = feed < 0 ? text.length : feed
    const line = text.slice(at, end > at && text.charCodeAt(end - 1) === 13 ? end - 1 : end)
    at = end + 1
    if (line === '' || line.startsWith(';')) continue
    const bare = withoutBlanks(line)
    if (bare === '' || bare.startsWith(';')) {
      found.push('blanks')
      continue
    }
    if (bare.startsWith('[') && bare.endsWith(']')) {
      if (bare.length !== line.length) found.push('blanks')
      current = []
      sections.push({ name: bare.slice(1, -1), entries: current })
      continue
    }
    const entry = readEntry(line, found)
    if (entry === undefined) continue
    if (current === undefined) {
      found.push('looseEntry')
      current = []
      sections.push({ name: '', entries: current })
    }
    current.push(entry)
  }
  return { sections, oddities: found }
}

function readEntry(line: string, found: Oddity[]): IniEntry | undefined {
  const sign = line.indexOf('=')
  if (sign <= 0) {
    found.push('tornLine')
    return undefined
  }
  const key = line.slice(0, sign)
  const value = line.slice(sign + 1)
  const entry = { key: withoutBlanks(key), value: withoutBlanks(value) }
  if (entry.key.length !== key.length || entry.value.length !== value.length) found.push('blanks')
  return entry
}

/** Blank and tab only, as the Windows profile functions do; any other control character is part of the value. */
function withoutBlanks(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && isBlank(text.charCodeAt(from))) from++
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--
  return from === 0 && to === text.length ? text : text.slice(from, to)
}

const isBlank = (code: number): boolean => code === 32 || code === 9

/** UTF-16 is recognised by its mark, or by the zero bytes of `[` and its neighbour. */
function decode(bytes: Uint8Array): { text: string; foreign: boolean } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [first, second] = buffer
  if (first === 0xff && second === 0xfe) return { text: buffer.toString('utf16le', 2), foreign: true }
  if (first === 0xfe && second === 0xff) return { text: swapped(buffer, 2), foreign: true }
  if (first === 0xef && second === 0xbb && buffer[2] === 0xbf)
    return { text: buffer.toString('utf8', 3), foreign: true }
  if (first === 0x5b && second === 0) return { text: buffer.toString('utf16le'), foreign: true }
  if (first === 0 && second === 0x5b) return { text: swapped(buffer, 0), foreign: true }
  return { text: buffer.toString('latin1'), foreign: false }
}

const swapped = (buffer: Buffer, from: number): string =>
  Buffer.from(buffer.subarray(from, from + ((buffer.length - from) & ~1)))
    .swap16()
    .toString('utf16le')

/** The one form that is written; a document read from it comes out byte for byte. */
export function writeIni(sections: readonly IniSection[]): Buffer {
  let text = ''
  for (const { name, entries } of sections) {
    if (name !== '') text += `[${name}]\r\n`
    for (const { key, value } of entries) text += `${key}=${value}\r\n`
  }
  return Buffer.from(text, 'latin1')
}

/** The first section of that name, without regard to case. */
export function sectionOf(ini: Ini, name: string): IniSection | undefined {
  const wanted = name.toUpperCase()
  return ini.sections.find((section) => section.name === name || section.name.toUpperCase() === wanted)
}

/** The first value of that key, without regard to case. */
export function valueOf(section: IniSection | undefined, key: string): string | undefined {
  const wanted = key.toUpperCase()
  return section?.entries.find((entry) => entry.key === key || entry.key.toUpperCase() === wanted)?.value
}
