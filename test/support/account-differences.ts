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
  /** Was any line about an earlier version there destroyed? Then nothing tells that it replaces one. */
  readonly isPastLost?: (truth: Facts) => boolean
  /** Where lines are lost: may what is told be of this one? */
  readonly fits: (told: Facts, truth: Facts) => boolean
  /** Was that DP ever hindered so (`class code`)? What became of it may be lost, and is then told as unknown. */
  readonly everFailed?: (dp: unknown, failure: string) => boolean
}

export function compare(
  told: readonly Facts[],
  truth: readonly Facts[],
  { keyOf, fields, isLost, isPastLost = isLost, fits, everFailed = () => false }: Compared,
  result: Comparison,
): void {
  const byKey = new Map(truth.map((one) => [keyOf(one), one]))
  const known = new Set<Facts>()
  for (const one of told) {
    const key = keyOf(one)
    const other = byKey.get(key)
    if (other !== undefined) {
      known.add(other)
      compareFields(key, one, other, fields, (field) => (field === 'action' ? isPastLost : isLost)(other), result)
      continue
    }
    const candidates = truth.filter((candidate) => isLost(candidate) && fits(one, candidate))
    const isPast = one['outcome'] === 'unknown' && everFailed(one['dp'], words(one['failure']))
    const asked = isPast ? fields.filter((field) => field !== 'failure') : fields
    if (candidates.length > 0 && isPartOf(one, together(candidates, one), asked)) result.unknown++
    else result.wrong.push(`${key}: told as ${String(one['outcome'])}, not in truth${why(one, candidates, fields)}`)
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
  isLost: (field: string) => boolean,
  result: Comparison,
): void {
  for (const field of fields) {
    if (words(one[field]) === words(other[field])) continue
    const lost = isLost(field)
    if (lost && saysLess(field, one, other)) result.unknown++
    else
      result.wrong.push(
        `${key}: ${field} is ${words(one[field])}, truth ${words(other[field])}${lost ? ' (lost)' : ''}`,
      )
  }
}

/** What is told of a distribution without saying which may be of several: as if they were one. */
function together(candidates: readonly Facts[], told: Facts): Facts {
  const all = (field: string): unknown[] => candidates.map((one) => one[field])
  const texts = (field: string): string[] => all(field).filter((text) => typeof text === 'string')
  const known = (field: string): unknown =>
    all(field).some((value) => words(value) === words(told[field])) ? told[field] : all(field)[0]
  const sum = (field: string): number => all(field).reduce<number>((total, value) => total + Number(value), 0)
  return {
    ...Object.fromEntries(Object.keys(told).map((field) => [field, known(field)])),
    attempts: sum('attempts'),
    failures: sum('failures'),
    jobIds: all('jobIds').flat(),
    contentIds: all('contentIds').flat(),
    firstTime: texts('firstTime').sort()[0],
    lastTime: texts('lastTime').sort().at(-1),
  }
}

/** What speaks against its being one of those whose lines were destroyed. */
const why = (one: Facts, candidates: readonly Facts[], fields: readonly string[]): string =>
  candidates.length === 0
    ? ''
    : fields
        .filter((field) => !isPartOf(one, together(candidates, one), [field]))
        .map(
          (field) =>
            `; ${field} is ${words(one[field])}, truth ${candidates.map((other) => words(other[field])).join(' or ')}`,
        )
        .join('')

const isPartOf = (one: Facts, other: Facts, fields: readonly string[]): boolean =>
  fields
    // What the DP tells of an unnamed file is no line of any distribution, so it has no time there.
    .filter((field) => one['packageId'] !== null || !field.endsWith('Time'))
    .every((field) => words(one[field]) === words(other[field]) || saysLess(field, one, other))

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
