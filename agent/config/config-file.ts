// A configuration file: its text, and where in it every setting stands. The only user of yaml.
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type YAMLError,
} from 'yaml'
import type { FileTree } from './config-schema.ts'

export type Position = { readonly line: number; readonly column: number }

export type ConfigFile = {
  readonly tree: FileTree
  /** Where the setting, group or list entry at `path` stands; the nearest group that is there when it is not. */
  positionOf(path: readonly (string | number)[]): Position
  /** Where it is no YAML. The tree is empty when that leaves its meaning open, else it holds the rest. */
  readonly faults: readonly (Position & { readonly wrong: string; readonly right: string })[]
}

/** yaml's code for what people get wrong most -> what that is, where its own words say little, and what would be right. */
const cures: Readonly<Record<string, { readonly wrong?: string; readonly right: string }>> = {
  BAD_DQ_ESCAPE: { right: 'put a Windows path in single quotes; in double quotes a backslash must be doubled' },
  DUPLICATE_KEY: { wrong: 'the setting or group is there twice', right: 'keep one of them' },
  TAB_AS_INDENT: { right: 'indent with spaces' },
  BAD_INDENT: { right: 'indent all settings of a group by the same number of spaces' },
  MISSING_CHAR: { right: 'close the quote or bracket, or write the setting as "name: value"' },
  MULTILINE_IMPLICIT_KEY: { wrong: 'this is no setting', right: 'write it as "name: value", on one line' },
  BLOCK_AS_IMPLICIT_KEY: {
    wrong: 'there is a second ": " in it, or the line below is indented too far',
    right: 'put a value with ": " in single quotes, and indent all settings of a group by the same number of spaces',
  },
  BAD_SCALAR_START: { right: 'put the value in single quotes' },
  MULTIPLE_DOCS: { wrong: 'a second document begins here', right: 'keep one document' },
}

/** Faults that leave everything around them in its place. */
const harmless: ReadonlySet<string> = new Set(['BAD_DQ_ESCAPE', 'DUPLICATE_KEY'])

/**
 * Reads YAML 1.2 with every value as text: what a setting's text means is decided by its row in the table alone, so
 * the site code 1E5 is no number and 001 keeps its zeros. Empty, `~` and `null` mean that nothing is said.
 */
export function readConfigFile(text: string): ConfigFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, schema: 'failsafe', prettyErrors: false })
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  const faults = causes(document.errors, at).map((error) => ({
    ...at(openingQuote(document, error) ?? error.pos[0]),
    ...faultWords(error),
  }))
  const positionOf: ConfigFile['positionOf'] = (path) => at(offsetOf(document, path))
  if (document.errors.some(({ code }) => !harmless.has(code))) return { tree: {}, positionOf, faults }
  dropNulls(document)
  const tree = plain(document)
  if (typeof tree !== 'string') return { tree, positionOf, faults }
  return { tree: {}, positionOf, faults: [...faults, { line: 1, column: 1, wrong: tree, right: firstSetting }] }
}

const firstSetting = 'write settings of the form "name: value", for example "site: PS1"'

/** What is torn in one line is said once: yaml goes on from there, and objects to what follows from it, too. */
function causes(errors: readonly YAMLError[], at: (offset: number) => Position): readonly YAMLError[] {
  let told = 0
  return errors.filter(({ code, pos }) => {
    if (harmless.has(code)) return true
    const isConsequence = at(pos[0]).line <= told
    told = Math.max(told, at(pos[1]).line)
    return !isConsequence
  })
}

/** A quote that is never closed is missed at the end of the file; the mistake is where it opens. */
function openingQuote(document: Document, { code, message, pos }: YAMLError): number | undefined {
  if (code !== 'MISSING_CHAR' || !message.includes('quote')) return undefined
  let opens: number | undefined
  visit(document, {
    Scalar: (_key, { type, range }) => {
      if (type?.startsWith('QUOTE') === true && range && range[0] < pos[0]) opens = range[0]
    },
  })
  return opens
}

function faultWords({ code, message }: YAMLError): { readonly wrong: string; readonly right: string } {
  const first = message.split('\n', 1)[0] ?? message
  const bracket = /must be sufficiently indented and end with a (.)$/.exec(first)?.[1]
  if (bracket !== undefined) return { wrong: 'a bracket before this is not closed', right: `close it with ${bracket}` }
  if (/^Missing closing .quote$/.test(first))
    return { wrong: 'the quote that opens here is never closed', right: 'close it in the same line' }
  const cure = cures[code]
  return { wrong: cure?.wrong ?? first, right: cure?.right ?? 'correct the YAML at this place' }
}

function dropNulls(document: Document): void {
  visit(document, {
    Pair: (_key, { value }) => {
      if (
        value === null ||
        (isScalar(value) && value.type === 'PLAIN' && /^(|~|null|Null|NULL)$/.test(String(value.value)))
      )
        return visit.REMOVE
      return undefined
    },
  })
}

/** The document as plain values, or why it has none. */
function plain(document: Document): FileTree | string {
  const { contents } = document
  if (contents === null || (isScalar(contents) && contents.value === '')) return {}
  if (!isMap(contents)) return 'the file holds no settings'
  try {
    return document.toJS({ maxAliasCount: 100 }) as FileTree
  } catch (error) {
    if (error instanceof ReferenceError) return `the aliases of the file do not work: ${error.message}`
    throw error
  }
}

function offsetOf(document: Document, path: readonly (string | number)[]): number {
  let node: unknown = document.contents
  let offset = 0
  for (const name of path) {
    if (isAlias(node)) node = node.resolve(document)
    let next: unknown
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(name))
      offset = isScalar(pair?.key) ? (pair.key.range?.[0] ?? offset) : offset
      next = pair?.value
    } else if (isSeq(node)) {
      next = node.items[Number(name)]
      offset = isNode(next) ? (next.range?.[0] ?? offset) : offset
    }
    if (next === undefined) return offset
    node = next
  }
  return offset
}
