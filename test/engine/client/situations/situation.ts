// A documented situation of a client: where it is told, what is the case, what comes out, and the way through the flows.

export type Situation = {
  /** Section or node of the notes that tells the outcome. */
  readonly place: string
  readonly name: string
  readonly run: () => Result
  readonly outcome: string
  /** `CLF 20-26 25`: nodes in their order; consecutive numbers as a range. */
  readonly path: string
}

export type Result = { readonly outcome: string; readonly path: readonly string[] }

type Row = readonly [place: string, name: string, run: () => Result, outcome: string, path: string]

export const situations = (...rows: readonly Row[]): readonly Situation[] =>
  rows.map(([place, name, run, outcome, path]) => ({ place, name, run, outcome, path }))

/** `PAI-1 PAD-1 PAD-2` -> `PAI 1 PAD 1 2`; three and more in a row become a range. */
export function shortPath(path: readonly string[]): string {
  const words: string[] = []
  let flow = ''
  for (let at = 0; at < path.length;) {
    const [name = '', number = ''] = (path[at] ?? '').split('-')
    if (name !== flow) words.push(name)
    flow = name
    let length = 1
    while (path[at + length] === `${name}-${Number(number) + length}`) length++
    const last = Number(number) + length - 1
    words.push(length === 1 ? number : length === 2 ? `${number} ${last}` : `${number}-${last}`)
    at += length
  }
  return words.join(' ')
}

/** Equals are taken as they are written: tests say which comes first by the name. */
export const byName = (name: string): number => (name.codePointAt(name.length - 1) ?? 0) / 1000

export const minute = 60_000
export const hour = 60 * minute
