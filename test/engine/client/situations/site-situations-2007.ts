// Configuration Manager 2007: roaming, protected DPs, local and remote (flows.md 5a and 6a); preferred DPs of 2012 (6b).
import { download } from '../../../../engine/client/content/download.ts'
import { usualCache } from '../../../../engine/client/content/cache.ts'
import {
  locate2007,
  protectedPatience,
  type Dp2007,
  type Request2007,
} from '../../../../engine/client/location/content-location-2007.ts'
import {
  placeIn2012,
  preferredAnswer,
  type PreferredSituation,
} from '../../../../engine/client/location/preferred-dps.ts'
import { comparePlaces } from '../../../../engine/client/location/service-location.ts'
import {
  findManagementPoint2007,
  type Roaming2007,
  type Site2007,
} from '../../../../engine/client/location/service-location-2007.ts'
import { remoteClientFlags } from '../../../../engine/site/objects/sms-advertisement.ts'
import { byName, hour, situations, type Result } from './situation.ts'

const sites: readonly Site2007[] = [
  { code: 'PS1', kind: 'primary', boundaries: ['10.1.0.0/16'], managementPoint: 'MP1' },
  { code: 'SS1', kind: 'secondary', parent: 'PS1', boundaries: ['10.2.0.0/16'], managementPoint: 'PROXY' },
  { code: 'SS2', kind: 'secondary', parent: 'PS1', boundaries: ['10.4.0.0/16'] },
  { code: 'PS2', kind: 'primary', boundaries: ['10.3.0.0/16'], managementPoint: 'MP2' },
]
function roaming(address: string, more: Partial<Roaming2007> = {}): Result {
  const found = findManagementPoint2007({ address, assignedSite: 'PS1', sites, globalRoaming: true, ...more })
  const also = found.alsoAsks === undefined ? '' : `, then ${found.alsoAsks}`
  return { outcome: `${found.managementPoint ?? 'none'}${also}; site ${found.currentSite}`, path: found.path }
}

const { DOWNLOAD_FROM_LOCAL, DOWNLOAD_FROM_REMOTE, DONT_RUN_NO_LOCAL } = remoteClientFlags
const dp = (name: string, more: Partial<Dp2007> = {}): Dp2007 => ({ name, site: 'PS1', hasContent: true, ...more })
const plain: Request2007 = {
  address: '10.1.2.3',
  assignedSite: 'PS1',
  currentSite: 'PS1',
  boundaries: [{ site: 'PS1', subnet: '10.1.0.0/16', speed: 'fast' }],
  dps: [dp('D1'), dp('D2')],
  fallbackToUnprotected: false,
  remoteClientFlags: DOWNLOAD_FROM_LOCAL | DONT_RUN_NO_LOCAL,
}
const slow = [{ site: 'PS1', subnet: '10.1.0.0/16', speed: 'slow' }] as const
const anywhere = DOWNLOAD_FROM_LOCAL | DOWNLOAD_FROM_REMOTE
function located(more: Partial<Request2007>): Result {
  const found = locate2007({ ...plain, ...more }, byName)
  const list = found.sources.map(({ dp: name, locality }) => `${name} ${locality}`).join(', ')
  return {
    outcome: found.chosen === undefined ? `none of ${list === '' ? 'nothing' : list}` : `${found.chosen} of ${list}`,
    path: found.path,
  }
}
const guarded = dp('G1', { protectedFor: ['10.1.2.0/24'] })
const empty = { ...guarded, hasContent: false }
const elsewhere = dp('G2', { protectedFor: ['10.9.0.0/16'] })

/** The answer of 2012, and what the download does with it. */
function preferred(situation: PreferredSituation): Result {
  const answer = preferredAnswer(situation)
  const served = answer.startsWith('download')
  const location = { dp: 'D1', protocol: 'http', remote: false, outcome: 'done' } as const
  const { path } = download({
    contentId: 'PS100039.1',
    version: 1,
    bytes: 1,
    cache: { ...usualCache, contents: [] },
    now: 0,
    remoteClientFlags: DOWNLOAD_FROM_LOCAL,
    locations: served ? [location] : [],
  })
  return { outcome: answer, path }
}
const served = 'CPD 1-11 15 16'
const waits = 'CPD 1-6'

export const situations2007 = situations(
  [
    'SLF-1',
    'on the internet: the internet MP of the assigned site, no roaming',
    () => roaming('10.3.0.1', { onInternet: true, internetManagementPoint: 'IMP' }),
    'IMP; site PS1',
    'SLF 1 12',
  ],
  [
    'SLF-2',
    'nothing has changed: the MP is kept',
    () => roaming('10.1.0.1', { locationChanged: false }),
    'MP1; site PS1',
    'SLF 1 2 12',
  ],
  ['SLF-4', 'within the assigned site', () => roaming('10.1.0.1'), 'MP1; site PS1', 'SLF 1-4 12'],
  ['SLF-6', 'within a secondary site with a proxy MP', () => roaming('10.2.0.1'), 'PROXY; site SS1', 'SLF 1-6 12'],
  ['SLF-6', 'within a secondary site without a proxy MP', () => roaming('10.4.0.1'), 'MP1; site SS2', 'SLF 1-6 12'],
  [
    'SLF-11',
    'within another site that has the content',
    () => roaming('10.3.0.1', { sitesWithContent: ['PS2'] }),
    'MP2; site PS2',
    'SLF 1-5 7 11 12',
  ],
  [
    'SLF-11',
    'within another site that lacks the content',
    () => roaming('10.3.0.1'),
    'MP2, then MP1; site PS2',
    'SLF 1-5 7 11 12',
  ],
  ['SLF-7', 'within no boundary at all', () => roaming('192.168.0.1'), 'MP1; site PS1', 'SLF 1-5 7 12'],
  [
    'SLF-9',
    'regional roaming into a secondary site',
    () => roaming('10.2.0.1', { globalRoaming: false }),
    'PROXY; site SS1',
    'SLF 1-3 8 9 12',
  ],
  [
    'SLF-10',
    'regional roaming into another primary site: the own MP goes on',
    () => roaming('10.3.0.1', { globalRoaming: false }),
    'MP1; site PS1',
    'SLF 1-3 8-10 12',
  ],
  [
    'SLF-12',
    'no source of names knows a reachable MP',
    () => roaming('10.1.0.1', { reachable: false }),
    'none; site PS1',
    'SLF 1-4 12 12 12 12',
  ],
  ['CLF-2', 'content in the current site', () => located({}), 'D1 of D1 LOCAL, D2 LOCAL', 'CLF 1 2 4 5 7-10'],
  [
    'CLF-3',
    'roamed to a site without it: the assigned site serves, as remote',
    () =>
      located({
        currentSite: 'PS2',
        boundaries: [{ site: 'PS2', subnet: '10.1.0.0/16', speed: 'fast' }],
        remoteClientFlags: anywhere,
      }),
    'D1 of D1 REMOTE, D2 REMOTE',
    'CLF 1-5 7-10',
  ],
  [
    'CLF-3',
    'content in neither of the two sites',
    () => located({ dps: [dp('D9', { site: 'PS9' })] }),
    'none of nothing',
    'CLF 1-3',
  ],
  [
    'CLF-4',
    'content on a protected DP of the client: that one only',
    () => located({ dps: [dp('D1'), guarded] }),
    'G1 of G1 LOCAL',
    'CLF 1 2 4 8-10',
  ],
  [
    'CLF-6',
    'the protected DP lacks it for more than 8 hours, fallback allowed',
    () => located({ dps: [dp('D1'), { ...empty, missingFor: protectedPatience + 1 }], fallbackToUnprotected: true }),
    'D1 of D1 LOCAL',
    'CLF 1 2 4-10',
  ],
  [
    'CLF-6',
    'the protected DP lacks it for 8 hours only',
    () => located({ dps: [dp('D1'), { ...empty, missingFor: 8 * hour }], fallbackToUnprotected: true }),
    'none of nothing',
    'CLF 1 2 4-6',
  ],
  [
    'CLF-6',
    'the protected DP lacks it, no fallback allowed',
    () => located({ dps: [dp('D1'), { ...empty, missingFor: 24 * hour }] }),
    'none of nothing',
    'CLF 1 2 4-6',
  ],
  [
    'CLF-7',
    "another boundary's protected DP is never given",
    () => located({ dps: [dp('D1'), elsewhere] }),
    'D1 of D1 LOCAL',
    'CLF 1 2 4 5 7-10',
  ],
  [
    'CLF-7',
    'all DPs are protected and the client is in no boundary',
    () => located({ dps: [guarded, elsewhere], address: '192.168.0.1' }),
    'none of nothing',
    'CLF 1 2 4 5 7-10',
  ],
  [
    'CLF-8',
    'a slow boundary is remote, and the defaults run locally only',
    () => located({ boundaries: slow }),
    'none of D1 REMOTE, D2 REMOTE',
    'CLF 1 2 4 5 7-10 10 10',
  ],
  [
    'CLF-10',
    'a slow boundary with download from remote',
    () => located({ boundaries: slow, remoteClientFlags: anywhere }),
    'D1 of D1 REMOTE, D2 REMOTE',
    'CLF 1 2 4 5 7-10',
  ],
  [
    'CLF-8',
    'no boundary is remote',
    () => located({ address: '192.168.0.1', remoteClientFlags: anywhere }),
    'D1 of D1 REMOTE, D2 REMOTE',
    'CLF 1 2 4 5 7-10',
  ],
  [
    'CLF-9',
    'BITS before no BITS',
    () => located({ dps: [dp('D1'), dp('D2', { bits: true })] }),
    'D2 of D2 LOCAL, D1 LOCAL',
    'CLF 1 2 4 5 7-10',
  ],
  [
    'CLF-9',
    'the same subnet before BITS, the same AD site between',
    () => located({ dps: [dp('D1', { bits: true }), dp('D2', { sameAdSite: true }), dp('D3', { sameSubnet: true })] }),
    'D3 of D3 LOCAL, D2 LOCAL, D1 LOCAL',
    'CLF 1 2 4 5 7-10',
  ],
  [
    'CLF-11',
    'a branch DP is asked to get it',
    () => located({ dps: [dp('BR', { branch: true, hasContent: false })], onDemand: true }),
    'none of nothing',
    'CLF 1-3 11',
  ],
  [
    '6b row 1',
    'preferred has it',
    () => preferred({ preferred: true, fallback: false, slowNetwork: 'do not', onDemand: true }),
    'download from preferred',
    served,
  ],
  [
    '6b row 2',
    'nobody preferred has it, no fallback',
    () => preferred({ preferred: false, fallback: false, slowNetwork: 'download', onDemand: false }),
    'retry hourly',
    waits,
  ],
  [
    '6b row 3',
    'fallback allowed, slow networks not used',
    () => preferred({ preferred: false, fallback: true, slowNetwork: 'do not', onDemand: false }),
    'retry hourly, fallback DPs listed but not used',
    waits,
  ],
  [
    '6b row 4',
    'fallback allowed, slow networks used',
    () => preferred({ preferred: false, fallback: true, slowNetwork: 'download', onDemand: false }),
    'download from fallback',
    served,
  ],
  [
    '6b row 5',
    'on demand without fallback',
    () => preferred({ preferred: false, fallback: false, slowNetwork: 'download', onDemand: true }),
    'retry hourly, distribute to preferred',
    waits,
  ],
  [
    '6b row 6',
    'on demand, slow networks not used',
    () => preferred({ preferred: false, fallback: true, slowNetwork: 'do not', onDemand: true }),
    'retry hourly, distribute to preferred',
    waits,
  ],
  [
    '6b row 7',
    'on demand with fallback over slow networks',
    () => preferred({ preferred: false, fallback: true, slowNetwork: 'download', onDemand: true }),
    'download from fallback, distribute to preferred',
    served,
  ],
)

/** The list of 2012: preferred in the AD site, trusted forest, HTTPS, HTTP, SMB (community). */
export const orderOf2012 = (): readonly string[] => {
  const location = (name: string, more: Partial<Parameters<typeof placeIn2012>[0]>) =>
    ({ name, preferred: true, sameAdSite: false, trustedForest: true, protocol: 'http', ...more }) as const
  return [
    location('fallback', { preferred: false, protocol: 'https' }),
    location('share', { protocol: 'smb' }),
    location('http', {}),
    location('https', { protocol: 'https' }),
    location('near share', { sameAdSite: true, protocol: 'smb' }),
    location('other forest', { trustedForest: false, protocol: 'https' }),
  ]
    .toSorted((one, other) => comparePlaces(placeIn2012(one), placeIn2012(other)))
    .map(({ name }) => name)
}
