// DistMgr's replication thread: takes what PkgXferMgr and pull DPs report into the rows of the DPs, one file after the
// other. Source: distribution-engine.md 2 and 6.2, step 8; 6.4, step 5.
import { assumedSite } from '../../assumptions.ts'
import { succeed } from '../model/package-delivery.ts'
import type { Hierarchy, PullAnswer, Site, StatusFile } from '../model/hierarchy.ts'
import { about, pace } from '../model/pace.ts'
import { mailbox } from '../world/turnstile.ts'
import type { Voice } from '../world/voice.ts'
import type { Process } from '../world/world.ts'
import { refusesRow } from './status-rows.ts'

type Incoming = { readonly status: StatusFile } | { readonly answer: PullAnswer }

const fileNames = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** @param main  DistMgr's main thread, which tells that it started this one */
export function startReplicationThread(site: Site, hierarchy: Hierarchy, main: Voice) {
  const { world, voices, random } = hierarchy
  const own = random.fork(`replication ${site.code}`)
  const incoming = mailbox<Incoming>(world)
  const voice = voices.begin(site.machine, 'dist-mgr')
  main.say('replication thread started', { threadId: voice.thread })

  function* watch(): Process {
    for (;;) {
      yield incoming.filled
      yield about(pace.statusFile, own)
      for (let file = incoming.take(); file !== undefined; file = incoming.take()) {
        if ('status' in file) {
          const taken = takeStatus(file.status, voice, own.text(8, fileNames), hierarchy)
          if (!taken) again(file)
        } else takeAnswer(file.answer, voice, site, own.text(7, '0123456789'))
        yield about(pace.deed, own)
      }
    }
  }
  world.start(watch())

  function again(file: Incoming): void {
    world.at(world.now() + assumedSite.refusedRowRetry, () => incoming.put(file))
  }

  return {
    status: (status: StatusFile): void => incoming.put({ status }),
    pullAnswer: (answer: PullAnswer): void => incoming.put({ answer }),
  }
}

/**
 * PkgStatus.Status 3 installed, 5 failed, 6 removed (distribution-engine.md 4).
 *
 * @returns false when the database refused the row
 */
function takeStatus(file: StatusFile, voice: Voice, random: string, hierarchy: Hierarchy): boolean {
  const { delivery, status, words } = file
  voice.serve({ ...words, random, packageStatus: status }, delivery)
  voice.say('status file opened')
  voice.say('status of push DP')
  voice.say('status of package')
  if (refusesRow(file, voice, hierarchy)) return false
  voice.say('DP row written')
  if (status === 3) voice.say(2330)
  voice.say('status file deleted')
  if (status === 3) succeed(delivery)
  if (status === 5) {
    delivery.outcome = 'failure'
    delivery.nextRetry = undefined
  }
  if (status === 6) {
    delivery.outcome = 'removed'
    delivery.trouble = undefined
  }
  return true
}

/** The answer of a pull DP: 1 success, 4 failure, 64 cancelled. */
function takeAnswer({ delivery, state, words }: PullAnswer, voice: Voice, site: Site, digits: string): void {
  const rowKey = `7205759403${digits}`
  voice.serve({ ...words, rowKey, packageStatus: 3, actionstate: state }, delivery)
  if (site.plan.sqlTrace) voice.say('SQL traced', { text: readsResponse })
  voice.say('pull answer opened')
  voice.say('pull answer read')
  if (state === 1) voice.say('DP row written')
  if (site.plan.sqlTrace) voice.say('SQL traced', { text: `DELETE FROM PullDPResponse WHERE PkgStatusID = ${rowKey}` })
  voice.say('pull answer done')
  if (state === 1) succeed(delivery)
  if (state === 64) {
    delivery.outcome = 'cancelled'
    delivery.trouble = { class: 'cancelled', code: undefined }
    delivery.nextRetry = undefined
    delivery.triesLeft = undefined
  }
}

const readsResponse =
  'select s.ID, s.PkgServer, s.SiteCode, p.StoredPkgVersion, s.Status, r.PkgVersion, r.ActionState, r.ActionData from PkgStatus s'
