// The DP Manager removes a DP. Source: distribution-engine.md 8, step 5; corpus/docs dp-installation 04-removal.
import type { Dp } from '../model/hierarchy.ts'
import { about, pace } from '../model/pace.ts'
import type { Chance } from '../world/chance.ts'
import type { Voice } from '../world/voice.ts'
import type { Process } from '../world/world.ts'

/** Seconds the provider may take to let go of its folder. */
const unloadTimeout = 300
const accessDenied = '0x80070005'

export function* removeDp(dp: Dp, voice: Voice, random: Chance): Process {
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
  yield* removeFolder('SMS_DP$', dp.installed, voice, random)
  for (const share of ['SCCMContentLib$', 'SMSSIG$']) voice.say('share removed', { share })
  voice.say('DP uninstalled')
  voice.say('DP registry deleting')
  if (dp.plan.kind === 'pull') {
    voice.say('is a pull DP')
    voice.say('pull part removing')
  }
  dp.installed = false
}

/** The provider of a DP that was in use holds its own folder. */
function* removeFolder(share: string, isHeld: boolean, voice: Voice, random: Chance): Process {
  voice.say('share removed', { share })
  if (isHeld) {
    voice.say('folder locked', { share, resultCode: accessDenied })
    voice.say('provider unloaded', { text: 'SMSDPProvider - root\\SCCMDP' })
    voice.say('provider awaited', { sec: unloadTimeout })
    yield about((unloadTimeout * 1_000) / 10, random)
  }
  voice.say('folder removed', { share })
}
