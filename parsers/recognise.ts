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

/**
 * How a message was written where its fields alone do not tell: optional parts and other notations of a number.
 * Keys are hole names of the template or `?n` for its n-th optional part; undefined when everything is as usual.
 */
export type Shape = Readonly<Record<string, string>>

/** Values of the holes under their output names, exactly as printed; threadId is a number, resultCode canonical. */
export type Fields = Readonly<Record<string, string | number>>

/** A recognised message. */
export type LogEvent = {
  /** Row of the catalogue: `PX-012`. */
  readonly signature: string
  /** A placeholder such as `<PackageID>` gives no field (the text is kept in `shape`). */
  readonly fields: Fields
  readonly severity: Severity
  readonly shape: Shape | undefined
}

export type Recogniser = {
  /**
   * Could a message that begins at `start` be one of ours? Looks at a few bytes, makes no string.
   * `end` is the end of the message or of the line it stands in. False is certain, true is a maybe.
   */
  mayMatch(bytes: Uint8Array, start: number, end: number, log?: LogName): boolean
  /** The one row the message fits, in its log; without a log the three main logs are tried first, then the others. */
  recognise(message: string, log?: LogName): LogEvent | undefined
}

/** Component as in the envelope -> log. */
const componentLogs: Readonly<Record<string, LogName>> = {
  SMS_DISTRIBUTION_MANAGER: 'distmgr',
  SMS_PACKAGE_TRANSFER_MANAGER: 'pkgxfermgr',
  'SMS DP PROVIDER': 'smsdpprov',
  SMSDPPROVIDER: 'smsdpprov',
  SMS_DATABASE_NOTIFICATION_MONITOR: 'smsdbmon',
  SMS_SCHEDULER: 'schedule',
  SMS_LAN_SENDER: 'sender',
  SMS_DESPOOLER: 'despool',
  SMS_SITE_COMPONENT_MANAGER: 'sitecomp',
  SMS_STATE_SYSTEM: 'statesys',
  PULLDP: 'pulldp',
}

export function logOfComponent(component: string): LogName | undefined {
  return componentLogs[component.trim().toUpperCase()]
}

const logNames: readonly LogName[] = [...new Set(Object.values(componentLogs))]

/**
 * Log of a file name: `distmgr.log`, `PkgXferMgr.lo_`, `distmgr-20260105-080000.log`, `article.site-PS1.smsdpprov.log`.
 * The log's name is the last dot-separated word before the extension.
 */
export function logOfFileName(fileName: string): LogName | undefined {
  const base = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1).toLowerCase()
  return logNames.find((log) => base.split(/[.\-_ ]/).includes(log))
}

export function recogniser(): Recogniser {
  return { mayMatch: () => false, recognise: () => undefined }
}
