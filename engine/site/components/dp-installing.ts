import type { Dp, Site } from '../model/hierarchy.ts'
import type { Faults } from '../model/faults.ts'
import type { Chance } from '../world/chance.ts'
import type { Voice, Voices } from '../world/voice.ts'

/** What a worker that installs a DP works with. */
export type Installation = {
  readonly dp: Dp
  readonly site: Site
  readonly voice: Voice
  readonly voices: Voices
  readonly random: Chance
  readonly faults: Faults
  /** The role is there already, and stays configured by hand. */
  readonly isUpgrade: boolean
}
