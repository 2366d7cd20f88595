// Peer cache sources: which peers a client is offered, and when one refuses (flows.md 6c; CLF-22).
import type { BoundaryGroup } from './boundary-groups.ts'
import { groupsOf } from './boundary-groups.ts'
import { isInSubnet } from './subnet.ts'

export type Peer = {
  readonly name: string
  readonly address: string
  /** Subnet of its network card: `10.1.2.0/24`. */
  readonly subnet: string
  readonly hasContent: boolean
  readonly lowBattery?: boolean
  /** Percent. */
  readonly cpu?: number
  readonly diskQueue?: number
  readonly freeConnections?: number
}

/** Teredo addresses look like one subnet and are none. */
const teredo = '2001::/32'

/** A peer that is offered, and whether it is in the client's subnet. */
export function peersFor(
  address: string,
  current: readonly BoundaryGroup[],
  peers: readonly Peer[],
): readonly { readonly name: string; readonly sameSubnet: boolean }[] {
  return peers.flatMap((peer) => {
    const shared = groupsOf(peer.address, current).filter((group) => group.allowPeers === true)
    if (!peer.hasContent || shared.length === 0) return []
    const sameSubnet = !isInSubnet(address, teredo) && isInSubnet(address, peer.subnet)
    const allowed = sameSubnet || shared.some((group) => group.peersOfSameSubnetOnly !== true)
    return allowed ? [{ name: peer.name, sameSubnet }] : []
  })
}

/** Low battery, processor over 80 %, disk queue over 10, or no free connection. */
export const refuses = ({ lowBattery = false, cpu = 0, diskQueue = 0, freeConnections = 1 }: Peer): boolean =>
  lowBattery || cpu > 80 || diskQueue > 10 || freeConnections < 1
