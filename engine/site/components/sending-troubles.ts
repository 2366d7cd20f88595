// What breaks a file on its way to a push DP, and how the thread and the DP's provider tell it, innermost first.
// Source: failure-taxonomy.md 2 and the excerpts it names (corpus/docs community-blog, troubleshoot; corpus/raw
// smsdpprov-04).
import type { FaultClass } from '../model/hierarchy-plan.ts'
import { about, pace } from '../model/pace.ts'
import type { Words } from '../world/saying.ts'
import type { Wait } from '../world/world.ts'
import type { Sending } from './sending.ts'

export type SendingTrouble = {
  readonly class: FaultClass | 'schedule-closed'
  /** What shows the cause. */
  readonly code: string
  /** What the outer functions repeat. */
  readonly told: string
}

/** The copy itself breaks off: class -> code (failure-taxonomy.md 3). */
const copyCodes = {
  'network-path': '0x80070040',
  'access-denied-dp': '0x80070005',
  'disk-full-dp': '0x80070070',
  'wmi-connect': '0x800706BA',
  // 1117, an I/O device error: no class speaks of it.
  unknown: '0x8007045D',
} as const satisfies Partial<Record<FaultClass, string>>

const copyFaults = ['network-path', 'access-denied-dp', 'disk-full-dp', 'wmi-connect', 'unknown'] as const

/** @param fits  does any drive of the DP have room for the file? */
export function* failsAtFile(
  { job, voice, hierarchy, random }: Sending,
  words: Words,
  fits: boolean,
): Generator<Wait, SendingTrouble | undefined, undefined> {
  const trouble = hierarchy.faults.first(copyFaults, job.dp.name) ?? (fits ? undefined : 'disk-full-dp')
  if (trouble === undefined) return undefined
  yield about(pace.noAnswer, random)
  voice.say('remote file deleted', words)
  const code = copyCodes[trouble]
  return { class: trouble, code, told: code }
}

/** The provider takes no file: class -> what its method returns, and the reason only its own log tells. */
const refusals = {
  'wmi-add-failed': { method: '0x80041001', reason: undefined },
  'provider-not-registered': { method: '0x80041001', reason: '0x80040154' },
  'antivirus-lock': { method: '0x80041001', reason: '0x80070020' },
  'wmi-class-missing': { method: '0x80041002', reason: undefined },
} as const satisfies Partial<Record<FaultClass, unknown>>

const refusalFaults = ['wmi-add-failed', 'provider-not-registered', 'antivirus-lock', 'wmi-class-missing'] as const

export function refusesFile(sending: Sending, words: Words): SendingTrouble | undefined {
  const { job, voice, hierarchy } = sending
  const trouble = hierarchy.faults.first(refusalFaults, job.dp.name)
  if (trouble === undefined) return undefined
  const { method, reason } = refusals[trouble]
  const named = { ...words, resultCode: method }
  if (reason !== undefined) providerTells(sending, words, reason)
  if (trouble === 'wmi-class-missing') voice.say('class missing')
  voice.say('method failed', { class: 'SMS_DistributionPoint', method: 'AddFile', resultCode: method })
  voice.say('add file failed', { resultCode: method })
  voice.say('file not added', named)
  if (trouble === 'wmi-class-missing') voice.say('add metadata failed', { resultCode: method })
  else voice.say('remote file deleted', words)
  return { class: trouble, code: reason ?? method, told: method }
}

function providerTells({ job, hierarchy }: Sending, words: Words, resultCode: string): void {
  // The lines name a file at most: by themselves they belong to no package.
  const provider = hierarchy.voices.begin(job.dp.machine, 'dp-provider', words)
  provider.say('library call failed', { class: 'CFileLibrary', method: 'AddFile', resultCode })
  provider.say('library call failed', { class: 'CContentDefinition', method: 'AddFile', resultCode })
  provider.say('file refused', { resultCode })
  provider.end()
}
