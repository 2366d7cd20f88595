// SMS_DATABASE_NOTIFICATION_MONITOR: sees rows change and drops a file for the component that must know of it.
// Source: distribution-engine.md 3.
import type { Hierarchy, Notice, Site } from '../model/hierarchy.ts'
import { about, pace } from '../model/pace.ts'
import { mailbox } from '../world/turnstile.ts'
import type { Process } from '../world/world.ts'

export function startNotifier(site: Site, { world, voices, random }: Hierarchy): (notice: Notice) => void {
  const changes = mailbox<Notice>(world)
  const own = random.fork(`smsdbmon ${site.code}`)
  const voice = voices.begin(site.machine, 'notifier')
  let sequence = own.between(850_000, 1_900_000)

  /** One line for the trigger, one for the file, both with the same number. */
  function* watch(): Process {
    for (;;) {
      yield changes.filled
      yield about(pace.notification, own)
      for (let change = changes.take(); change !== undefined; change = changes.take()) {
        sequence += own.between(1, 3)
        voice.serve(change.words)
        voice.say(change.what, { seq: sequence })
        voice.say('notification file dropped', { seq: sequence, inboxFile: change.file })
        change.then()
      }
    }
  }
  world.start(watch())
  return changes.put
}
