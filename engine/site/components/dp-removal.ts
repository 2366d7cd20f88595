// The DP Manager removes a DP. Source: distribution-engine.md 8, step 5; corpus/docs dp-installation 04-removal.
import type { Dp, Hierarchy } from '../model/hierarchy.ts'
import { about, pace } from '../model/pace.ts'
import type { Chance } from '../world/chance.ts'
import type { Voice } from '../world/voice.ts'
import type { Process } from '../world/world.ts'

/** Seconds the provider may take to let go of its folder. */
const unloadTimeout = 300
const accessDenied = '0x80070005'

export function* removeDp(dp: Dp, voice: Voice, random: Chance, roles: Hierarchy['roles']): Process {
  const { name } = dp
  roles.set(name, { dp: name, outcome: 'in-progress', trouble: undefined })
  yield about(pace.packageNotice, random)
  voice.say('policy triggered', { pkgordp: String(dp.id) })
  voice.say('PXE configured')
  // The pull part goes last; until then the files are those of an ordinary DP.
  voice.say('is no pull DP')
  voice.say('DP files uninstalling')
  voice.say('provider classes deleting')
  yield about(pace.addContent, random)
  voice.say('provider classes deleted')
  voice.say('DP files uninstalling')
  voice.say('provider uninstalling')
  voice.say('provider unregistering')
  yield about(pace.addContent, random)
  const share = 'SMS_DP$'
  voice.say('share removed', { share })
  // The provider of a DP that was in use holds its own folder.
  if (dp.installed) {
    roles.set(name, { dp: name, outcome: 'waiting', trouble: { class: 'dp-removal-retry', code: accessDenied } })
    yield* unloads(share, voice, random)
  }
  roles.set(name, { dp: name, outcome: 'in-progress', trouble: undefined })
  voice.say('folder removed', { share })
  for (const other of ['SCCMContentLib$', 'SMSSIG$']) voice.say('share removed', { share: other })
  voice.say('DP uninstalled')
  roles.set(name, { dp: name, outcome: 'removed', trouble: undefined })
  voice.say('DP registry deleting')
  if (dp.plan.kind === 'pull') {
    voice.say('is a pull DP')
    voice.say('pull part removing')
  }
  dp.installed = false
}

function* unloads(share: string, voice: Voice, random: Chance): Process {
  voice.say('folder locked', { share, resultCode: accessDenied })
  voice.say('provider unloaded', { text: 'SMSDPProvider - root\\SCCMDP' })
  voice.say('provider awaited', { sec: unloadTimeout })
  yield about((unloadTimeout * 1_000) / 10, random)
}
