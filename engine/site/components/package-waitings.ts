// The world's own account of packages that DistMgr does not get to: all its threads are busy, or its main thread hangs.
import type { Hierarchy, Site, SitePackage, Work } from '../model/hierarchy.ts'

/** A notification that lies in the inbox for so long shows that the main thread hangs (DESIGN 5); milliseconds. */
const hungAfter = 15 * 60_000

export function packageWaitings(site: Site, { plan, world, works }: Hierarchy) {
  const mayHang = plan.faults.some((fault) => fault.class === 'main-thread-hung' && fault.on === site.code)
  /** What was known of a package before it had to wait; undefined: nothing. */
  const before = new Map<string, Work | undefined>()
  const unseen = new Map<string, number>()

  const keyOf = (packageId: string): string => `${packageId} ${site.code}`
  const waits = (packageId: string, outcome: Work['outcome'], trouble: Work['trouble']): void => {
    const key = keyOf(packageId)
    if (!before.has(packageId)) before.set(packageId, works.get(key))
    works.set(key, { packageId, site: site.code, outcome, trouble })
  }
  const goesOn = (packageId: string): void => {
    if (!before.has(packageId)) return
    const work = before.get(packageId)
    before.delete(packageId)
    if (work === undefined) works.delete(keyOf(packageId))
    else works.set(keyOf(packageId), work)
  }

  return {
    /** A notification file was dropped. */
    noticed(packageId: string): void {
      const at = world.now()
      if (!mayHang || unseen.has(packageId)) return
      unseen.set(packageId, at)
      world.at(at + hungAfter, () => {
        if (unseen.get(packageId) === at) waits(packageId, 'failure', { class: 'main-thread-hung', code: undefined })
      })
    },
    /** The main thread looks into its inbox. */
    seen(packageId: string): void {
      unseen.delete(packageId)
      goesOn(packageId)
    },
    /** It stands in the queue. */
    waits: ({ package: { plan } }: SitePackage): void =>
      waits(plan.id, 'waiting', { class: 'threads-saturated', code: undefined }),
    goesOn: ({ package: { plan } }: SitePackage): void => goesOn(plan.id),
  }
}
