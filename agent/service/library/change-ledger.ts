// I30: what changed in the library must have been spoken of in a log. A change is held against the log only after a
// while: the log may be read later than the library, and is written before and after the change.
import type { UnloggedChange } from '../../../engine/checks/facts.ts'

export type ChangeLedger = {
  /** A log line spoke of this package here. @param at milliseconds since 1970 UTC, like all times here */
  spokenOf(packageId: string, at: number): void
  /** The content came, went or was replaced between two scans. */
  changed(contentId: string, packageIds: readonly string[], since: number, at: number): void
  /** Changes that no log spoke of. */
  unlogged(now: number): readonly UnloggedChange[]
}

/** Time within which the log must have spoken, before the earlier scan and after the later one; milliseconds. */
const grace = 10 * 60_000
/** A change is told for so long; milliseconds. */
const told = 24 * 60 * 60_000
/** Changes remembered; a library that is rebuilt has more, and needs no list of them. */
const most = 1_000

export function changeLedger(): ChangeLedger {
  const spoken = new Map<string, number[]>()
  let changes: { contentId: string; packageIds: readonly string[]; since: number; at: number; spoken: boolean }[] = []

  return {
    spokenOf(packageId, at) {
      const times = (spoken.get(packageId) ?? []).filter((time) => at - time < told)
      if ((times.at(-1) ?? -Infinity) < at - 1_000) times.push(at)
      spoken.set(packageId, times)
    },
    changed(contentId, packageIds, since, at) {
      if (changes.length < most) changes.push({ contentId, packageIds, since, at, spoken: false })
    },
    unlogged(now) {
      changes = changes.filter(({ at }) => now - at < told)
      for (const change of changes) {
        const { packageIds, since, at } = change
        change.spoken ||= packageIds.some((id) =>
          spoken.get(id)?.some((time) => time >= since - grace && time <= at + grace),
        )
      }
      return changes
        .filter((change) => !change.spoken && now - change.at >= grace)
        .map(({ contentId, packageIds, at }) => ({ contentId, packageIds, at }))
    },
  }
}
