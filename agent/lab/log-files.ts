// Which file a component writes, under which name and in which form (reference: log-formats.md 1).
import type { LogName } from '../../parsers/log-name.ts'
import { renderEntry, type WrittenEntry, type WrittenForm } from './forms.ts'

type LogFile = { readonly file: string; readonly component: string; readonly form: WrittenForm }

export const logFiles: Readonly<Record<LogName, LogFile>> = {
  distmgr: { file: 'distmgr.log', component: 'SMS_DISTRIBUTION_MANAGER', form: 'site-server' },
  pkgxfermgr: { file: 'PkgXferMgr.log', component: 'SMS_PACKAGE_TRANSFER_MANAGER', form: 'site-server' },
  smsdpprov: { file: 'smsdpprov.log', component: '', form: 'bracket' },
  smsdbmon: { file: 'smsdbmon.log', component: 'SMS_DATABASE_NOTIFICATION_MONITOR', form: 'site-server' },
  schedule: { file: 'schedule.log', component: 'SMS_SCHEDULER', form: 'site-server' },
  sender: { file: 'sender.log', component: 'SMS_LAN_SENDER', form: 'site-server' },
  despool: { file: 'despool.log', component: 'SMS_DESPOOLER', form: 'site-server' },
  sitecomp: { file: 'sitecomp.log', component: 'SMS_SITE_COMPONENT_MANAGER', form: 'site-server' },
  statesys: { file: 'statesys.log', component: 'SMS_STATE_SYSTEM', form: 'site-server' },
  pulldp: { file: 'PullDP.log', component: 'PullDP', form: 'ccm' },
  datatransferservice: { file: 'DataTransferService.log', component: 'DataTransferService', form: 'ccm' },
}

export const fileOf = (log: LogName): string => logFiles[log].file

/** Line end included. */
export function entryOf(log: LogName, entry: Omit<WrittenEntry, 'component'>): string {
  const { component, form } = logFiles[log]
  return renderEntry[form]({ ...entry, component })
}
