// Query rules of collections: as much of WQL as a rule over one resource class needs (object-model.md 6).
//
//   select * from SMS_R_System where SMS_R_System.Name like "PC%" and (ADSiteName = "Berlin" or not Client is null)
//
// A reader of one pass without backtracking; nesting and length are bounded, since an expression comes from a file.

export type WqlQuery = { readonly resourceClass: string; readonly where: Condition | undefined }

export type Condition =
  | { readonly kind: 'and'; readonly parts: readonly Condition[] }
  | { readonly kind: 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'null'; readonly property: string }
  | {
      readonly kind: 'compare'
      readonly property: string
      readonly operator: Operator
      readonly value: string | number
    }

type Operator = '=' | '<>' | '<' | '<=' | '>' | '>=' | 'like'

const longestQuery = 8192
const deepest = 50

export function parseWql(text: string): WqlQuery | { readonly problem: string } {
  if (text.length > longestQuery) return { problem: `is longer than ${longestQuery} characters` }
  try {
    return query(reader(text))
  } catch (error) {
    if (error instanceof WqlProblem) return { problem: error.message }
    throw error
  }
}

/** Properties of one resource, names in upper case. */
export type ResourceProperties = ReadonlyMap<string, string | number>

/** Texts are compared without letter case; a property that the resource lacks is null and equals nothing. */
export function matches(condition: Condition | undefined, properties: ResourceProperties): boolean {
  if (condition === undefined) return true
  if (condition.kind === 'and') return condition.parts.every((part) => matches(part, properties))
  if (condition.kind === 'or') return condition.parts.some((part) => matches(part, properties))
  if (condition.kind === 'not') return !matches(condition.part, properties)
  const value = properties.get(condition.property)
  if (condition.kind === 'null') return value === undefined
  return value !== undefined && compare(value, condition.operator, condition.value)
}

function compare(left: string | number, operator: Operator, right: string | number): boolean {
  if (operator === 'like') return isLike(String(left).toUpperCase(), String(right).toUpperCase())
  const numbers = typeof left === 'number' || typeof right === 'number'
  const [a, b] = numbers ? [Number(left), Number(right)] : [String(left).toUpperCase(), String(right).toUpperCase()]
  const results: Readonly<Record<Exclude<Operator, 'like'>, boolean>> = {
    '=': a === b,
    '<>': a !== b,
    '<': a < b,
    '<=': a <= b,
    '>': a > b,
    '>=': a >= b,
  }
  return results[operator]
}

/** `%` stands for any characters, `_` for one. The classic two-pointer match: no more than text times pattern steps. */
function isLike(text: string, pattern: string): boolean {
  let at = 0
  let star = -1
  let retry = 0
  let position = 0
  while (position < text.length) {
    const wanted = pattern[at]
    if (wanted === '%') {
      star = at++
      retry = position
    } else if (wanted === '_' || wanted === text[position]) {
      at++
      position++
    } else if (star >= 0) {
      at = star + 1
      position = ++retry
    } else {
      return false
    }
  }
  while (pattern[at] === '%') at++
  return at === pattern.length
}

class WqlProblem extends Error {}

type Token = { readonly kind: 'word' | 'text' | 'number' | 'sign'; readonly text: string }
type Reader = { next(): Token | undefined; peek(): Token | undefined; word(expected: string): boolean }

const tokenForm = /\s*(?:([A-Za-z_][\w.]*)|"([^"]*)"|'([^']*)'|(-?\d+(?:\.\d+)?)|(<>|!=|<=|>=|[=<>(),*]))/y

function reader(text: string): Reader {
  const tokens: Token[] = []
  const form = new RegExp(tokenForm)
  const end = text.trimEnd().length
  while (form.lastIndex < end) {
    const from = form.lastIndex
    const match = form.exec(text)
    if (match === null) throw new WqlProblem(`cannot be read from ${JSON.stringify(text.slice(from, from + 20))} on`)
    const [, word, double, single, number, sign] = match
    if (word !== undefined) tokens.push({ kind: 'word', text: word })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
    else tokens.push({ kind: 'text', text: double ?? single ?? '' })
  }
  let at = 0
  return {
    next: () => tokens[at++],
    peek: () => tokens[at],
    word(expected) {
      const token = tokens[at]
      if (token?.kind === 'text' || token?.text.toLowerCase() !== expected) return false
      at++
      return true
    },
  }
}

function query(read: Reader): WqlQuery {
  if (!read.word('select')) throw new WqlProblem('does not begin with select')
  read.word('distinct')
  while (read.peek() !== undefined && !read.word('from')) read.next()
  const resourceClass = read.next()
  if (resourceClass?.kind !== 'word') throw new WqlProblem('names no resource class')
  if (!/^SMS_R_\w+$/i.test(resourceClass.text)) throw new WqlProblem(`${resourceClass.text} is no resource class`)
  const where = read.word('where') ? either(read, 0) : undefined
  const rest = read.peek()
  if (rest !== undefined) throw new WqlProblem(`has ${rest.text} after its end`)
  return { resourceClass: resourceClass.text, where }
}

function either(read: Reader, depth: number): Condition {
  const parts = [both(read, depth)]
  while (read.word('or')) parts.push(both(read, depth))
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'or', parts }
}

function both(read: Reader, depth: number): Condition {
  const parts = [single(read, depth)]
  while (read.word('and')) parts.push(single(read, depth))
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'and', parts }
}

function single(read: Reader, depth: number): Condition {
  if (depth > deepest) throw new WqlProblem('is nested too deep')
  if (read.word('not')) return { kind: 'not', part: single(read, depth + 1) }
  if (read.word('(')) {
    const inner = either(read, depth + 1)
    if (!read.word(')')) throw new WqlProblem('lacks a closing bracket')
    return inner
  }
  return comparison(read)
}

const operators: Readonly<Record<string, Operator>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  like: 'like',
}

function comparison(read: Reader): Condition {
  const name = read.next()
  if (name?.kind !== 'word') throw new WqlProblem('lacks a property to compare')
  const property = (name.text.split('.').at(-1) ?? '').toUpperCase()
  if (read.word('is')) {
    const not = read.word('not')
    if (!read.word('null')) throw new WqlProblem('has IS without NULL')
    return not ? { kind: 'not', part: { kind: 'null', property } } : { kind: 'null', property }
  }
  const operator = operators[read.next()?.text.toLowerCase() ?? '']
  const value = read.next()
  if (operator === undefined || value === undefined || value.kind === 'sign' || value.kind === 'word') {
    throw new WqlProblem(`does not say what ${name.text} is compared with`)
  }
  return { kind: 'compare', property, operator, value: value.kind === 'number' ? Number(value.text) : value.text }
}
