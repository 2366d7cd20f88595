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
  | 'datatransferservice'

/** Component, as the envelope or a log viewer prints it, in upper case -> log (log-signatures.md, heads of the sections). */
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
  DATATRANSFERSERVICE: 'datatransferservice',
}

const fileNames: Readonly<Record<LogName, string>> = {
  distmgr: 'distmgr.log',
  pkgxfermgr: 'PkgXferMgr.log',
  smsdpprov: 'smsdpprov.log',
  smsdbmon: 'smsdbmon.log',
  schedule: 'schedule.log',
  sender: 'sender.log',
  despool: 'despool.log',
  sitecomp: 'sitecomp.log',
  statesys: 'statesys.log',
  pulldp: 'PullDP.log',
  datatransferservice: 'DataTransferService.log',
}

/** How the file is named on disk: `PkgXferMgr.log`. */
export const fileNameOf = (log: LogName): string => fileNames[log]

const logNames: ReadonlySet<string> = new Set(Object.keys(fileNames))

/** Several components may be sent into one file (log-formats.md 7): a component tells more than a file name. */
export function logOfComponent(component: string): LogName | undefined {
  const key = component.trim().toUpperCase()
  return Object.hasOwn(componentLogs, key) ? componentLogs[key] : undefined
}

/**
 * Log of a file: `distmgr.log`, `PkgXferMgr.lo_`, `distmgr-20260105-080000.log`, `article.site-PS1.smsdpprov.log`.
 * The name is the word before the extensions; dates and numbers may be joined to it. Two logs in one name are none.
 */
export function logOfFileName(path: string): LogName | undefined {
  const base = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase()
  const name = base.replace(/(?:\.(?:log|lo_|txt|view|bak|old|\d{1,3}))+$/, '')
  const words = name.slice(name.lastIndexOf('.') + 1).split(/[-_ ]/)
  const named = words.filter((word) => logNames.has(word))
  return named.length === 1 ? (named[0] as LogName) : undefined
}
