// Strings and attributes of the status messages that excerpts show whole (log-signatures.md, STATMSG lines), severities
// from distribution-engine.md 5.
import type { SpokenStatusMessage } from '../utterance.ts'

type StatusWording = {
  readonly severity?: SpokenStatusMessage['severity']
  readonly strings: readonly string[]
  readonly attributes: Readonly<Partial<Record<Attribute, string>>>
}
/** 400 package id, 404 NAL path, 410 package version. */
type Attribute = (typeof attributeOrder)[number]

/** Attributes stand in this order in 8210: 400, 410, 404 (corpus/docs 02-distribute-across-sites PkgXferMgr). */
export const attributeOrder = [400, 410, 404] as const

const ofPackage = { 400: '{packageId}' }
const ofDp = { 400: '{packageId}', 404: '{nalPath}' }
const ofTransfer = { 400: '{packageId}', 410: '{packageVersion}', 404: '{nalPath}' }

export const statusWording: Readonly<Record<number, StatusWording>> = {
  2300: { strings: ['{packageName}', '{packageId}'], attributes: ofPackage },
  2301: { strings: ['{packageName}', '{packageId}'], attributes: ofPackage },
  2302: { severity: 'E', strings: ['{packageName}', '{packageId}'], attributes: ofPackage },
  2306: { severity: 'E', strings: ['{source}', '{packageName}', '{packageId}'], attributes: ofPackage },
  2311: { strings: ['{packageId}'], attributes: ofPackage },
  2321: { severity: 'E', strings: ['{packageName}', '{packageId}'], attributes: ofPackage },
  2330: { strings: ['{packageId}', '{nalPath}'], attributes: ofDp },
  2333: { strings: ['{packageId}', '{destination}'], attributes: ofPackage },
  2342: { strings: ['{packageName}', '{nalPath}'], attributes: ofDp },
  2357: { strings: ['{packageId}', '{nalPath}'], attributes: ofDp },
  2371: { strings: ['{packageId}', '{nalPath}'], attributes: ofDp },
  2376: { strings: ['{packageId}'], attributes: ofPackage },
  2399: { strings: ['{nalPath}', '{server}'], attributes: { 404: '{nalPath}' } },
  4400: { strings: ['{packageId}', '\\\\{siteServer}\\E$\\SMSPKG\\{packageId}.PCK'], attributes: ofPackage },
  8200: {
    strings: ['{packageId}', '{packageVersion}', '{server}'],
    attributes: { 400: '{packageId}', 410: '{packageVersion}' },
  },
  8210: { strings: ['{packageId}', '{packageVersion}', '{server}'], attributes: ofTransfer },
  8211: { severity: 'E', strings: ['{packageId}', '{packageVersion}', '{server}'], attributes: ofTransfer },
  8212: { strings: ['{packageId}', '{packageVersion}', '{server}'], attributes: ofTransfer },
}
