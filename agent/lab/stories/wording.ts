// What fills the holes of a line when a story does not say otherwise, and which threads it speaks of. A hole that is not
// named here takes the value of the same name from the scene.
import type { LogName } from '../../../parsers/log-name.ts'
import type { Shape } from '../../../parsers/recognise.ts'
import type { FieldTemplates, Speaker } from './steps.ts'

/** Which log a speaker writes, and on which machine. */
export const speakers: Readonly<Record<Speaker, { readonly log: LogName; readonly on: 'site server' | 'dp' }>> = {
  notifier: { log: 'smsdbmon', on: 'site server' },
  main: { log: 'distmgr', on: 'site server' },
  package: { log: 'distmgr', on: 'site server' },
  dp: { log: 'distmgr', on: 'site server' },
  replication: { log: 'distmgr', on: 'site server' },
  transferMain: { log: 'pkgxfermgr', on: 'site server' },
  sending: { log: 'pkgxfermgr', on: 'site server' },
  despooler: { log: 'despool', on: 'site server' },
  stateSystem: { log: 'statesys', on: 'site server' },
  provider: { log: 'smsdpprov', on: 'dp' },
  pull: { log: 'pulldp', on: 'dp' },
}

/** Lines that create a thread and print its number, and lines after which a thread is gone. */
export const threadStartedBy: Readonly<Record<string, Speaker>> = {
  'DM-024': 'package',
  'DM-073': 'dp',
  'PX-011': 'sending',
}
export const threadEndedBy: Readonly<Record<string, Speaker>> = {
  'DM-053': 'package',
  'DM-086': 'dp',
  'PX-031': 'sending',
  'PX-032': 'sending',
}
/** Lines that print the number of a thread other than their own. */
export const threadNamedBy: Readonly<Record<string, Speaker>> = { ...threadStartedBy, 'DM-086': 'dp' }

/** An application or update says it with another row (log-signatures.md: PX-015 and PX-016). */
export const saidForApplications: Readonly<Record<string, string>> = { 'PX-015': 'PX-016' }

const sha256 = '32780'

export const usualFields: Readonly<Record<string, FieldTemplates>> = {
  'DM-023': { n: '{threadsUsed}', m: '{threadLimit}' },
  'DM-040': { alg: sha256 },
  'DM-041': { alg: sha256, hash: '{packageHash}' },
  'DM-042': { alg: sha256, hash: '{signatureHash}' },
  'DM-051': { dbver: '{storedVersion}' },
  'DM-052': { dbver: '{sourceVersion}' },
  'DS-010': { path: '{library}' },
  'PX-043': { n: '{failures}' },
  'PX-060': { n: '{failures}' },
  'PD-006': { hash: '{packageHash}' },
  'PD-020': { resultCode: '0x00000000' },
  'PD-032': { resultCode: '0x00000001' },
}

/** Attributes stand in this order in 8210: 400, 410, 404 (corpus/docs 02-distribute-across-sites PkgXferMgr). */
export const attributeOrder = [400, 410, 404] as const

/** Strings and attributes of the status messages that excerpts show whole (log-signatures.md, STATMSG lines). */
export const statusMessages: Readonly<
  Record<
    number,
    { readonly strings: readonly string[]; readonly attributes: Readonly<Partial<Record<400 | 410 | 404, string>>> }
  >
> = {
  2300: { strings: ['{packageName}', '{packageId}'], attributes: { 400: '{packageId}' } },
  2301: { strings: ['{packageName}', '{packageId}'], attributes: { 400: '{packageId}' } },
  2311: { strings: ['{packageId}'], attributes: { 400: '{packageId}' } },
  2330: { strings: ['{packageId}', '{nalPath}'], attributes: { 400: '{packageId}', 404: '{nalPath}' } },
  2342: { strings: ['{packageName}', '{nalPath}'], attributes: { 400: '{packageId}', 404: '{nalPath}' } },
  2357: { strings: ['{packageId}', '{nalPath}'], attributes: { 400: '{packageId}', 404: '{nalPath}' } },
  2376: { strings: ['{packageId}'], attributes: { 400: '{packageId}' } },
  4400: {
    strings: ['{packageId}', '\\\\{siteServer}\\E$\\SMSPKG\\{packageId}.PCK'],
    attributes: { 400: '{packageId}' },
  },
  8200: {
    strings: ['{packageId}', '{packageVersion}', '{server}'],
    attributes: { 400: '{packageId}', 410: '{packageVersion}' },
  },
  8210: {
    strings: ['{packageId}', '{packageVersion}', '{server}'],
    attributes: { 400: '{packageId}', 410: '{packageVersion}', 404: '{nalPath}' },
  },
}

/** Numbers that are written in another notation than the row's. */
export const unusualShapes: Readonly<Record<string, Shape>> = { 'PD-032': { resultCodeHex: '0x00000001' } }
