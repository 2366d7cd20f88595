// When a bad look at the library becomes a disagreement. A content may come some seconds after the line that speaks of
// it: the site reports what the provider has yet to commit. So nothing is said until the line is some seconds old and two
// looks, some time apart, show the same; what still changes is waited for. A content that stays `.temp` does not change.
// Pure; times are milliseconds of one clock.

/** What the looks at one claim have shown so far. */
export type Looks = {
  /** When the line was read. */
  readonly since: number
  /** What the newest look showed, and since when it shows the same. */
  readonly mark: string
  readonly sameSince: number
}

export type Patience =
  | { readonly decided: true }
  /** Look again after so many milliseconds. */
  | { readonly decided: false; readonly wait: number }

/** A success is reported as a lie no earlier than this after its line. */
export const arrivalGrace = 3_500
/** So long must the library show the same. */
const quiet = 1_500
/** What never stops changing is told as it is. */
const longest = 10 * 60_000
/** Between two looks. */
const between = 1_000

export const firstLook = (since: number, mark: string, now: number): Looks => ({ since, mark, sameSince: now })

export const nextLook = (looks: Looks, mark: string, now: number): Looks =>
  looks.mark === mark ? looks : { ...looks, mark, sameSince: now }

/** @param looks  with the newest look, which contradicts the log */
export function patience({ since, sameSince }: Looks, now: number): Patience {
  if (now - since >= longest) return { decided: true }
  const left = Math.max(since + arrivalGrace - now, sameSince + quiet - now)
  return left <= 0 ? { decided: true } : { decided: false, wait: Math.min(between, left) }
}

/** How long after a disagreement was told it is looked at again, the n-th time; it may have healed. */
export const lookAgainAfter = (times: number): number => Math.min(15_000 * 2 ** Math.min(times, 10), 5 * 60_000)
