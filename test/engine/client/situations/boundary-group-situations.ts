// Boundary groups of the current branch: pools, fallback times, ranks, peers, cloud (flows.md 6c).
import {
  defaultGroupName,
  never,
  usualFallback,
  type BoundaryGroup,
} from '../../../../engine/client/location/boundary-groups.ts'
import {
  locateContent,
  type ContentRequest,
  type DpOfSite,
} from '../../../../engine/client/location/content-location.ts'
import { refuses, type Peer } from '../../../../engine/client/location/peers.ts'
import { byName, minute, situations, type Result } from './situation.ts'

const dp = (name: string, more: Partial<DpOfSite> = {}): DpOfSite => ({ name, site: 'PS1', hasContent: true, ...more })
const group = (name: string, dps: readonly string[], more: Partial<BoundaryGroup> = {}): BoundaryGroup => ({
  name,
  subnets: [],
  distributionPoints: dps,
  neighbors: new Map(),
  ...more,
})

// The worked test: A current, B at 10 minutes, C at 20, the default group {S} at 120.
const worked: ContentRequest = {
  address: '10.1.2.3',
  assignedSite: 'PS1',
  groups: [
    group('BG_A', ['A1', 'A2'], {
      subnets: ['10.1.0.0/16'],
      neighbors: new Map([
        ['BG_B', 10 * minute],
        ['BG_C', 20 * minute],
      ]),
    }),
    group('BG_B', ['B1', 'B2'], { neighbors: new Map([['BG_D', 0]]) }),
    group('BG_C', ['C1', 'C2']),
    group('BG_D', ['D1']),
    group(defaultGroupName('PS1'), ['S']),
  ],
  dps: ['A1', 'A2', 'B1', 'B2', 'C1', 'C2', 'D1', 'S'].map((name) => dp(name)),
}
const [own, ...others] = worked.groups
const withOwn = (more: Partial<BoundaryGroup>): Pick<ContentRequest, 'groups'> => ({
  groups: [{ ...own!, ...more }, ...others],
})

function located(request: ContentRequest, works: (name: string, at: number) => boolean, say: Say): Result {
  const found = locateContent(request, (source, at) => works(source.name, at), byName)
  return { outcome: say(found), path: found.path }
}
type Say = (found: ReturnType<typeof locateContent>) => string

const poolAt =
  (time: number): Say =>
  ({ sources }) =>
    sources
      .filter(({ from }) => from <= time)
      .map(({ name }) => name)
      .sort()
      .join(' ')
const chosen: Say = (found) =>
  found.chosen === undefined
    ? 'none'
    : `${found.chosen.name} ${found.chosen.locality} rank ${found.chosen.rank} at ${(found.chosenAt ?? 0) / minute} min`
const order: Say = ({ sources }) => sources.map(({ name }) => name).join(' ')
const asked: Say = ({ chosen: first, distributeTo }) =>
  `${first?.name ?? 'none'}; distributed to ${distributeTo.join(' ')}`

const all = (): boolean => true
const only =
  (...names: readonly string[]) =>
  (name: string): boolean =>
    names.includes(name)
const without = (...names: readonly string[]): readonly DpOfSite[] =>
  worked.dps.map((one) => (names.includes(one.name) ? { ...one, hasContent: false } : one))
const peer = (more: Partial<Peer> = {}): Peer => ({
  name: 'P1',
  address: '10.1.9.9',
  subnet: '10.1.9.0/24',
  hasContent: true,
  ...more,
})
const near = { address: '10.1.2.9', subnet: '10.1.2.0/24' }
const peering = (peers: readonly Peer[], more: Partial<BoundaryGroup> = {}): ContentRequest => ({
  ...worked,
  ...withOwn({ allowPeers: true, ...more }),
  peers,
})
/** The peer refuses by its own state, everybody else serves. */
const refusing = (state: Partial<Peer>): Result => {
  const one = peer({ ...near, ...state })
  return located(peering([one]), (name) => name !== 'P1' || !refuses(one), chosen)
}

const plain = 'CLF 20-24 26 25'
export const boundaryGroupSituations = situations(
  ['6c worked test', 'pool at the first failure', () => located(worked, all, poolAt(0)), 'A1 A2', plain],
  ['6c worked test', 'pool after 10 minutes', () => located(worked, all, poolAt(10 * minute)), 'A1 A2 B1 B2', plain],
  [
    '6c worked test',
    'pool after 20 minutes',
    () => located(worked, all, poolAt(20 * minute)),
    'A1 A2 B1 B2 C1 C2',
    plain,
  ],
  [
    '6c worked test',
    'pool just before 120 minutes',
    () => located(worked, all, poolAt(119 * minute)),
    'A1 A2 B1 B2 C1 C2',
    plain,
  ],
  [
    '6c worked test',
    'pool after 120 minutes',
    () => located(worked, all, poolAt(120 * minute)),
    'A1 A2 B1 B2 C1 C2 S',
    plain,
  ],
  ['CLF-25', 'the first source serves', () => located(worked, all, chosen), 'A1 LOCAL rank 5 at 0 min', plain],
  [
    'CLF-25',
    'the first source fails: the next one after 2 minutes',
    () => located(worked, only('A2'), chosen),
    'A2 LOCAL rank 5 at 2 min',
    'CLF 20-24 26 25 25',
  ],
  [
    'CLF-25',
    'both fail until the neighbour comes in at 10 minutes',
    () => located(worked, only('B1'), chosen),
    'B1 NEIGHBOR rank 6 at 12 min',
    'CLF 20-24 26 25 25 25 25 25 25 25',
  ],
  [
    'CLF-25',
    'no source has it: the client waits for the default group',
    () => located({ ...worked, dps: [dp('S')] }, all, chosen),
    'S FALLBACK rank 7 at 120 min',
    'CLF 20-24 26 25 21-24 26 25',
  ],
  [
    'CLF-25',
    'nobody has it: the client goes on asking',
    () => located({ ...worked, dps: [] }, all, chosen),
    'none',
    plain,
  ],
  [
    'CLF-20',
    'a client in no group has the default group of its site at once',
    () => located({ ...worked, address: '192.168.1.1' }, all, chosen),
    'S LOCAL rank 5 at 0 min',
    plain,
  ],
  [
    'CLF-20',
    'a client in two groups has the DPs of both',
    () =>
      located(
        { ...worked, groups: [...worked.groups, group('BG_X', ['D1'], { subnets: ['10.1.2.0/24'] })] },
        all,
        poolAt(0),
      ),
    'A1 A2 D1',
    plain,
  ],
  [
    'CLF-21',
    'a neighbour with the usual time comes in after 120 minutes',
    () =>
      located(
        { ...worked, ...withOwn({ neighbors: new Map([['BG_B', usualFallback]]) }), dps: [dp('B1')] },
        all,
        chosen,
      ),
    'B1 NEIGHBOR rank 6 at 120 min',
    'CLF 20-24 26 25 21-24 26 25',
  ],
  [
    'CLF-21',
    'a blocked neighbour never comes in',
    () => located({ ...worked, ...withOwn({ neighbors: new Map([['BG_B', never]]) }) }, all, poolAt(1e9)),
    'A1 A2 S',
    plain,
  ],
  [
    'CLF-21',
    'a neighbour of a neighbour never comes in',
    () => located(worked, all, poolAt(1e9)),
    'A1 A2 B1 B2 C1 C2 S',
    plain,
  ],
  [
    'CLF-21',
    'the default group comes in at the time that was set',
    () => located({ ...worked, ...withOwn({ defaultFallback: 30 * minute }), dps: [dp('S')] }, all, chosen),
    'S FALLBACK rank 7 at 30 min',
    'CLF 20-24 26 25 21-24 26 25',
  ],
  [
    'CLF-21',
    'the default group that never serves',
    () => located({ ...worked, ...withOwn({ defaultFallback: never }), dps: [dp('S')] }, all, chosen),
    'none',
    plain,
  ],
  [
    'CLF-23',
    'a DP on this computer comes before all',
    () =>
      located(
        {
          ...worked,
          dps: [...worked.dps.slice(1), dp('A1', { sameComputer: true }), dp('A2', { subnet: '10.1.2.0/24' })],
        },
        all,
        chosen,
      ),
    'A1 COMPUTER rank 1 at 0 min',
    plain,
  ],
  [
    'CLF-23',
    'a DP in the subnet comes before the others of the group',
    () => located({ ...worked, dps: [dp('A1'), dp('A2', { subnet: '10.1.2.0/24' })] }, all, chosen),
    'A2 SUBNET rank 3 at 0 min',
    plain,
  ],
  [
    'CLF-23',
    'a peer in the subnet comes before a DP in the subnet',
    () => located({ ...peering([peer(near)]), dps: [dp('A2', { subnet: '10.1.2.0/24' })] }, all, order),
    'P1 A2',
    plain,
  ],
  [
    'CLF-24',
    'DPs before peers of the subnet, where the group says so',
    () =>
      located(
        {
          ...peering([peer(near)], { preferDpsOverPeersOfSameSubnet: true }),
          dps: [dp('A2', { subnet: '10.1.2.0/24' })],
        },
        all,
        order,
      ),
    'A2 P1',
    plain,
  ],
  [
    'CLF-23',
    'a peer of the group comes before a DP of the group elsewhere',
    () => located({ ...peering([peer()]), dps: [dp('A1')] }, all, order),
    'P1 A1',
    plain,
  ],
  [
    'CLF-22',
    'no peers where the group does not allow them',
    () => located({ ...worked, peers: [peer(near)] }, all, order),
    'A1 A2 B1 B2 C1 C2 S',
    plain,
  ],
  [
    'CLF-22',
    'only peers of the subnet, where the group says so',
    () =>
      located(
        { ...peering([peer(), peer({ name: 'P2', ...near })], { peersOfSameSubnetOnly: true }), dps: [dp('A1')] },
        all,
        order,
      ),
    'P2 A1',
    plain,
  ],
  [
    'CLF-22',
    'Teredo is no subnet',
    () =>
      located(
        {
          ...peering([peer({ address: '2001:0:1::9', subnet: '2001::/32' })], {
            subnets: ['2001::/32'],
            peersOfSameSubnetOnly: true,
          }),
          address: '2001:0:1::1',
          dps: [dp('A1')],
        },
        all,
        order,
      ),
    'A1',
    plain,
  ],
  [
    'CLF-22',
    'a peer that lacks the content is not offered',
    () => located(peering([peer({ ...near, hasContent: false })]), all, chosen),
    'A1 LOCAL rank 5 at 0 min',
    plain,
  ],
  ['CLF-22', 'a peer serves', () => refusing({}), 'P1 SUBNETPEER rank 2 at 0 min', plain],
  [
    'CLF-22',
    'a peer with a low battery refuses',
    () => refusing({ lowBattery: true }),
    'A1 LOCAL rank 5 at 2 min',
    'CLF 20-24 26 25 25',
  ],
  [
    'CLF-22',
    'a peer whose processor is over 80 % refuses',
    () => refusing({ cpu: 81 }),
    'A1 LOCAL rank 5 at 2 min',
    'CLF 20-24 26 25 25',
  ],
  [
    'CLF-22',
    'a peer with a disk queue over 10 refuses',
    () => refusing({ diskQueue: 11 }),
    'A1 LOCAL rank 5 at 2 min',
    'CLF 20-24 26 25 25',
  ],
  [
    'CLF-22',
    'a peer without a free connection refuses',
    () => refusing({ freeConnections: 0 }),
    'A1 LOCAL rank 5 at 2 min',
    'CLF 20-24 26 25 25',
  ],
  [
    'CLF-29',
    "a neighbour's DP in the same subnet comes before the own group elsewhere",
    () => located({ ...worked, dps: [dp('A1'), dp('B1', { subnet: '10.1.2.0/24' })] }, all, order),
    'B1 A1',
    'CLF 20-23 29 24 26 25',
  ],
  [
    'CLF-24',
    'the cloud comes last',
    () =>
      located(
        {
          ...worked,
          dps: [dp('A1'), dp('S'), dp('I1', { internetFacing: true }), dp('X1', { cloud: true })],
          microsoftUpdate: true,
        },
        all,
        order,
      ),
    'A1 S Microsoft Update I1 X1',
    plain,
  ],
  [
    'CLF-24',
    'the cloud comes before the DPs of the group, where the group prefers it',
    () =>
      located(
        {
          ...worked,
          ...withOwn({ preferCloud: true }),
          dps: [dp('A1'), dp('S'), dp('X1', { cloud: true })],
          microsoftUpdate: true,
        },
        all,
        order,
      ),
    'X1 Microsoft Update A1 S',
    plain,
  ],
  [
    'CLF-26',
    'a deployment without neighbours',
    () => located({ ...worked, allowNeighbors: false }, all, poolAt(1e9)),
    'A1 A2 S',
    plain,
  ],
  [
    'CLF-26',
    'a deployment without the default group',
    () => located({ ...worked, allowDefaultGroup: false }, all, poolAt(1e9)),
    'A1 A2 B1 B2 C1 C2',
    plain,
  ],
  [
    'CLF-27',
    'on demand: the DPs of the group are told to get it, the neighbour serves meanwhile',
    () => located({ ...worked, onDemand: true, dps: without('A1', 'A2') }, only('B1'), asked),
    'B1; distributed to A1 A2',
    'CLF 20 21 27 22-24 26 25 21 27 22-24 26 25',
  ],
  [
    'CLF-27',
    'on demand, and it arrives before the fallback',
    () => located({ ...worked, onDemand: true, dps: [] }, all, asked),
    'none; distributed to A1 A2',
    'CLF 20 21 27 22-24 26 25',
  ],
  [
    'CLF-28',
    'client set-up does not wait for a neighbour',
    () => located({ ...worked, purpose: 'set-up', dps: [dp('C1'), dp('B1')] }, all, chosen),
    'B1 NEIGHBOR rank 6 at 0 min',
    'CLF 20 28 22-24 26 25',
  ],
  [
    'CLF-28',
    'a task sequence does not wait, and asks peers first',
    () =>
      located(
        { ...peering([peer()]), purpose: 'task-sequence', dps: [dp('A2', { subnet: '10.1.2.0/24' }), dp('S')] },
        all,
        order,
      ),
    'P1 A2 S',
    'CLF 20 28 22-24 26 25',
  ],
  [
    'PCD version differences',
    'a DP in maintenance mode is given to nobody',
    () => located({ ...worked, dps: [dp('A1', { maintenance: true }), dp('A2')] }, all, order),
    'A2',
    plain,
  ],
)
