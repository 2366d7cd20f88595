// Who opens the files and who runs the program (flows.md 7, 8 and 9), and which management point is asked (5b).
import type { Accounts } from '../../../../engine/client/access/client-accounts.ts'
import {
  accessFromInternet,
  accessToDownload,
  type DownloadAccess,
  type DpLocation,
  type InternetSituation,
} from '../../../../engine/client/access/download-access.ts'
import { accessToRun, type RunFromDp } from '../../../../engine/client/access/run-access.ts'
import {
  findManagementPoint,
  type ManagementPoint,
  type ServiceSituation,
} from '../../../../engine/client/location/service-location.ts'
import { byName, situations, type Result } from './situation.ts'

const good = { logon: true, read: true }
const refused = { logon: false, read: false }
const mayNotRead = { logon: true, read: false }
const domain: Accounts = { computer: good, user: good }
const workgroup: Accounts = { computer: refused, user: refused, networkAccess: [good] }

function running(more: Partial<RunFromDp>): Result {
  const found = accessToRun({ hasShare: true, adminRights: true, accounts: domain, uncPath: true, ...more })
  const where = found.drive === undefined ? '' : ` on ${found.drive}:`
  const outcome =
    found.openedBy === undefined
      ? found.end.kind === 'end'
        ? found.end.text
        : found.end.kind === 'wait'
          ? `waits for ${found.end.until}`
          : '?'
      : `opened by ${found.openedBy}, runs as ${found.runsAs ?? 'nobody'}${where}`
  return { outcome, path: found.path }
}

const at = (more: Partial<DpLocation> = {}): DpLocation => ({ dp: 'DP1', protocol: 'http', accounts: domain, ...more })
function inWords(found: DownloadAccess): Result {
  const end = found.end.kind === 'end' ? found.end.text : 'waits'
  return {
    outcome: found.dp === undefined ? end : `${found.dp} ${found.protocol ?? ''} as ${found.credential ?? 'nobody'}`,
    path: found.path,
  }
}
const downloading = (...locations: readonly DpLocation[]): Result => inWords(accessToDownload(locations))
const secure = at({ dp: 'IDP1', protocol: 'https', certificate: true })
const outside = (more: Partial<InternetSituation> = {}): Result =>
  inWords(accessFromInternet({ onInternet: true, internetDps: [secure], certificatesValid: true, ...more }))

const mp = (name: string, more: Partial<ManagementPoint> = {}): ManagementPoint => ({
  name,
  class: 'assigned',
  https: false,
  trustedForest: true,
  inBoundaryGroup: true,
  reachable: true,
  ...more,
})
function asking(managementPoints: readonly ManagementPoint[], more: Partial<ServiceSituation> = {}): Result {
  const found = findManagementPoint({ managementPoints, preferredManagementPoints: false, ...more }, byName)
  return {
    outcome: `${found.managementPoint ?? 'none'} of ${found.order.join(' ')}, locality ${found.locality}`,
    path: found.path,
  }
}
const away = { reachable: false }
const neighbor = { inBoundaryGroup: false, reach: 'neighbor' } as const
const fallback = { inBoundaryGroup: false, reach: 'default' } as const

export const accessSituations = situations(
  [
    '7 predicted',
    'domain computer, program with admin rights',
    () => running({}),
    'opened by computer account, runs as Local System',
    'PAR 1-7 9',
  ],
  [
    '7 predicted',
    'domain user, user program',
    () => running({ adminRights: false }),
    'opened by logged-on user, runs as logged-on user',
    'PAR 1-7 9',
  ],
  [
    '7 predicted',
    'workgroup computer: the network access account is needed',
    () => running({ accounts: workgroup }),
    'opened by network access account 1, runs as Local System',
    'PAR 1-5 4-7 9',
  ],
  [
    '7 predicted',
    'user without rights, network access account with: the program still runs as the user',
    () => running({ adminRights: false, accounts: { computer: good, user: mayNotRead, networkAccess: [good] } }),
    'opened by network access account 1, runs as logged-on user',
    'PAR 1-6 4-7 9',
  ],
  [
    '7 predicted',
    'untrusted domain without network access account',
    () => running({ accounts: { computer: refused, user: refused } }),
    'access denied',
    'PAR 1-5 4',
  ],
  [
    '7 predicted',
    "Users were taken out of the folder's access list",
    () => running({ adminRights: false, accounts: { computer: mayNotRead, user: mayNotRead } }),
    'access denied',
    'PAR 1-6 4',
  ],
  [
    '7 predicted',
    'several network access accounts are tried in order',
    () => running({ accounts: { computer: refused, networkAccess: [refused, mayNotRead, good] } }),
    'opened by network access account 3, runs as Local System',
    'PAR 1-5 4 5 4-6 4-7 9',
  ],
  ['PAR-1', 'the package has no share', () => running({ hasShare: false }), 'cannot run from the DP', 'PAR 1'],
  [
    'PAR-3',
    'a user program while nobody is logged on',
    () => running({ adminRights: false, accounts: { computer: good } }),
    'waits for a user',
    'PAR 1-3',
  ],
  [
    'PAR-8',
    'any drive letter: from Z downward',
    () => running({ uncPath: false, lettersInUse: ['Z', 'Y'] }),
    'opened by computer account, runs as Local System on X:',
    'PAR 1-9',
  ],
  [
    'PAR-8',
    'the drive letter it wants is taken',
    () => running({ uncPath: false, driveLetter: 'p', lettersInUse: ['P'] }),
    'drive letter taken; tried again',
    'PAR 1-8',
  ],
  [
    'PAD-6',
    'HTTP, anonymous allowed',
    () => downloading(at({ anonymous: true })),
    'DP1 http as anonymous',
    'PAD 1 2 6 8 11',
  ],
  [
    'PAD-7',
    'HTTP, Windows authentication: computer account first',
    () => downloading(at()),
    'DP1 http as computer account',
    'PAD 1 2 6-8 11',
  ],
  [
    'PAD-7',
    'HTTP, workgroup computer: network access account',
    () => downloading(at({ accounts: workgroup })),
    'DP1 http as network access account 1',
    'PAD 1 2 6-8 11',
  ],
  [
    'PAD-7',
    'HTTP, workgroup computer without network access account',
    () => downloading(at({ accounts: { computer: refused } })),
    'no location left',
    'PAD 1 2 6 7 9',
  ],
  [
    'PAD-7',
    'enhanced HTTP: content access token',
    () => downloading(at({ accounts: { computer: refused }, token: true })),
    'DP1 http as content access token',
    'PAD 1 2 6-8 11',
  ],
  [
    'PAD-4',
    'HTTPS, the certificate is taken',
    () => downloading(at({ protocol: 'https', certificate: true })),
    'DP1 https as certificate',
    'PAD 1-4 8 11',
  ],
  [
    'PAD-5',
    'the certificate is refused: the other directory takes the computer account',
    () => downloading(at({ protocol: 'https' })),
    'DP1 https as computer account',
    'PAD 1-5 4 8 11',
  ],
  [
    'PAD-5',
    'chance took the directory without certificate, which refuses: the certificate helps',
    () =>
      downloading(
        at({ protocol: 'https', certificate: true, firstDirectory: 'windows', accounts: { computer: refused } }),
      ),
    'DP1 https as certificate',
    'PAD 1-5 4 8 11',
  ],
  [
    'PAD-5',
    'both directories refuse: the next DP',
    () => downloading(at({ protocol: 'https', accounts: { computer: refused } }), at({ dp: 'DP2' })),
    'DP2 http as computer account',
    'PAD 1-5 4 5 9 1 2 6-8 11',
  ],
  [
    'PAD-8',
    'the guest account of IIS may not read: 401.3, next DP',
    () => downloading(at({ protocol: 'https', certificate: true, guestMayRead: false }), at({ dp: 'DP2' })),
    'DP2 http as computer account',
    'PAD 1-4 8 9 1 2 6-8 11',
  ],
  [
    'PAD-8',
    'NTFS refuses every account',
    () => downloading(at({ accounts: { computer: mayNotRead } })),
    'no location left',
    'PAD 1 2 6-9',
  ],
  [
    'PAD-9',
    'HTTP fails over to the share',
    () => downloading(at({ accounts: { computer: refused } }), at({ protocol: 'smb' })),
    'DP1 smb as computer account',
    'PAD 1 2 6 7 9 1 10 11',
  ],
  [
    'PAD-10',
    'a share for a workgroup computer',
    () => downloading(at({ protocol: 'smb', accounts: workgroup })),
    'DP1 smb as network access account 1',
    'PAD 1 10 11',
  ],
  [
    'PAD-10',
    'a share that refuses',
    () => downloading(at({ protocol: 'smb', accounts: { computer: refused } })),
    'no location left',
    'PAD 1 10 9',
  ],
  [
    'PAI-3',
    'an internet client: internet-facing DP of the assigned site, by certificate',
    () => outside(),
    'IDP1 https as certificate',
    'PAI 1-7',
  ],
  [
    'PAI-1',
    'the same client inside',
    () => outside({ onInternet: false, inside: [at()] }),
    'DP1 http as computer account',
    'PAI 1 PAD 1 2 6-8 11',
  ],
  ['PAI-2', 'run from the DP on the internet', () => outside({ runFromDp: true }), 'no SMB on the internet', 'PAI 1 2'],
  [
    'PAI-3',
    'the assigned site has no internet-facing DP',
    () => outside({ internetDps: [] }),
    'no internet-facing DP of the assigned site',
    'PAI 1-3',
  ],
  [
    'PAI-4',
    'the certificate is not valid: no network access account helps',
    () => outside({ certificatesValid: false }),
    'no fallback to the network access account',
    'PAI 1-4',
  ],
  [
    'PAI-5',
    'a DP without the certificate directory: the next one',
    () => outside({ internetDps: [at({ protocol: 'https' }), secure] }),
    'IDP1 https as certificate',
    'PAI 1-5 3-7',
  ],
  [
    'PAI-6',
    'the guest account may not read',
    () => outside({ internetDps: [{ ...secure, guestMayRead: false }] }),
    '401.3; a package access account for the guest helps',
    'PAI 1-6',
  ],
  [
    'PAI-8',
    'a cloud gateway serves',
    () => outside({ cloud: [{ dp: 'CMG', accepts: true }] }),
    'CMG https as token or certificate',
    'PAI 1-3 8',
  ],
  [
    'PAI-8',
    'a cloud gateway refuses: the internet-facing DP serves',
    () => outside({ cloud: [{ dp: 'CMG', accepts: false }] }),
    'IDP1 https as certificate',
    'PAI 1-3 8 3-7',
  ],
  [
    'SLF-21',
    'proxy before local before assigned',
    () => asking([mp('A1'), mp('L1', { class: 'local' }), mp('P1', { class: 'proxy' })]),
    'P1 of P1 L1 A1, locality 3',
    'SLF 20-23',
  ],
  [
    'SLF-22',
    'HTTPS in the trusted forest first',
    () =>
      asking([
        mp('A1'),
        mp('A2', { https: true, trustedForest: false }),
        mp('A3', { trustedForest: false }),
        mp('A4', { https: true }),
      ]),
    'A4 of A4 A2 A1 A3, locality 3',
    'SLF 20-23',
  ],
  [
    'SLF-21',
    'preferred management points first, where switched on',
    () => asking([mp('A1', { https: true, inBoundaryGroup: false }), mp('A2')], { preferredManagementPoints: true }),
    'A2 of A2 A1, locality 3',
    'SLF 20-23',
  ],
  [
    'SLF-23',
    'five failures: another one of the group',
    () => asking([mp('A1', away), mp('A2')]),
    'A2 of A1 A2, locality 3',
    'SLF 20-24 21-23',
  ],
  [
    'SLF-24',
    'none of the group answers: the neighbour at once',
    () => asking([mp('A1', away), mp('N1', neighbor), mp('D1', fallback)]),
    'N1 of A1 N1 D1, locality 2',
    'SLF 20-24 21-23',
  ],
  [
    'SLF-24',
    'then the default group',
    () => asking([mp('A1', away), mp('N1', { ...neighbor, ...away }), mp('D1', fallback)]),
    'D1 of A1 N1 D1, locality 1',
    'SLF 20-24 21-23',
  ],
  [
    'SLF-24',
    'never fall back',
    () => asking([mp('A1', away), mp('N1', neighbor)], { neverFallBack: true }),
    'none of A1 N1, locality 0',
    'SLF 20-24',
  ],
  [
    'SLF-24',
    'no MP in the group: the whole list',
    () =>
      asking([mp('A1', { inBoundaryGroup: false, ...away }), mp('A2', { inBoundaryGroup: false, reach: 'default' })]),
    'A2 of A1 A2, locality 1',
    'SLF 20-24 21-23',
  ],
  [
    'SLF-23',
    '25 hours have passed: looks anew',
    () => asking([mp('A1')], { refresh: true }),
    'A1 of A1, locality 3',
    'SLF 20-23 20-23',
  ],
)
