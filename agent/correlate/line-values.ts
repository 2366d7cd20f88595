import type { Fields } from '../../parsers/recognise.ts'

/** A number a line prints; undefined when it prints none. */
export function numberIn(fields: Fields, name: string): number | undefined {
  const number = fields[name] === undefined ? Number.NaN : Number(fields[name])
  return Number.isSafeInteger(number) ? number : undefined
}

/** The line's code, as a fact; no fact when the line has none. */
export function codeOf(fields: Fields, otherwise?: string): { readonly code?: string } {
  const code = fields['resultCode'] ?? otherwise
  return code === undefined ? {} : { code: String(code) }
}
