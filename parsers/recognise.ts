import type { Severity } from './log-entry.ts'

/** The logs that signatures belong to; lower case base name without extension. */
export type LogName =
  | 'distmgr'
  | 'pkgxfermgr'
  | 'smsdpprov'
  | 'smsdbmon'
  | 'schedule'
  | 'sender'
  | 'despool'
  | 'sitecomp'
  | 'statesys'
  | 'pulldp'

/** A recognised message. */
export type LogEvent = {
  /** Row of the catalogue: `PX-012`. */
  readonly signature: string
  /** Values of the holes under their output names (packageId, dpPriority, …), exactly as printed; threadId is a number, resultCode canonical. */
  readonly fields: Readonly<Record<string, string | number>>
  readonly severity: Severity
}
