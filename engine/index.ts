// What the engine offers to the others: names of things, the content library, and the life of a distribution.
export {
  parseContentId,
  parseDpName,
  parseFileHash,
  parsePackageId,
  parseSiteCode,
  type ContentId,
  type DpName,
  type FileHash,
  type PackageId,
  type SiteCode,
} from './ids.ts'

// The content library: where it lies, what is in it, what is wrong with it.
export { diskStore } from './library/disk-store.ts'
export { memoryStore } from './library/memory-store.ts'
export type { LibraryStore } from './library/store.ts'
export { scanLibrary } from './scan/scan.ts'
export { updateIndex } from './scan/update.ts'
export { decodeIndex, encodeIndex } from './scan/snapshot.ts'
export type { LibraryIndex } from './scan/library-index.ts'
export { judgeTwice } from './checks/second-look.ts'
export type { Judgement } from './checks/judge-library.ts'
export type { Finding } from './checks/findings.ts'
export { hashAll, type Verification } from './verify/verify.ts'

// Distributions: events in, steps out.
export { createTracker, type DistributionAccount, type Tracker } from './distribution/tracker.ts'
export type { DistributionEvent } from './distribution/distribution-event.ts'
export type { Evidence, Outcome, PackageWork, Run, Stage, StageSpan, Step } from './distribution/run.ts'
export { rootSpanIdOf, spanIdOf, traceIdOf } from './distribution/trace-identity.ts'
