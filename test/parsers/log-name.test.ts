import { expect, it } from 'vitest'
import { logOfComponent, logOfFileName } from '../../parsers/log-name.ts'

it.each([
  ['SMS_DISTRIBUTION_MANAGER', 'distmgr'],
  ['sms_package_transfer_manager ', 'pkgxfermgr'],
  ['SMS DP Provider', 'smsdpprov'],
  ['PullDP', 'pulldp'],
  ['SMS_HIERARCHY_MANAGER', undefined],
  ['constructor', undefined],
  ['', undefined],
])('component %j writes %s', (component, log) => {
  expect(logOfComponent(component)).toBe(log)
})

it.each([
  ['distmgr.log', 'distmgr'],
  ['distmgr.lo_', 'distmgr'],
  ['PkgXferMgr-20260105-080000.log', 'pkgxfermgr'],
  ['C:\\SMS\\Logs\\PkgXferMgr.LOG', 'pkgxfermgr'],
  ['/logs/PS1SITE/smsdpprov.log', 'smsdpprov'],
  ['distmgr-02.view.txt', 'distmgr'],
  ['distmgr.log.1', 'distmgr'],
  ['distmgr-standard-dp.log', 'distmgr'],
  ['understand-package-actions.02-distribute.site-PS1.despool.log', 'despool'],
  ['understand-troubleshoot.mixed-smsdbmon-distmgr.log', undefined],
  ['distmgr/other.log', undefined],
  ['schedule.01-create.SMSProv.log', undefined],
  ['SMSPXE.log', undefined],
  ['.log', undefined],
])('file %j is %s', (file, log) => {
  expect(logOfFileName(file)).toBe(log)
})
