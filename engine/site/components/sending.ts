import type { Hierarchy, Job, Site } from '../model/hierarchy.ts'
import type { Chance } from '../world/chance.ts'
import type { Voice } from '../world/voice.ts'

/** The job comes back to PkgXferMgr at this moment. */
export type Retry = (job: Job, at: number) => void

/** What a sending thread works with. */
export type Sending = {
  readonly job: Job
  readonly voice: Voice
  readonly site: Site
  readonly hierarchy: Hierarchy
  readonly random: Chance
}
