// How long steps take where nobody waits for bytes: nothing published says so in general; the spans are those between
// the lines of the public excerpts, rounded (corpus/docs understand-package-actions). Milliseconds.
import type { Chance } from '../world/chance.ts'

export const pace = {
  /** smsdbmon looks for changed rows. */
  notification: 2_000,
  /** DistMgr's main thread picks up a notification file. */
  packageNotice: 5_000,
  /** PkgXferMgr's main thread looks for jobs. */
  jobNotice: 10_000,
  /** From one deed of a thread to the next. */
  deed: 100,
  /** A network connection to a DP, shares and virtual directories checked. */
  dpChecks: 9_000,
  /** A connection that nobody answers. */
  noAnswer: 21_000,
  /** The DP provider takes a file in. */
  addFile: 60,
  /** The DP provider ends a content. */
  addContent: 1_500,
  /** The replication thread picks up a status file. */
  statusFile: 4_000,
  /** Snapshot, per gigabyte: reading, hashing, writing to the library. */
  snapshotPerGigabyte: 40_000,
  snapshotLeast: 3_000,
  signaturePerGigabyte: 20_000,
  /** The pull component starts after it was told; a state message reaches the database. */
  pullStart: 5_000,
  stateMessage: 30_000,
  /** Database replication to the next site. */
  replication: 90_000,
  /** The scheduler's cycle. */
  scheduler: 10_000,
  despooler: 5_000,
  /** An instruction whose package row is missing is looked at again (distribution-engine.md 6.3, 5). */
  despoolerRetry: 5 * 60_000,
  /** A pull DP without a source that has the content starts over (distribution-engine.md 6.4, limits). */
  pullAgain: 30 * 60_000,
  dpInstallation: 60_000,
} as const

/** Nothing takes exactly as long as last time: between three quarters and one and a half times. */
export const about = (milliseconds: number, random: Chance): number => milliseconds * (0.75 + 0.75 * random.next())
