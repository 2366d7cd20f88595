// The world's own account of packages that DistMgr does not get to: all its threads are busy, or its main thread hangs.
import type { Hierarchy, Site, SitePackage, Work } from '../model/hierarchy.ts'

/** A notification that lies in the inbox for so long shows that the main thread hangs (DESIGN 5); milliseconds. */
const hungAfter = 15 * 60_000

export function packageWaitings(site: Site, { plan, world, works, hung }: Hierarchy) {
  const mayHang = plan.faults.some((fault) => fault.class === 'main-thread-hung' && fault.on === site.code)
  /** What was known of a package before it had to stand in the queue; undefined: nothing. */
  const before = new Map<string, Work | undefined>()
  const unseen = new Map<string, number>()

  const keyOf = (packageId: string): string => `${packageId} ${site.code}`

  return {
    /** A notification file was dropped. */
    noticed(packageId: string): void {
      const at = world.now()
      if (!mayHang || unseen.has(packageId)) return
      unseen.set(packageId, at)
      world.at(at + hungAfter, () => {
        if (unseen.get(packageId) !== at) return
        const trouble = { class: 'main-thread-hung', code: undefined } as const
        hung.set(keyOf(packageId), { packageId, site: site.code, outcome: 'failure', trouble })
      })
    },
    /** The main thread looks into its inbox. */
    seen(packageId: string): void {
      unseen.delete(packageId)
      hung.delete(keyOf(packageId))
    },
    /** It stands in the queue. */
    waits({
      package: {
        plan: { id },
      },
    }: SitePackage): void {
      if (!before.has(id)) before.set(id, works.get(keyOf(id)))
      const trouble = { class: 'threads-saturated', code: undefined } as const
      works.set(keyOf(id), { packageId: id, site: site.code, outcome: 'waiting', trouble })
    },
    goesOn({
      package: {
        plan: { id },
      },
    }: SitePackage): void {
      if (!before.has(id)) return
      const work = before.get(id)
      before.delete(id)
      if (work === undefined) works.delete(keyOf(id))
      else works.set(keyOf(id), work)
    },
  }
}
