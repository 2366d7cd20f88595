// Downloads into the cache (flows.md 3) and runs of advertised programs (flows.md 2).
import { usualCache, type CachedContent } from '../../../../engine/client/content/cache.ts'
import { download, type DownloadLocation, type DownloadRequest } from '../../../../engine/client/content/download.ts'
import {
  runAdvertisedProgram,
  type ClientState,
  type OfferedProgram,
} from '../../../../engine/client/program/program-run.ts'
import type { MaintenanceWindow } from '../../../../engine/client/program/maintenance-windows.ts'
import type { StatusMif } from '../../../../engine/client/program/status-mif.ts'
import { pkgFlags } from '../../../../engine/site/objects/sms-package.ts'
import type { LastRun } from '../../../../engine/client/program/rerun.ts'
import {
  advertFlags,
  noTime,
  remoteClientFlags,
  type SmsAdvertisement,
} from '../../../../engine/site/objects/sms-advertisement.ts'
import { defaultProgramFlags, programFlags, type SmsProgram } from '../../../../engine/site/objects/sms-program.ts'
import type { PackageId, SiteCode } from '../../../../engine/ids.ts'
import { hour, minute, situations, type Result, type Situation } from './situation.ts'

const megabyte = 1024 ** 2
const now = Date.UTC(2026, 0, 5, 12)
const location = (more: Partial<DownloadLocation> = {}): DownloadLocation => ({
  dp: 'DP1',
  protocol: 'http',
  remote: false,
  outcome: 'done',
  ...more,
})
const cached = (more: Partial<CachedContent> = {}): CachedContent => ({
  contentId: 'PS100002.1',
  version: 1,
  bytes: 5000 * megabyte,
  complete: true,
  locked: false,
  persisted: false,
  lastUsed: now - 48 * hour,
  ...more,
})
function fetching(more: Partial<DownloadRequest>, contents: readonly CachedContent[] = []): Result {
  const found = download({
    contentId: 'PS100039',
    version: 2,
    bytes: 200 * megabyte,
    cache: { ...usualCache, contents },
    now,
    remoteClientFlags: remoteClientFlags.DOWNLOAD_FROM_LOCAL | remoteClientFlags.DONT_RUN_NO_LOCAL,
    locations: [location()],
    ...more,
  })
  const from = found.from === undefined ? '' : ` from ${found.from.dp}`
  const gone = found.evicted.length === 0 ? '' : `, without ${found.evicted.join(' ')}`
  const end =
    found.end.kind === 'wait' ? `waits for ${found.end.until}` : found.end.kind === 'end' ? found.end.text : '?'
  return { outcome: found.how === undefined ? end : `${found.how}${from}${gone}`, path: found.path }
}
const { DOWNLOAD_FROM_LOCAL, DOWNLOAD_FROM_REMOTE } = remoteClientFlags
const own = { contentId: 'PS100039', bytes: megabyte }

const advertisement: SmsAdvertisement = {
  AdvertisementID: 'PS120001',
  AdvertisementName: 'Offer',
  CollectionID: 'PS100001',
  PackageID: 'PS100039' as PackageId,
  ProgramName: 'Install',
  AdvertFlags: advertFlags.IMMEDIATE,
  RemoteClientFlags: remoteClientFlags.DOWNLOAD_FROM_LOCAL,
  OfferType: 0,
  AssignedSchedule: [],
  AssignedScheduleEnabled: false,
  AssignedScheduleIsGMT: false,
  PresentTime: now - 24 * hour,
  PresentTimeEnabled: true,
  PresentTimeIsGMT: false,
  ExpirationTime: noTime,
  ExpirationTimeEnabled: false,
  ExpirationTimeIsGMT: false,
  Priority: 2,
  IncludeSubCollection: true,
  MandatoryCountdown: 0,
  DeviceFlags: 0,
  TimeFlags: 0,
  SourceSite: 'PS1' as SiteCode,
  ActionInProgress: 0,
  SedoObjectVersion: '1',
}
const program: SmsProgram = {
  PackageID: 'PS100039' as PackageId,
  ProgramName: 'Install',
  CommandLine: 'setup.exe',
  WorkingDirectory: '',
  ProgramFlags:
    (defaultProgramFlags & ~programFlags.USERCONTEXT) | programFlags.ADMINRIGHTS | programFlags.ANY_PLATFORM,
  Duration: 30,
  DependentProgram: '',
  DiskSpaceReq: '',
  DriveLetter: '',
  SupportedOperatingSystems: [],
  DeviceFlags: 0,
  RemovalKey: '',
  Requirements: '',
  Comment: '',
  ActionInProgress: 0,
}
const client: ClientState = {
  now,
  biasMinutes: -60,
  agentEnabled: true,
  platform: 'Win NT (x64)',
  userLoggedOn: true,
  windows: [],
  lastRun: 'never',
  acceptedAt: now - hour,
}
type Changes = {
  readonly offer?: Partial<SmsAdvertisement>
  readonly program?: Partial<SmsProgram>
  readonly client?: Partial<ClientState>
  readonly more?: Partial<OfferedProgram>
}
function running(changes: Changes): Result {
  const found = runAdvertisedProgram(
    {
      advertisement: { ...advertisement, ...changes.offer },
      program: { ...program, ...changes.program },
      contentOnSomeDp: true,
      hasContent: true,
      result: { takes: 10 * minute, exit: 'succeeded' },
      ...changes.more,
    },
    { ...client, ...changes.client },
  )
  const end =
    found.end.kind === 'wait' ? `waits for ${found.end.until}` : found.end.kind === 'end' ? found.end.text : '?'
  return {
    outcome: `${end}; state ${found.state}${found.runsAs === undefined ? '' : `; ${found.runsAs}`}`,
    path: found.path,
  }
}
const flags = (more: number): Pick<SmsProgram, 'ProgramFlags'> => ({ ProgramFlags: program.ProgramFlags | more })
/** Opens each day at this hour, for so many hours. */
const daily = (opens: number, hours: number): MaintenanceWindow => ({
  kind: 'interval',
  start: Date.UTC(2026, 0, 1, opens),
  isGmt: false,
  days: 1,
  hours: 0,
  minutes: 0,
  dayDuration: 0,
  hourDuration: hours,
  minuteDuration: 0,
})
const at = (start: number): SmsAdvertisement['AssignedSchedule'] => [
  { kind: 'once', start, isGmt: false, dayDuration: 0, hourDuration: 0, minuteDuration: 0 },
]
/** The program ends with 0 and leaves a MIF of failure behind, and perhaps another one under the file name wanted. */
function withMif(
  one: Partial<StatusMif>,
  named?: Partial<StatusMif>,
  PkgFlags: number = pkgFlags.USE_SPECIAL_MIF,
): Changes {
  const mif: StatusMif = {
    folder: '%TEMP%',
    fileName: 'tools.mif',
    name: 'Tools',
    publisher: 'Contoso',
    version: '1',
    succeeded: false,
  }
  const mifs = [{ ...mif, ...one }, ...(named === undefined ? [] : [{ ...mif, folder: '%windir%' as const, ...named }])]
  const mifMatching = { PkgFlags, MIFFilename: 'tools.mif', MIFName: 'Tools', MIFPublisher: 'Contoso', MIFVersion: '1' }
  return { more: { mifMatching, result: { takes: 1, exit: 'succeeded', mifs } } }
}
const optional = { AdvertFlags: 0 }
const done = 'state 13; state 13; Local System'
const runs = 'ADV 1-13 15-24'

export const programSituations = situations(
  ['CPD-2', 'the version is in the cache', () => fetching({}, [cached({ ...own, version: 2 })]), 'cache', 'CPD 1 2 16'],
  [
    'CPD-2',
    'another version, or an incomplete one, does not count',
    () => fetching({}, [cached({ ...own, version: 2, complete: false })]),
    'full from DP1',
    'CPD 1-11 15 16',
  ],
  [
    'CPD-3',
    'content larger than the whole cache: status 10050, no retry',
    () => fetching({ bytes: 5121 * megabyte }),
    '10050: larger than the cache',
    'CPD 1-3',
  ],
  [
    'CPD-4',
    'what was not used for a day makes room',
    () => fetching({}, [cached()]),
    'full from DP1, without PS100002.1.1',
    'CPD 1-11 15 16',
  ],
  [
    'CPD-4',
    'what was used within a day stays: every 4 hours',
    () => fetching({}, [cached({ lastUsed: now - hour })]),
    'waits for 4 hours, 18 times',
    'CPD 1-4',
  ],
  [
    'CPD-4',
    'what is in use stays',
    () => fetching({}, [cached({ locked: true })]),
    'waits for 4 hours, 18 times',
    'CPD 1-4',
  ],
  [
    'CPD-4',
    'what is to persist stays',
    () => fetching({}, [cached({ persisted: true })]),
    'waits for 4 hours, 18 times',
    'CPD 1-4',
  ],
  [
    'CPD-4',
    'after 18 times it fails',
    () => fetching({ cacheTries: 18 }, [cached({ locked: true })]),
    'no room in the cache',
    'CPD 1-4',
  ],
  [
    'CPD-6',
    'empty location update',
    () => fetching({ locations: [] }),
    'waits for the next request for locations',
    'CPD 1-6',
  ],
  [
    'CPD-7',
    'a remote DP with the default flags',
    () => fetching({ locations: [location({ remote: true })] }),
    'waits for the next request for locations',
    'CPD 1-7 14',
  ],
  [
    'CPD-7',
    'a remote DP that the flags allow',
    () =>
      fetching({
        locations: [location({ remote: true })],
        remoteClientFlags: DOWNLOAD_FROM_LOCAL | DOWNLOAD_FROM_REMOTE,
      }),
    'full from DP1',
    'CPD 1-11 15 16',
  ],
  [
    'CPD-9',
    'an older version in the cache and a signature: delta',
    () => fetching({ locations: [location({ signature: true })], deltaCapable: true }, [cached({ ...own })]),
    'delta from DP1',
    'CPD 1-11 15 16',
  ],
  [
    'CPD-9',
    'an older version, but no signature: full',
    () => fetching({ deltaCapable: true }, [cached({ ...own })]),
    'full from DP1',
    'CPD 1-11 15 16',
  ],
  [
    'CPD-11',
    'BITS is interrupted: this location goes on',
    () => fetching({ locations: [location({ outcome: 'interrupted' })] }),
    'waits for this location to go on',
    'CPD 1-11',
  ],
  [
    'CPD-13',
    'BITS fails: next location',
    () => fetching({ locations: [location({ outcome: 'failed' }), location({ dp: 'DP2' })] }),
    'full from DP2',
    'CPD 1-11 13 7-11 15 16',
  ],
  [
    'CPD-12',
    'a DP without BITS: copied by SMB',
    () => fetching({ locations: [location({ protocol: 'smb' })] }),
    'full from DP1',
    'CPD 1-8 12 15 16',
  ],
  [
    'CPD-12',
    'SMB breaks off: next location',
    () => fetching({ locations: [location({ protocol: 'smb', outcome: 'failed' }), location({ dp: 'DP2' })] }),
    'full from DP2',
    'CPD 1-8 12 13 7-11 15 16',
  ],
  [
    'CPD-15',
    'a wrong hash: fetched again, from the next location',
    () => fetching({ locations: [location({ outcome: 'wrong-hash' }), location({ dp: 'DP2' })] }),
    'full from DP2',
    'CPD 1-11 15 5-11 15 16',
  ],
  [
    'CPD-15',
    'the hash stays wrong',
    () => fetching({ locations: Array.from({ length: 9 }, () => location({ outcome: 'wrong-hash' })) }),
    'hash mismatch',
    'CPD 1-11 15 5-11 15 5-11 15',
  ],
  ['ADV-13', 'mandatory, at once', () => running({}), done, runs],
  [
    'ADV-13',
    'mandatory at a time that has come',
    () => running({ offer: { ...optional, AssignedSchedule: at(now - minute) } }),
    done,
    runs,
  ],
  [
    'ADV-15',
    'mandatory at a time that is to come',
    () => running({ offer: { ...optional, AssignedSchedule: at(now + minute) } }),
    'waits for the assignment; state 1',
    'ADV 1-13 15',
  ],
  [
    'ADV-15',
    'assigned in UTC: an hour earlier on a clock in Berlin',
    () => running({ offer: { ...optional, AssignedSchedule: at(now - 30 * minute), AssignedScheduleIsGMT: true } }),
    'waits for the assignment; state 1',
    'ADV 1-13 15',
  ],
  [
    'ADV-15',
    'content is downloaded before the deadline',
    () => running({ offer: { AdvertFlags: advertFlags.OPTIONALPREDOWNLOAD, AssignedSchedule: at(now + hour) } }),
    'waits for the assignment; state 1',
    'ADV 1-13 15',
  ],
  [
    'ADV-15',
    'at logon, and somebody logs on',
    () => running({ offer: { AdvertFlags: advertFlags.ONUSERLOGON }, client: { event: 'logon' } }),
    done,
    runs,
  ],
  [
    'ADV-15',
    'at logon, and nobody logs on',
    () => running({ offer: { AdvertFlags: advertFlags.ONUSERLOGON } }),
    'waits for the assignment; state 1',
    'ADV 1-13 15',
  ],
  [
    'ADV-15',
    'a slow network without ONSLOWNET',
    () => running({ client: { slowNetwork: true } }),
    'waits for the assignment; state 1',
    'ADV 1-13 15',
  ],
  [
    'ADV-15',
    'a slow network with ONSLOWNET',
    () =>
      running({ offer: { AdvertFlags: advertFlags.IMMEDIATE | advertFlags.ONSLOWNET }, client: { slowNetwork: true } }),
    done,
    runs,
  ],
  [
    'ADV-14',
    'optional, and a user starts it',
    () => running({ offer: optional, client: { userStartsIt: true } }),
    done,
    'ADV 1-14 17-24',
  ],
  [
    'ADV-14',
    'optional, and nobody starts it',
    () => running({ offer: optional }),
    'waits for the user; state 1',
    'ADV 1-14',
  ],
  [
    'ADV-9',
    'software distribution is off',
    () => running({ client: { agentEnabled: false } }),
    'ignored; state 0',
    'ADV 1-9',
  ],
  [
    'ADV-10',
    'the platform is not in the list',
    () =>
      running({
        program: {
          ProgramFlags: defaultProgramFlags,
          SupportedOperatingSystems: [{ Name: 'Win NT', Platform: 'I386', MinVersion: '', MaxVersion: '' }],
        },
      }),
    'rejected, state 2; state 2',
    'ADV 1-10',
  ],
  [
    'ADV-11',
    'expired',
    () => running({ offer: { ExpirationTime: now - 1, ExpirationTimeEnabled: true } }),
    'expired, state 3; state 3',
    'ADV 1-11',
  ],
  [
    'ADV-11',
    'an hour before it expires in UTC, which has come on a clock in Berlin',
    () => running({ offer: { ExpirationTime: now, ExpirationTimeEnabled: true, ExpirationTimeIsGMT: true } }),
    done,
    runs,
  ],
  [
    'ADV-12',
    'not yet present',
    () => running({ offer: { PresentTime: now + 1 } }),
    'waits for PresentTime; state 0',
    'ADV 1-12',
  ],
  [
    'ADV-4',
    'content is on no DP',
    () => running({ more: { contentOnSomeDp: false } }),
    'waits for PCD-28 for a first DP; state 0',
    'ADV 1-4',
  ],
  [
    'ADV-17',
    'the program it depends on runs first',
    () => running({ more: { dependency: { ranHere: false, succeeds: true } } }),
    done,
    runs,
  ],
  [
    'ADV-17',
    'the program it depends on ran here',
    () => running({ more: { dependency: { ranHere: true, succeeds: false } } }),
    done,
    runs,
  ],
  [
    'ADV-17',
    'it ran here, but runs each time, and fails',
    () =>
      running({
        program: flags(programFlags.RUN_DEPENDANT_ALWAYS),
        more: { dependency: { ranHere: true, succeeds: false } },
      }),
    'the program it depends on failed; state 11',
    'ADV 1-13 15-17',
  ],
  [
    'ADV-17',
    'two programs depend on each other',
    () => running({ more: { dependency: { ranHere: false, succeeds: true, cycle: true } } }),
    'the program it depends on failed; state 11',
    'ADV 1-13 15-17',
  ],
  ['ADV-18', 'within a window with time enough', () => running({ client: { windows: [daily(11, 2)] } }), done, runs],
  [
    'ADV-18',
    'too late in the window',
    () => running({ client: { windows: [daily(10, 2)], now: now - 10 * minute } }),
    'waits for a maintenance window; state 1',
    'ADV 1-13 15-18',
  ],
  [
    'ADV-18',
    'outside of every window',
    () => running({ client: { windows: [daily(22, 4), daily(2, 2)] } }),
    'waits for a maintenance window; state 1',
    'ADV 1-13 15-18',
  ],
  [
    'ADV-18',
    'longer than every window: never runs',
    () => running({ program: { Duration: 121 }, client: { windows: [daily(11, 2), daily(22, 1)] } }),
    'longer than every window: never runs; state 1',
    'ADV 1-13 15-18',
  ],
  [
    'ADV-18',
    'unknown duration: any open window',
    () => running({ program: { Duration: 0 }, client: { windows: [daily(11, 2)], now: now + 59 * minute } }),
    done,
    runs,
  ],
  [
    'ADV-18',
    'windows are overridden',
    () =>
      running({
        offer: { AdvertFlags: advertFlags.IMMEDIATE | advertFlags.OVERRIDE_SERVICE_WINDOWS },
        client: { windows: [daily(22, 1)] },
      }),
    done,
    runs,
  ],
  [
    'ADV-19',
    'needs a user, and nobody is logged on',
    () => running({ program: flags(programFlags.USERCONTEXT), client: { userLoggedOn: false } }),
    'waits for a user, or none; state 8; state 8',
    'ADV 1-13 15-19',
  ],
  [
    'ADV-19',
    'needs nobody, and somebody is logged on',
    () => running({ program: flags(programFlags.NOUSERLOGGEDIN) }),
    'waits for a user, or none; state 8; state 8',
    'ADV 1-13 15-19',
  ],
  [
    'ADV-21',
    'without admin rights it runs as the user',
    () => running({ program: { ProgramFlags: defaultProgramFlags | programFlags.ANY_PLATFORM } }),
    'state 13; state 13; logged-on user',
    runs,
  ],
  [
    'ADV-21',
    'it cannot be started',
    () => running({ more: { result: { takes: 0, exit: 'succeeded', starts: false } } }),
    'state 11; state 11',
    'ADV 1-13 15-21 24',
  ],
  [
    'ADV-22',
    'it takes longer than its duration',
    () => running({ more: { result: { takes: 31 * minute, exit: 'succeeded' } } }),
    'no longer watched; state 1; Local System',
    'ADV 1-13 15-22',
  ],
  [
    'ADV-22',
    'unknown duration is watched for 720 minutes',
    () => running({ program: { Duration: 0 }, more: { result: { takes: 720 * minute, exit: 'succeeded' } } }),
    done,
    runs,
  ],
  [
    'ADV-23',
    'a status MIF says that it failed, whatever the exit code',
    () => running(withMif({})),
    'state 11; state 11; Local System',
    runs,
  ],
  [
    'ADV-23',
    'the MIF of the file name that the package gives comes first',
    () => running(withMif({ fileName: 'other.mif' }, { succeeded: true })),
    'state 13; state 13; Local System',
    runs,
  ],
  [
    'ADV-23',
    'names are compared without letter case',
    () => running(withMif({ name: 'TOOLS', publisher: 'CONTOSO' })),
    'state 11; state 11; Local System',
    runs,
  ],
  [
    'ADV-23',
    'a MIF of another version decides nothing',
    () => running(withMif({ version: '9' })),
    'state 13; state 13; Local System',
    runs,
  ],
  [
    'ADV-23',
    'without special MIF matching no MIF decides',
    () => running(withMif({}, undefined, 0)),
    'state 13; state 13; Local System',
    runs,
  ],
  [
    'ADV-24',
    'it fails',
    () => running({ more: { result: { takes: 1, exit: 'failed' } } }),
    'state 11; state 11; Local System',
    runs,
  ],
  [
    'ADV-24',
    'it wants a restart',
    () => running({ more: { result: { takes: 1, exit: 'reboot' } } }),
    'state 12, then the restart; state 12; Local System',
    runs,
  ],
)

const rerunTable: readonly (readonly [flag: keyof typeof remoteClientFlags, ...answers: readonly ('run' | 'no')[]])[] =
  [
    ['RERUN_ALWAYS', 'run', 'run', 'run'],
    ['RERUN_NEVER', 'run', 'no', 'no'],
    ['RERUN_IF_FAILED', 'run', 'no', 'run'],
    ['RERUN_IF_SUCCEEDED', 'run', 'run', 'no'],
  ]
const lastRuns: readonly LastRun[] = ['never', 'succeeded', 'failed']

export const rerunSituations: readonly Situation[] = rerunTable.flatMap(([flag, ...answers]) =>
  answers.map((answer, index): Situation => {
    const lastRun = lastRuns[index]!
    return {
      place: '2 rerun table',
      name: `${flag} after: ${lastRun}`,
      run: () =>
        running({ offer: { RemoteClientFlags: DOWNLOAD_FROM_LOCAL | remoteClientFlags[flag] }, client: { lastRun } }),
      outcome: answer === 'run' ? done : 'will not rerun, state 4; state 4',
      path: answer === 'run' ? runs : 'ADV 1-13 15 16',
    }
  }),
)
