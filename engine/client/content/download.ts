// From "I need this content" to verified files in the cache (flow CPD). Locations and access are found by the flows in
// between, whose answers come with the request.
import { assumedClient } from '../../assumptions.ts'
import { runFlow, type FlowRun } from '../../flowcharts/run-flow.ts'
import { remoteClientFlags } from '../../site/objects/sms-advertisement.ts'
import { cacheRetry, isCached, roomFor, type Cache } from './cache.ts'

/** One location of the reply, and what happens when it is used. */
export type DownloadLocation = {
  readonly dp: string
  readonly protocol: 'http' | 'https' | 'smb'
  readonly remote: boolean
  readonly signature?: boolean
  /** `interrupted`: BITS keeps trying; `failed`: next location; `wrong-hash`: other bytes than the policy says. */
  readonly outcome: 'done' | 'interrupted' | 'failed' | 'wrong-hash'
}

export type DownloadRequest = {
  readonly contentId: string
  readonly version: number
  readonly bytes: number
  readonly cache: Cache
  readonly now: number
  readonly remoteClientFlags: number
  readonly locations: readonly DownloadLocation[]
  /** How often room in the cache was waited for already. */
  readonly cacheTries?: number
  /** The client can download signatures and deltas. */
  readonly deltaCapable?: boolean
  /** Rounds that went through all locations already. */
  readonly rounds?: number
}

export type Download = FlowRun & {
  readonly from: DownloadLocation | undefined
  readonly how: 'cache' | 'full' | 'delta' | undefined
  /** Content that had to leave the cache. */
  readonly evicted: readonly string[]
  /** Status message that the client sends when it fails. */
  readonly status: number | undefined
}

export function download(request: DownloadRequest): Download {
  const { cache, contentId, version, bytes, now } = request
  const going = roomFor(cache, bytes, now)
  const route = new Route(request)
  const cached = isCached(cache, contentId, version)
  const run = runFlow(
    'cpd',
    {
      inCache: cached,
      smallerThanCache: bytes <= cache.size,
      roomInCache: going !== undefined ? true : (request.cacheTries ?? 0) < cacheRetry.times ? false : 'given-up',
      hasLocation: request.locations.length > 0,
      locationAllowed: () => route.next(),
      httpLocation: () => route.at?.protocol !== 'smb',
      deltaPossible: () => route.isDelta(),
      bitsFinished: () => route.bits(),
      filesCopied: () => route.at?.outcome !== 'failed',
      locationsMayCome: (request.rounds ?? 0) < assumedClient.roundsOfADownload,
      hashRight: () => route.verify(),
    },
    { throughOthers: false },
  )
  const done = run.end.kind === 'end' && run.end.outcome === 'success'
  return {
    ...run,
    from: done && !cached ? route.at : undefined,
    how: !done ? undefined : cached ? 'cache' : route.isDelta() ? 'delta' : 'full',
    evicted: cached || going === undefined ? [] : going.map((one) => `${one.contentId}.${one.version}`),
    status: run.answers.includes('CPD-3 no') ? 10050 : undefined,
  }
}

/** The way through the locations: where the client is, and how often a hash was wrong. */
class Route {
  at: DownloadLocation | undefined
  private readonly request: DownloadRequest
  private index = -1
  private wrongHashes = 0

  constructor(request: DownloadRequest) {
    this.request = request
  }

  /** Next location that the flags allow; local needs bit 4, remote bit 6, and bit 5 forbids remote ones. */
  next(): boolean {
    const { locations, remoteClientFlags: flags } = this.request
    for (this.index++; this.index < locations.length; this.index++) {
      const location = locations[this.index]
      if (location !== undefined && mayDownload(location, flags)) {
        this.at = location
        return true
      }
    }
    this.at = undefined
    return false
  }

  isDelta(): boolean {
    const { cache, contentId, version, deltaCapable } = this.request
    const older = cache.contents.some((one) => one.contentId === contentId && one.version < version)
    return older && deltaCapable === true && this.at?.signature === true
  }

  bits(): 'yes' | 'transient' | 'no' {
    if (this.at?.outcome === 'interrupted') return 'transient'
    return this.at?.outcome === 'failed' ? 'no' : 'yes'
  }

  /** A wrong hash begins anew with the first location, until it was wrong too often. */
  verify(): 'yes' | 'no' | 'repeated' {
    if (this.at?.outcome !== 'wrong-hash') return 'yes'
    if (++this.wrongHashes >= assumedClient.roundsOfADownload) return 'repeated'
    this.index = this.wrongHashes - 1
    return 'no'
  }
}

function mayDownload({ remote }: DownloadLocation, flags: number): boolean {
  const { DOWNLOAD_FROM_LOCAL, DONT_RUN_NO_LOCAL, DOWNLOAD_FROM_REMOTE } = remoteClientFlags
  if (!remote) return (flags & DOWNLOAD_FROM_LOCAL) !== 0
  return (flags & DOWNLOAD_FROM_REMOTE) !== 0 && (flags & DONT_RUN_NO_LOCAL) === 0
}
