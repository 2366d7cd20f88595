// How often and how soon ConfigMgr tries again, and what is left of it (failure-taxonomy.md 4).

const minute = 60_000

export type RetryRule = {
  /** How many tries there are at most. */
  readonly tries: number
  /** Milliseconds between two tries. */
  readonly delay: number
}

export type RetryRules = {
  /** Transfer jobs to ordinary DPs. */
  readonly push: RetryRule
  /** Notifications of a pull DP. */
  readonly pull: RetryRule
  /** Questions to a notified pull DP how far it is. */
  readonly polls: RetryRule
}

/** Defaults of the component; ranges 1 to 1000 tries and 1 to 1440 minutes (distribution-engine.md 2). */
export const defaultRetryRules: RetryRules = {
  push: { tries: 100, delay: 30 * minute },
  pull: { tries: 30, delay: 20 * minute },
  polls: { tries: 72, delay: 60 * minute },
}

/** Delays that can be set, milliseconds (distribution-engine.md 2). */
const delayRange = { least: minute, most: 1_440 * minute }

/**
 * When the last try that is left begins: should it fail too, the job is given up. Milliseconds since 1970 UTC; undefined
 * where no next try is known.
 *
 * @param printedAt  when the line with the next try was written: the site's own delay shows in it
 */
export function givenUpAt(
  { nextRetry, triesLeft: left }: { readonly nextRetry: number | undefined; readonly triesLeft: number | undefined },
  printedAt: number | undefined,
  usual: number,
): number | undefined {
  if (nextRetry === undefined || left === undefined || left < 1) return undefined
  const shown = printedAt === undefined ? usual : Math.round((nextRetry - printedAt) / minute) * minute
  const delay = shown >= delayRange.least && shown <= delayRange.most ? shown : usual
  return nextRetry + (left - 1) * delay
}

/** A count above the limit we assume means that the site allows more tries than we know: none are left to promise. */
export function triesLeft(count: number, limit: number): number {
  return Math.max(0, limit - count)
}
