// Where the ten insertion strings of a STATMSG line stand (log-formats 9): ` ISTR0="…" ISTR1="…" … ISTR9="…" NUMATTRS=`.
// Nothing in them is escaped, and names of packages are what somebody typed: a string may hold quotation marks and whole
// keys. The keys are fixed and in order and the attributes stand at the very end, so the true ones can be found again.

export type InsertionStrings = {
  /** In order, as printed; one that the end of the line cuts is left out. */
  readonly strings: readonly string[]
  /** Where ` NUMATTRS=` stands; -1 when it is not there. */
  readonly attributesAt: number
}

const strings = 10

/** What stands in front of the value of string n, by quotation mark; of the first one without the mark of the one before. */
const marksBy: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  ['"', "'"].map((quote) => [quote, Array.from({ length: strings }, (_, n) => `${quote} ISTR${n}=${quote}`)]),
)

/**
 * Reads the insertion strings.
 *
 * @param at  where ` ISTR0=` stands
 */
export function readInsertionStrings(message: string, at: number): InsertionStrings {
  const quote = message.charAt(at + ' ISTR0='.length)
  const marks = marksBy[quote] ?? []
  const first = at + ' ISTR0="'.length
  // The last one: a string may hold the key, attributes (package id, path, version) do not. In front of a string's key it
  // is only text of a string, and the line was cut before its attributes.
  const count = message.lastIndexOf(`${quote} NUMATTRS=`)
  const end = count >= Math.max(first, message.lastIndexOf(`${quote} ISTR`)) ? count : -1
  const starts = marksInOrder(message, first, quote, marks) ?? disputedMarks(message, first, marks, end)
  return end < 0
    ? { strings: valuesOfCut(message, first, starts, quote), attributesAt: -1 }
    : { strings: valuesBetween(message.slice(0, end), first, starts), attributesAt: end + 1 }
}

/** Indices of the marks of the strings 1, 2, …, when nothing else in the text looks like one: as good as always. */
function marksInOrder(message: string, from: number, quote: string, marks: readonly string[]): number[] | undefined {
  const begin = `${quote} ISTR`
  const found: number[] = []
  let at = message.indexOf(begin, from)
  while (at >= 0) {
    const mark = marks[found.length + 1]
    const cut = mark !== undefined && message.length < at + mark.length && mark.startsWith(message.slice(at))
    if (cut) return found
    if (mark === undefined || !message.startsWith(mark, at)) return undefined
    found.push(at)
    // The mark's own quotation mark begins the next one when the string is empty: `ISTR1="" ISTR2=`.
    at = message.indexOf(begin, at + mark.length)
  }
  return found
}

/**
 * The marks when a string holds some that are not its own. With one such string n, the marks up to n are the first ones in
 * order, and those behind it the last ones: of these readings the likeliest. Where nothing tells (a string that repeats its
 * own key beside free text) the earliest string is the odd one: names of packages come first.
 */
function disputedMarks(message: string, from: number, marks: readonly string[], end: number): readonly number[] {
  const text = end < 0 ? message : message.slice(0, end)
  const early = earliest(text, from, marks)
  const late = latest(text, marks, early.length)
  const attributes = end < 0 ? '' : message.slice(end)
  let best: readonly number[] = early
  let least = Infinity
  for (let n = 0; n <= early.length; n++) {
    const reading = [...early.slice(0, n), ...late.slice(n)]
    const doubt = doubtOf(valuesBetween(text, from, reading), attributes)
    if (doubt >= least) continue
    best = reading
    least = doubt
  }
  return best
}

function earliest(text: string, from: number, marks: readonly string[]): number[] {
  const found: number[] = []
  let at = from
  for (const mark of marks.slice(1)) {
    const next = text.indexOf(mark, at)
    if (next < 0) break
    found.push(next)
    at = next + mark.length
  }
  return found
}

function latest(text: string, marks: readonly string[], count: number): number[] {
  const found: number[] = []
  let before = text.length
  for (let n = count; n >= 1; n--) {
    const mark = marks[n] ?? ''
    before = text.lastIndexOf(mark, before - mark.length)
    found.unshift(before)
  }
  return found
}

const anyMark = /["'] ISTR\d=["']/
/** A word, or the path of a distribution point: what every string but a name holds. */
const plain = /^(?:[\w.:{}\\/-]*|\["Display=[^\]]*\]MSWNET:\["[^\]"]*"\]\\\\ ?[^"\s]+)$/
const longestPlain = 256

/**
 * How little the strings look like those of one message; less is better. Strings that hold a mark count most, then those
 * that are plain, then those that an attribute repeats (package id, distribution point).
 */
function doubtOf(values: readonly string[], attributes: string): number {
  let doubt = 0
  for (const value of values) {
    if (anyMark.test(value)) doubt += 1000
    if (value.length > longestPlain || !plain.test(value)) continue
    doubt -= 20
    if (value !== '' && (attributes.includes(`="${value}"`) || attributes.includes(`='${value}'`))) doubt--
  }
  return doubt
}

const markLength = `" ISTR1="`.length

/** The strings from the first one's start to the end of the text. */
function valuesBetween(text: string, first: number, starts: readonly number[]): string[] {
  const values: string[] = []
  let start = first
  for (const next of starts) {
    values.push(text.slice(start, next))
    start = next + markLength
  }
  values.push(text.slice(start))
  return values
}

/** The strings of a message without its attributes: the end of the line may cut the last one. */
function valuesOfCut(message: string, first: number, starts: readonly number[], quote: string): string[] {
  const values = valuesBetween(message, first, starts)
  const keys = [`ISTR${starts.length + 1}=`, 'NUMATTRS=']
  const last = lastValue(values.pop() ?? '', quote, keys, false)
  return last === undefined ? values : [...values, last]
}

/**
 * The last value of a message, which no whole key follows: it ends at the last quotation mark, when behind that the next
 * key begins or an ellipsis stands, or nothing where the message `mayEnd`. Anything else was cut within the value, and a
 * cut value is no fact.
 */
export function lastValue(rest: string, quote: string, keys: readonly string[], mayEnd: boolean): string | undefined {
  const end = rest.lastIndexOf(quote)
  if (end < 0) return undefined
  const value = rest.slice(0, end)
  const behind = rest.slice(end + 1).trim()
  const whole = behind === '' ? mayEnd : /^[.…~\s]+$/.test(behind) || keys.some((key) => key.startsWith(behind))
  // A NAL path holds quotation marks itself, up to the address that ends it.
  const cutPath = rest.startsWith(`[${quote}`) && !value.includes(`${quote}]\\\\`)
  return whole && !cutPath ? value : undefined
}
