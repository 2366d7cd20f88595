// What the sending thread asks the site's own library before it sends a content, and the upload of one to a cloud DP.
// Source: failure-taxonomy.md 2; corpus/docs troubleshoot-content-distribution, package-distribution-to-remote-dp-fails,
// content-distribution-error-80070070.
import type { Content } from '../model/content.ts'
import { about, pace } from '../model/pace.ts'
import { contentWords } from '../model/words.ts'
import type { Wait } from '../world/world.ts'
import type { Sending } from './sending.ts'
import type { SendingTrouble } from './sending-troubles.ts'

export type LookupTrouble = 'logon-remote-library'

/** A DP of another domain is connected with an account of its own. @returns what that account cannot do */
export function namesAccount({ job, voice, hierarchy }: Sending): LookupTrouble | undefined {
  if (!hierarchy.faults.hits('logon-remote-library', job.dp.name)) return undefined
  voice.say('account named', { text: 'FABRIKAM\\svc-content' })
  return 'logon-remote-library'
}

export function looksUp(
  { voice, site, hierarchy }: Sending,
  content: Content,
  account: LookupTrouble | undefined,
): SendingTrouble | undefined {
  const words = contentWords(content)
  const trouble = account ?? hierarchy.faults.first(['content-missing-site', 'wrong-library-root'], site.code)
  if (trouble === undefined) return undefined
  const resultCode = lookupCodes[trouble]
  const [file] = content.files
  if (trouble === 'wrong-library-root' && file !== undefined) {
    voice.say('content begun', words)
    // The stored location is the program folder (failure-taxonomy.md 2, wrong-library-root).
    const library = `${String(site.machine.words['install'])}\\bin\\x64`
    voice.say('file opened', { library, hash: file.hash, hashStart: file.hash.slice(0, 4) })
    voice.say('library lookup failed', { resultCode })
  } else {
    voice.say('library lookup failed', { resultCode })
    voice.say('content begun', words)
  }
  return { class: trouble, code: resultCode, told: resultCode }
}

const lookupCodes = {
  'content-missing-site': '0x80070003',
  'wrong-library-root': '0x80070003',
  'logon-remote-library': '0x8007052E',
} as const

/** Nothing for any other DP. */
export function* uploads(
  { job, voice, site, hierarchy, random }: Sending,
  content: Content,
): Generator<Wait, SendingTrouble | undefined, undefined> {
  const { dp } = job
  if (dp.plan.kind !== 'cloud') return undefined
  voice.say('upload begun', { signatures: `${(site.plan.drives[0]?.letter ?? 'E:').slice(0, 1)}:\\SMSPKGSIG` })
  yield about(pace.deed * content.files.length, random)
  if (!hierarchy.faults.hits('branchcache-cache-full', dp.name)) return undefined
  const resultCode = '0x80070070'
  const text = 'System.Runtime.InteropServices.COMException - There is not enough space on the disk.'
  voice.say('upload failed', { text, resultCode })
  voice.say('stack told')
  for (const frame of frames) voice.say('stack frame told', { text: frame })
  return { class: 'branchcache-cache-full', code: resultCode, told: resultCode }
}

const frames = [
  'AzureRoles.ContentManager.BranchCacheContentInfoStreamClass.Complete()',
  'AzureRoles.ContentManager.ContentInfoStream.Close()',
]
