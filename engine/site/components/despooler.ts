// SMS_DESPOOLER: unpacks what another site sent into the site's own library. Source: distribution-engine.md 6.3, steps 5
// and 6; corpus/docs 02-distribute-across-sites.
import type { Hierarchy, Parcel, Site } from '../model/hierarchy.ts'
import { about, pace } from '../model/pace.ts'
import type { Words } from '../world/saying.ts'
import { turnstile } from '../world/turnstile.ts'
import type { Voice } from '../world/voice.ts'
import type { Process } from '../world/world.ts'

const threads = 3
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'
const gigabyte = 1024 ** 3

export function startDespooler(site: Site, hierarchy: Hierarchy) {
  const { world, voices, random } = hierarchy
  const own = random.fork(`despooler ${site.code}`)
  const main = voices.begin(site.machine, 'despooler')
  const room = turnstile(world, threads)

  function* unpack(parcel: Parcel): Process {
    const words = wordsOf(parcel, site)
    yield about(pace.despooler, own)
    yield room.entered
    main.serve(words)
    main.say('instruction found', { file: `${own.text(8, letters)}.sni` })
    main.say('despool threads counted', { n: room.busy - 1, m: threads })
    for (;;) {
      const voice = voices.begin(site.machine, 'despooler', words)
      main.say('despool thread created', { threadId: voice.thread })
      yield about(pace.deed, own)
      voice.say('package received', { path2: receivedAs(own.text(5, letters)) })
      if ((site.packages.get(parcel.package.plan.id)?.sourceVersion ?? 0) >= parcel.version.number) {
        yield* store(parcel, voice)
        voice.end()
        break
      }
      voice.say('metadata missing')
      waits(parcel)
      voice.say('instruction failed', { n: 12 })
      voice.end()
      const again = world.now() + pace.despoolerRetry
      main.serve(words)
      main.say('instruction postponed', { path: receivedAs(own.text(5, letters)), restartAt: again })
      yield pace.despoolerRetry
    }
    room.leave()
  }

  function waits({ package: { plan } }: Parcel): void {
    const trouble = { class: 'waiting-intersite', code: undefined } as const
    hierarchy.works.set(`${plan.id} ${site.code}`, { packageId: plan.id, site: site.code, outcome: 'waiting', trouble })
  }

  function* store({ package: one, version }: Parcel, voice: Voice): Process {
    const there = site.packages.get(one.plan.id)
    if (there === undefined) return
    const before = there.storedVersion
    voice.say('drive chosen')
    voice.say('uncompressing')
    voice.say('library named')
    yield about(pace.snapshotLeast + (version.bytes / gigabyte) * pace.snapshotPerGigabyte, own)
    for (const { id } of version.contents) voice.say('content extracting', { contentId: id })
    voice.say('definition stored')
    voice.say('newer version saved', { packageVersion: before, ver2: version.number })
    voice.say('version stored')
    voice.say(4400)
    voice.say('instruction done')
    there.storedVersion = Math.max(before, version.number)
    there.action = 'received'
    hierarchy.works.set(`${one.plan.id} ${site.code}`, {
      packageId: one.plan.id,
      site: site.code,
      outcome: 'success',
      trouble: undefined,
    })
    site.components.notify({
      what: 'package row changed',
      words: { packageId: one.plan.id },
      file: `distmgr.box\\${one.plan.id}.PKN`,
      then: () => site.components.process(one.plan.id, 'package'),
    })
  }
  return { despool: (parcel: Parcel): void => world.start(unpack(parcel)) }
}

const receivedAs = (name: string): string => `E:\\ConfigMgr\\inboxes\\despoolr.box\\receive\\ds_${name}.pkg`

function wordsOf({ package: { plan }, version }: Parcel, site: Site): Words {
  const drive = (site.plan.drives[0]?.letter ?? 'E:').slice(0, 1)
  return {
    drive,
    packageId: plan.id,
    packageVersion: version.number,
    packed: `${drive}:\\SMSPKG\\${plan.id}.PCK.${String(version.number)}`,
    unpacking: `${drive}:\\SMSPKG\\${plan.id}.PCK`,
  }
}
