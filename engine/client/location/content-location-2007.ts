// Which distribution points Configuration Manager 2007 gives to a client, and which one it takes: protected DPs, the two
// sites that count, local and remote (flows.md 6a; CLF-1 to CLF-11).
import { runFlow, type FlowRun } from '../../flowcharts/run-flow.ts'
import { remoteClientFlags } from '../../site/objects/sms-advertisement.ts'
import { turns } from '../access/client-accounts.ts'
import { comparePlaces } from './service-location.ts'
import { isInOneOf } from './subnet.ts'

export type Dp2007 = {
  readonly name: string
  readonly site: string
  readonly hasContent: boolean
  /** Boundaries of a protected DP; undefined: not protected. */
  readonly protectedFor?: readonly string[]
  /** Milliseconds for which a protected DP has been offline or without the content. */
  readonly missingFor?: number
  readonly bits?: boolean
  readonly sameSubnet?: boolean
  readonly sameAdSite?: boolean
  readonly branch?: boolean
}

export type Boundary2007 = { readonly site: string; readonly subnet: string; readonly speed: 'fast' | 'slow' }

export type Request2007 = {
  readonly address: string
  readonly assignedSite: string
  /** Assigned site, its secondary, or the site roamed to. */
  readonly currentSite: string
  readonly boundaries: readonly Boundary2007[]
  readonly dps: readonly Dp2007[]
  /** DONOT_FALLBACK is clear. */
  readonly fallbackToUnprotected: boolean
  readonly remoteClientFlags: number
  /** The package may be distributed on demand. */
  readonly onDemand?: boolean
}

export type Located2007 = FlowRun & {
  /** In the order in which the client tries them. */
  readonly sources: readonly { readonly dp: string; readonly locality: 'LOCAL' | 'REMOTE' }[]
  readonly chosen: string | undefined
}

/** A protected DP must have been away for longer than this before another one may serve; milliseconds. */
export const protectedPatience = 8 * 60 * 60_000

export function locate2007(request: Request2007, chance: (name: string) => number): Located2007 {
  const pool = new Pool2007(request)
  let order: ReturnType<typeof turns<Source2007>> | undefined
  const sources = (): readonly Source2007[] => ordered(pool.usable(), request, pool.away, chance)
  const run = runFlow(
    'clf',
    {
      anyInCurrentSite: () => pool.look(request.currentSite),
      anyInAssignedSite: () =>
        pool.look(request.assignedSite) || (pool.branchWithout() === undefined ? false : 'branch'),
      onOwnProtectedDp: () => pool.keepOwnProtected(),
      insideProtectedWithout: () => pool.protectedWithout() !== undefined,
      fallbackAllowed: () =>
        request.fallbackToUnprotected && (pool.protectedWithout()?.missingFor ?? 0) > protectedPatience,
      dpUsable: () => {
        order ??= turns(sources())
        const next = order.next()
        return next === undefined ? 'none' : mayUse(next, request.remoteClientFlags)
      },
      branchOnDemand: request.onDemand === true,
    },
    { variant: '2007' },
  )
  const listed = order === undefined ? [] : sources()
  const good = run.end.kind === 'end' && run.end.outcome === 'success'
  return {
    ...run,
    sources: listed.map(({ dp, locality }) => ({ dp: dp.name, locality })),
    chosen: good ? order?.current?.dp.name : undefined,
  }
}

type Source2007 = { readonly dp: Dp2007; readonly locality: 'LOCAL' | 'REMOTE' }

/** Local: run or download from local (bits 3, 4); remote: the same for remote (bits 6, 7). */
function mayUse({ locality }: Source2007, flags: number): boolean {
  const { RUN_FROM_LOCAL, DOWNLOAD_FROM_LOCAL, DOWNLOAD_FROM_REMOTE, RUN_FROM_REMOTE } = remoteClientFlags
  const needed = locality === 'LOCAL' ? RUN_FROM_LOCAL | DOWNLOAD_FROM_LOCAL : DOWNLOAD_FROM_REMOTE | RUN_FROM_REMOTE
  return (flags & needed) !== 0
}

/** What the management point is looking at, narrowed node by node. */
class Pool2007 {
  /** The fallback site serves: everything there is remote. */
  away = false
  private dps: readonly Dp2007[] = []
  private onlyProtected = false
  private readonly request: Request2007

  constructor(request: Request2007) {
    this.request = request
  }

  look(site: string): boolean {
    this.dps = this.request.dps.filter((dp) => dp.site === site && dp.hasContent)
    this.away = site !== this.request.currentSite
    return this.dps.length > 0
  }

  branchWithout(): Dp2007 | undefined {
    return this.request.dps.find((dp) => dp.branch === true && !dp.hasContent)
  }

  keepOwnProtected(): boolean {
    const own = this.dps.filter((dp) => this.isProtectedForMe(dp))
    this.onlyProtected = own.length > 0
    if (this.onlyProtected) this.dps = own
    return this.onlyProtected
  }

  /** A DP that protects the client's boundary and lacks the content. */
  protectedWithout(): Dp2007 | undefined {
    return this.request.dps.find((dp) => !dp.hasContent && this.isProtectedForMe(dp))
  }

  /** Protected DPs of others never count (CLF-7). */
  usable(): readonly Dp2007[] {
    return this.onlyProtected ? this.dps : this.dps.filter((dp) => dp.protectedFor === undefined)
  }

  private isProtectedForMe(dp: Dp2007): boolean {
    return dp.protectedFor !== undefined && isInOneOf(this.request.address, dp.protectedFor)
  }
}

function ordered(
  dps: readonly Dp2007[],
  request: Request2007,
  away: boolean,
  chance: (name: string) => number,
): readonly Source2007[] {
  const fast = request.boundaries.some(
    ({ site, subnet, speed }) =>
      site === request.currentSite && speed === 'fast' && isInOneOf(request.address, [subnet]),
  )
  const locality = fast && !away ? 'LOCAL' : 'REMOTE'
  const place = (dp: Dp2007): readonly number[] => [
    dp.sameSubnet === true ? 0 : dp.sameAdSite === true ? 1 : 2,
    dp.bits === true ? 0 : 1,
    chance(dp.name),
  ]
  return [...dps].sort((one, other) => comparePlaces(place(one), place(other))).map((dp) => ({ dp, locality }))
}
