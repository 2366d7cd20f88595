// Whether a program may run again (flows.md 2, rerun table; ADV-16).
import { assumedClient } from '../../assumptions.ts'
import { remoteClientFlags } from '../../site/objects/sms-advertisement.ts'

export type LastRun = 'never' | 'succeeded' | 'failed'

const { RERUN_ALWAYS, RERUN_NEVER, RERUN_IF_FAILED, RERUN_IF_SUCCEEDED } = remoteClientFlags

/** Behaviour -> may it run after: nothing, success, failure. */
const rows: readonly (readonly [flag: number, never: boolean, succeeded: boolean, failed: boolean])[] = [
  [RERUN_ALWAYS, true, true, true],
  [RERUN_NEVER, true, false, false],
  [RERUN_IF_FAILED, true, false, true],
  [RERUN_IF_SUCCEEDED, true, true, false],
]

/** Without a behaviour the program runs once, as with RERUN_NEVER (assumedClient). */
export function mayRunAgain(flags: number, last: LastRun): boolean {
  const [, never, succeeded, failed] = rows.find(([flag]) => (flags & flag) !== 0) ?? [
    0,
    true,
    !assumedClient.withoutRerunBehaviourOnce,
    !assumedClient.withoutRerunBehaviourOnce,
  ]
  return { never, succeeded, failed }[last]
}
