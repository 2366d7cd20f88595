// What an account read from logs says otherwise than the world does. Where lines were destroyed it may say less: nothing,
// `unknown`, no code, fewer tries, a later first line. It may never say something else.

export type Facts = Readonly<Record<string, unknown>>

export type Comparison = {
  /** `key: field is X, truth Y` */
  readonly wrong: string[]
  /** Facts that the world knows and the account does not, because their lines were destroyed. */
  unknown: number
}

export const newComparison = (): Comparison => ({ wrong: [], unknown: 0 })

type Compared = {
  readonly keyOf: (one: Facts) => string
  readonly fields: readonly string[]
  /** Was any line about it destroyed? */
  readonly isLost: (truth: Facts) => boolean
  /** Where lines are lost: may what is told be of this one? */
  readonly fits: (told: Facts, truth: Facts) => boolean
}

export function compare(
  told: readonly Facts[],
  truth: readonly Facts[],
  { keyOf, fields, isLost, fits }: Compared,
  result: Comparison,
): void {
  const byKey = new Map(truth.map((one) => [keyOf(one), one]))
  const known = new Set<Facts>()
  for (const one of told) {
    const key = keyOf(one)
    const other = byKey.get(key)
    if (other !== undefined) {
      known.add(other)
      compareFields(key, one, other, fields, isLost(other), result)
      continue
    }
    const candidates = truth.filter((candidate) => isLost(candidate) && fits(one, candidate))
    if (candidates.some((candidate) => isPartOf(one, candidate, fields))) result.unknown++
    else result.wrong.push(`${key}: told as ${String(one['outcome'])}, not in truth`)
  }
  for (const other of truth) {
    if (known.has(other)) continue
    if (isLost(other)) result.unknown++
    else result.wrong.push(`${keyOf(other)}: not told, truth ${String(other['outcome'])}`)
  }
}

function compareFields(
  key: string,
  one: Facts,
  other: Facts,
  fields: readonly string[],
  lost: boolean,
  result: Comparison,
): void {
  for (const field of fields) {
    if (words(one[field]) === words(other[field])) continue
    if (lost && saysLess(field, one, other)) result.unknown++
    else
      result.wrong.push(
        `${key}: ${field} is ${words(one[field])}, truth ${words(other[field])}${lost ? ' (lost)' : ''}`,
      )
  }
}

const isPartOf = (one: Facts, other: Facts, fields: readonly string[]): boolean =>
  fields.every((field) => words(one[field]) === words(other[field]) || saysLess(field, one, other))

/** Says the account less than the truth, and nothing else? */
function saysLess(field: string, one: Facts, other: Facts): boolean {
  const [told, truth] = [one[field], other[field]]
  switch (field) {
    case 'outcome':
      return told === 'unknown'
    case 'attempts':
    case 'failures':
      return Number(told) <= Number(truth)
    case 'jobIds':
    case 'contentIds':
      return (told as string[]).every((id) => (truth as string[]).includes(id))
    case 'firstTime':
    case 'lastTime':
      return told === null || (String(told) >= String(other['firstTime']) && String(told) <= String(other['lastTime']))
    case 'failure':
      return told === null || (told as { class: string }).class === 'unknown'
    case 'pull':
      return told === false
    case 'action':
      // There is no word for an action that is not known: it is told as a first distribution.
      return told === 'distribute'
    default:
      return told === null
  }
}

/** Class and code are what a failure is compared by; lists without order. */
function words(value: unknown): string {
  if (Array.isArray(value)) return [...(value as string[])].sort().join(' ')
  if (typeof value !== 'object' || value === null) return String(value)
  const { class: name, code } = value as { class?: string; code?: string | null }
  return `${String(name)} ${String(code)}`
}
