// What stops a DP thread after it has reached its DP: IIS that lacks a part, a boot image that is not found. Source:
// failure-taxonomy.md 2; corpus/docs content-distribution-idispatch-error, boot-image-distribution-fails.
import type { Trouble } from '../model/package-delivery.ts'
import type { Dp, Hierarchy, SitePackage } from '../model/hierarchy.ts'
import type { Voice } from '../world/voice.ts'

const loadFailure = '0x80041013'
const dispatchError = 'IDispatch error #3603'
const pathMissing = '0x80070003'
const share = 'SMS_DP_SMSPKG$'

/** IIS 6 metabase or WMI compatibility is missing. */
export function lacksIis(voice: Voice, dp: Dp): Trouble {
  for (const text of ['SCFSSLPortList', 'SMSSSLPortList', 'SMSCWSPortList', 'SMSCWSSSLPortList'])
    voice.say('registry value absent', { text })
  voice.say('WMI object refused', { resultCode: loadFailure })
  voice.say('application pool refused', { text: dispatchError })
  voice.say('virtual directory refused', { share, text: dispatchError })
  voice.say('virtual directory postponed', { share, server: dp.name, sec: 5 })
  voice.say('IIS module refused', { resultCode: '0x80070490' })
  voice.say('IIS not configured')
  return { class: 'iis-components', code: loadFailure }
}

/** A boot image goes to the PXE folder of its DP too. @returns what hinders that */
export function expandsBootImage(one: SitePackage, dp: Dp, voice: Voice, { faults }: Hierarchy): Trouble | undefined {
  const { plan } = one.package
  if (plan.kind !== 'boot-image' || !dp.plan.pxe) return undefined
  voice.say('boot image expanding', { n: bootImageFlags })
  if (!faults.hits('content-lookup-excluded-drive', dp.name)) return undefined
  voice.say('file lookup failed', { resultCode: pathMissing })
  voice.say('size lookup failed', { resultCode: pathMissing })
  voice.say('boot image not expanded', { resultCode: pathMissing })
  return { class: 'content-lookup-excluded-drive', code: pathMissing }
}

/** PkgFlags as the excerpt prints them. */
const bootImageFlags = 16_778_240
