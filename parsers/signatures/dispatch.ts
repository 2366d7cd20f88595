// Which rows of one log can a message be? Asked of its first bytes, before any string is made (performance.md 11-14).
//
// A table of 4,096 entries, keyed by the first four bytes, says at once that a foreign line is none of ours. Behind it
// stands a tree over the literals that rows begin with, so that of all rows one or two remain. The few rows that begin
// with a hole (`{func} failed; …`) come last: their first hole is a run of characters, so the end of that run and the
// literal behind it decide, and a foreign line is dropped at the end of its first word.
import { characterSet, isMember, runEnd, type CharacterSet } from './character-set.ts'
import type { Pattern } from './pattern.ts'
import { placeholders, type Placeholder } from './placeholders.ts'
import type { Row } from './row.ts'
import type { PlainPart } from './template.ts'

export type Dispatch = {
  /** Could the message that begins at `start` be one of the rows? False is certain. */
  mayMatch(bytes: Uint8Array, start: number, end: number): boolean
  /** The rows the text can be, the more special first. */
  rowsFor(text: string): readonly Row[]
}

/** Bytes that key the table. */
const keyLength = 4
const tableSize = 4096

type Entry = { readonly literal: string; readonly row: Row }

/**
 * Literal of a row that begins with a run of characters; `giveBack` of its characters belong to the run's set.
 * Without a set the literal stands at the very beginning: the one row whose first literal is shorter than a key.
 */
type Lead = {
  readonly set: CharacterSet | undefined
  readonly giveBack: number
  readonly literal: string
  readonly row: Row
}

/**
 * `next` leads on by the character at `at`. `literals` end at this branch; `rows` are those of all literals on the way here,
 * the longest first, and those that begin with a hole.
 */
type Branch = {
  readonly literals: readonly string[]
  readonly rows: readonly Row[]
  readonly at: number
  readonly next: ReadonlyMap<number, Branch>
}

/** @throws Error for a row with nothing fixed at its beginning. */
export function dispatchOver(rows: readonly Row[]): Dispatch {
  const entries = rows.flatMap((row) => row.forms.flatMap(({ pattern }) => beginnings(pattern, row)))
  const leads = rows.flatMap((row) => row.forms.flatMap(({ pattern }) => leadOf(pattern, row)))
  const leadRows = leads.map(({ row }) => row)
  const table = new Array<Branch | undefined>(tableSize).fill(undefined)
  for (const [key, together] of groupBy(distinct(entries), ({ literal }) => keyOfText(literal))) {
    table[key] = grow(together, leadRows)
  }

  return {
    mayMatch(bytes, start, end) {
      if (end - start < keyLength) return false
      const branch = table[keyOfBytes(bytes, start)]
      if (branch !== undefined && beginsIn(branch, bytes, start, end)) return true
      for (const lead of leads) if (leadsIn(lead, bytes, start, end)) return true
      return false
    },
    rowsFor(text) {
      let branch = table[keyOfText(text)]
      let rowsHere: readonly Row[] = leadRows
      while (branch !== undefined) {
        rowsHere = branch.rows
        branch = branch.next.get(text.charCodeAt(branch.at))
      }
      return rowsHere
    },
  }
}

function beginnings({ parts: [first] }: Pattern, row: Row): readonly Entry[] {
  return beginningsOf(first)
    .filter((literal) => literal.length >= keyLength)
    .map((literal) => ({ literal, row }))
}

function beginningsOf(part: PlainPart | undefined): readonly string[] {
  if (part === undefined || part.kind === 'blanks') return []
  if (part.kind === 'literal') return [part.text]
  const { begins, instead = [] }: Placeholder = placeholders[part.name]
  return begins === undefined ? [] : [begins, ...instead]
}

function leadOf({ parts: [first, second] }: Pattern, row: Row): readonly Lead[] {
  if (beginningsOf(first).some((literal) => literal.length >= keyLength)) return []
  if (first?.kind === 'literal') return [{ set: undefined, giveBack: 0, literal: first.text, row }]
  if (first?.kind !== 'hole' || second?.kind !== 'literal')
    throw new Error(`${row.signature.id} begins with nothing fixed`)
  const set = characterSet(placeholders[first.name].chars)
  const giveBack = [...second.text].findIndex((each) => !isMember(set, each))
  return [{ set, giveBack, literal: second.text, row }]
}

/** Forms of one row often begin with the same literal. */
function distinct(entries: readonly Entry[]): readonly Entry[] {
  return [...new Map(entries.map((entry) => [`${entry.row.signature.id} ${entry.literal}`, entry])).values()]
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}

/** Entries that share a beginning are told apart by the first character in which they differ. */
function grow(entries: readonly Entry[], rowsSoFar: readonly Row[]): Branch {
  const at = sharedLength(entries)
  const ended = entries.filter(({ literal }) => literal.length === at)
  const rows = [...ended.map(({ row }) => row), ...rowsSoFar]
  const going = groupBy(
    entries.filter(({ literal }) => literal.length > at),
    ({ literal }) => literal.charCodeAt(at),
  )
  const next = new Map([...going].map(([code, together]) => [code, grow(together, rows)] as const))
  return { literals: ended.map(({ literal }) => literal), rows, at, next }
}

function sharedLength(entries: readonly Entry[]): number {
  const [first = { literal: '' }, ...others] = entries
  let length = first.literal.length
  for (const { literal } of others) while (!literal.startsWith(first.literal.slice(0, length))) length--
  return length
}

const mix = (a: number, b: number, c: number, d: number): number =>
  Math.imul(a | (b << 8) | (c << 16) | (d << 24), 0x9e3779b1) >>> 20

const keyOfText = (text: string): number =>
  mix(text.charCodeAt(0), text.charCodeAt(1), text.charCodeAt(2), text.charCodeAt(3))

const keyOfBytes = (bytes: Uint8Array, at: number): number =>
  mix(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0)

function beginsIn(root: Branch, bytes: Uint8Array, start: number, end: number): boolean {
  let branch: Branch | undefined = root
  while (branch !== undefined) {
    for (const literal of branch.literals) if (standsAt(literal, bytes, start, end)) return true
    branch = branch.next.get(bytes[start + branch.at] ?? -1)
  }
  return false
}

function leadsIn({ set, giveBack, literal }: Lead, bytes: Uint8Array, start: number, end: number): boolean {
  const at = set === undefined ? start : runEnd(set, bytes, start, end)
  return standsAt(literal, bytes, at - giveBack, end)
}

/** Are these the bytes of the literal? Characters beyond ASCII never stand at the beginning of a row. */
function standsAt(literal: string, bytes: Uint8Array, at: number, end: number): boolean {
  if (at + literal.length > end) return false
  for (let i = 0; i < literal.length; i++) if (bytes[at + i] !== literal.charCodeAt(i)) return false
  return true
}
