// Which distribution point a client would use for a package, since when, and as whom: service location, content location
// and access, one after the other, with the nodes they pass (flows SLF, CLF, PAI, PAD).
import { assumedClient } from '../assumptions.ts'
import { accessFromInternet, type DownloadAccess } from './access/download-access.ts'
import type { BoundaryGroup } from './location/boundary-groups.ts'
import { locateContent, type DpOfSite } from './location/content-location.ts'
import { findManagementPoint, type ManagementPoint, type ServiceLocation } from './location/service-location.ts'
import type { Ranked } from './location/source-order.ts'
import { chanceOf } from './location/source-tries.ts'

export type LocatedClient = { readonly name: string; readonly address: string; readonly site: string }

export type ClientSite = {
  readonly code: string
  readonly kind: 'cas' | 'primary' | 'secondary'
  readonly parent: string | undefined
  readonly server: string
}

export type LocateRequest = {
  readonly client: LocatedClient
  readonly sites: readonly ClientSite[]
  readonly groups: readonly BoundaryGroup[]
  /** What the DPs hold of the package just then. */
  readonly dps: readonly DpOfSite[]
  readonly packageId: string
  /** When the client asks; milliseconds since 1970. */
  readonly at: number
}

export type Located = {
  readonly client: string
  readonly managementPoint: string | undefined
  /** In the order in which the client prefers them, each with the time from which on it may be used. */
  readonly sources: readonly LocatedSource[]
  readonly chosen: string | undefined
  /** When the client gets to the chosen one; milliseconds since 1970. */
  readonly chosenAt: number | undefined
  readonly path: readonly string[]
  /** Boundary groups that the client is in; none: it has the default group of its site. */
  readonly boundaryGroups: readonly string[]
}

export type LocatedSource = {
  readonly rank: number
  readonly dp: string
  readonly locality: string
  readonly url: string
  /** undefined: no identity of the client may read there. */
  readonly credential: string | undefined
  readonly at: number
}

export function locate(request: LocateRequest): Located {
  const { client, at } = request
  const chance = chanceOf(client.name)
  const service = findManagementPoint(
    { managementPoints: managementPointsOf(request), preferredManagementPoints: false },
    chance,
  )
  const asked = service.managementPoint !== undefined
  const accesses = new Map(request.dps.map((dp) => [dp.name, accessTo(dp)] as const))
  const content = locateContent(
    {
      address: client.address,
      assignedSite: assignedSiteOf(request),
      groups: request.groups,
      dps: asked ? request.dps : [],
    },
    (source) => accesses.get(source.name)?.credential !== undefined,
    chance,
  )
  const { chosen, chosenAt } = content
  return {
    client: client.name,
    managementPoint: service.managementPoint,
    sources: content.sources.map((source) => sourceOf(source, accesses.get(source.name), request)),
    chosen: chosen?.name,
    chosenAt: chosenAt === undefined ? undefined : at + chosenAt,
    path: pathOf(service, content.path, chosen === undefined ? [] : (accesses.get(chosen.name)?.path ?? [])),
    boundaryGroups: content.currentGroups,
  }
}

const pathOf = (service: ServiceLocation, content: readonly string[], access: readonly string[]): readonly string[] => [
  ...service.path,
  ...(service.managementPoint === undefined ? [] : content),
  ...access,
]

function sourceOf(source: Ranked, access: DownloadAccess | undefined, { packageId, at }: LocateRequest): LocatedSource {
  const protocol = source.kind === 'cloud' ? 'https' : 'http'
  return {
    rank: source.rank,
    dp: source.name,
    locality: source.locality,
    url: `${protocol}://${source.name}/SMS_DP_SMSPKG$/${packageId}`,
    credential: access?.credential,
    at: at + source.from,
  }
}

/** A client inside, with its computer account; a cloud DP takes a token or a certificate. */
function accessTo({ name, cloud }: DpOfSite): DownloadAccess {
  if (cloud === true) {
    return accessFromInternet({
      onInternet: true,
      internetDps: [],
      cloud: [{ dp: name, accepts: true }],
      certificatesValid: true,
    })
  }
  const accounts = { computer: { logon: true, read: true } }
  const inside = [{ dp: name, protocol: 'http', accounts } as const]
  return accessFromInternet({ onInternet: false, internetDps: [], certificatesValid: false, inside })
}

/** A client is assigned to a primary site; one in a secondary site has its proxy as well. */
function assignedSiteOf({ client, sites }: LocateRequest): string {
  const own = sites.find(({ code }) => code === client.site)
  return own?.kind === 'secondary' ? (own.parent ?? client.site) : client.site
}

function managementPointsOf(request: LocateRequest): readonly ManagementPoint[] {
  if (!assumedClient.managementPointIsTheSiteServer) return []
  const assigned = assignedSiteOf(request)
  const plain = { https: false, trustedForest: true, inBoundaryGroup: true, reachable: true } as const
  return request.sites.flatMap(({ code, kind, server }): ManagementPoint[] => {
    if (kind === 'secondary' && code === request.client.site) return [{ ...plain, name: server, class: 'proxy' }]
    return kind === 'primary' && code === assigned ? [{ ...plain, name: server, class: 'assigned' }] : []
  })
}
