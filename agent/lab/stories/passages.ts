// Passages that courses are put together from. Order and wording follow the published excerpts (reference:
// distribution-engine.md 6, corpus/docs understand-package-actions); the waits are ours.
import { later, line, minutes, seconds, status, type Step } from './steps.ts'

const source = { path: '{source}' }

/** A package notification arrives and gets a package thread. */
export const packageThreadStarts: readonly Step[] = [
  line('notifier', 'DB-001'),
  line('notifier', 'DB-002', { path: '{inboxes}\\distmgr.box\\{packageId}.PKN' }),
  later(seconds(5), 'main', 'DM-020'),
  line('main', 'DM-022'),
  line('main', 'DM-023'),
  line('main', 'DM-024'),
  status('package', 2300),
  line('package', 'DM-030'),
]

/** Only distribution points changed, the package itself did not. */
export const nothingNewInPackage: readonly Step[] = [line('package', 'DM-034')]

export const packageThreadEnds: readonly Step[] = [
  line('package', 'DM-051'),
  line('package', 'DM-052'),
  status('package', 2301),
  line('package', 'DM-053'),
]

/** Snapshot of the source, hash, new stored version; as for an update (distribution-engine.md 6.5). */
export const snapshotTaken: readonly Step[] = [
  line('package', 'DM-032'),
  line('package', 'DM-036', source),
  later(minutes(1), 'package', 'DM-037'),
  line('package', 'DM-038'),
  later(seconds(20), 'package', 'DM-039'),
  line('package', 'DM-040'),
  later(seconds(10), 'package', 'DM-041'),
  line('package', 'DM-042'),
  status('package', 2376),
  line('package', 'DM-044'),
  line('package', 'DM-043'),
  line('package', 'DM-033', { action: '1', mask: '32', maskex: '8388608' }),
  line('package', 'DM-045', { drive: 'E' }),
  line('package', 'DM-046'),
  status('package', 2311),
]

/** The source cannot be read: 0x80070005 no right, 0x80070020 a file is open. */
export const sourceUnreadable = (resultCode: string): readonly Step[] => [
  line('package', 'DM-032'),
  line('package', 'DM-036', source),
  later(seconds(2), 'package', 'DM-055', { ...source, resultCode }),
  line('package', 'DM-056'),
  ...packageThreadEnds.slice(-1),
]

/** The compressed copy of another site has not been unpacked here. */
export const contentNotArrived: readonly Step[] = [
  line('package', 'DM-054', { site: '{sourceSite}' }),
  line('package', 'DM-087'),
  line('package', 'DM-053'),
]

export const contentArrives: readonly Step[] = [
  line('despooler', 'DS-004', {
    path: 'E:\\SMSPKG\\{packageId}.PCK.{packageVersion}',
    path2: '{inboxes}\\despoolr.box\\receive\\PKG{random}.TRY',
  }),
  line('despooler', 'DS-009', { path: 'E:\\SMSPKG\\{packageId}.PCK', path2: 'E:\\SMSPKG\\{packageId}.PCK.temp' }),
  line('despooler', 'DS-010', { path: '{library}' }),
  later(seconds(30), 'despooler', 'DS-011'),
  line('despooler', 'DS-012'),
  line('despooler', 'DS-014'),
  status('despooler', 4400),
  line('despooler', 'DS-015'),
]

/** The package thread hands one distribution point to a thread of its own. */
export const dpThreadStarts: readonly Step[] = [line('package', 'DM-070'), line('package', 'DM-073')]

export const dpThreadWorks: readonly Step[] = [line('dp', 'DM-075'), status('dp', 2342), line('dp', 'DM-077')]

export const dpConnected: readonly Step[] = [
  later(seconds(1), 'dp', 'DM-078', { path: '\\\\{server}\\ADMIN$' }),
  line('dp', 'DM-088'),
  line('dp', 'DM-089', { path: '\\\\{server}\\SMSSIG$' }),
  line('dp', 'DM-091'),
]

export const jobMade: readonly Step[] = [later(seconds(1), 'dp', 'DM-085'), status('dp', 2357)]

export const dpThreadReturns: readonly Step[] = [
  line('dp', 'DM-082'),
  line('dp', 'DM-083', { path: '\\\\{server}\\ADMIN$' }),
]

export const dpThreadEnds: readonly Step[] = [line('package', 'DM-086')]

/** ADMIN$ of the distribution point cannot be opened, with this code. */
export const dpNotConnected = (resultCode: string): readonly Step[] => [
  later(seconds(21), 'dp', 'DM-079', { path: '\\\\{server}\\ADMIN$', resultCode }),
  line('dp', 'DM-080', { resultCode }),
  line('dp', 'DM-081'),
]

/** PkgXferMgr takes the job from the queue. */
export const sendingThreadStarts: readonly Step[] = [
  line('notifier', 'DB-003', {
    op: 'UPDATE',
    table: 'DistributionJobs',
    trigger: 'DistributionJob_Creation',
    key: '{packageId}',
  }),
  line('notifier', 'DB-002', { path: '{inboxes}\\PkgTransferMgr.box\\{packageId}.PKN' }),
  later(seconds(10), 'transferMain', 'PX-001', { n: '1' }),
  line('transferMain', 'PX-010'),
  line('transferMain', 'PX-011'),
]

export const sendingBegins: readonly Step[] = [
  line('sending', 'PX-012'),
  line('sending', 'PX-030', { packageStatus: '0' }),
]

export const temporaryFile = { path: '\\\\{server}\\SMS_DP$\\{hash}-{contentId}.temp' }

export const fileCopied: readonly Step[] = [
  line('sending', 'PX-018', temporaryFile),
  later('copy', 'sending', 'PX-023'),
]

/** Files go one by one; the content is complete with the last one. */
export const contentSent = (redistribute: '0' | '1'): readonly Step[] => [
  line('sending', 'PX-015'),
  line('sending', 'PX-017', { n: redistribute, text: '' }),
  { files: 'all', steps: fileCopied },
  later(seconds(2), 'provider', 'DP-001'),
  line('sending', 'PX-024'),
  line('sending', 'PX-025'),
  line('sending', 'PX-026', { text: 'NT AUTHORITY\\SYSTEM', server: '{siteServer}' }),
  line('sending', 'PX-027'),
  status('sending', 8200),
  line('sending', 'PX-030', { packageStatus: '3' }),
  status('sending', 8210),
  line('sending', 'PX-031'),
]

/** The try ends; the job stays and is taken again at the printed time. */
export const sendingFailed: readonly Step[] = [
  line('sending', 'PX-060'),
  line('sending', 'PX-030', { packageStatus: '4' }),
  line('sending', 'PX-031'),
]

/** The first file does not get through; the code comes up from the innermost function to the outermost. */
export const firstFileFails = (resultCode: string, passage: readonly Step[]): readonly Step[] => [
  line('sending', 'PX-015'),
  line('sending', 'PX-017', { n: '0', text: '' }),
  { files: 'first', steps: [line('sending', 'PX-018', temporaryFile), ...passage] },
  line('sending', 'PX-064', { resultCode }),
  line('sending', 'PX-065', { resultCode }),
  ...sendingFailed,
]

/** Nothing is written while a file is copied; then what is there of it is deleted. */
export const copyBreaksOff: readonly Step[] = [later('copy', 'sending', 'PX-054', temporaryFile)]

export const providerRefuses = (resultCode: string, reason: readonly Step[]): readonly Step[] => [
  ...reason,
  later('copy', 'sending', 'PX-061', { class: 'SMS_DistributionPoint', method: 'AddFile', resultCode }),
  line('sending', 'PX-062', { resultCode }),
  line('sending', 'PX-068', { resultCode }),
  line('sending', 'PX-054', temporaryFile),
]

/** The classes of the DP provider are gone from WMI (corpus/docs community-blog-dp-package-transfer-errors). */
export const providerClassesGone: readonly Step[] = [
  later('copy', 'sending', 'PX-067'),
  line('sending', 'PX-061', { class: 'SMS_DistributionPoint', method: 'AddFile', resultCode: '0x80041002' }),
  line('sending', 'PX-062', { resultCode: '0x80041002' }),
  line('sending', 'PX-068', { resultCode: '0x80041002' }),
  line('sending', 'PX-063', { resultCode: '0x80041002' }),
]

/** What the DP's own log says when a COM class of the provider is missing (corpus/raw smsdpprov-04). */
export const classNotRegistered: readonly Step[] = [
  later('copy', 'provider', 'DP-006', { class: 'CFileLibrary', method: 'AddFile', resultCode: '0x80040154' }),
  line('provider', 'DP-006', { class: 'CContentDefinition', method: 'AddFile', resultCode: '0x80040154' }),
  line('provider', 'DP-007', { resultCode: '0x80040154' }),
]

/** The replication thread takes the STA file and sets the row of the DP to installed. */
export const statusArrives: readonly Step[] = [
  later(seconds(20), 'replication', 'DM-100', { path: '{inboxes}\\distmgr.box\\INCOMING\\{random}.STA' }),
  line('replication', 'DM-101'),
  line('replication', 'DM-102'),
  line('replication', 'DM-103', { packageStatus: '3' }),
  status('replication', 2330),
  line('replication', 'DM-104', { path: '{inboxes}\\distmgr.box\\INCOMING\\{random}.STA' }),
]

export const pullDpNotified: readonly Step[] = [
  line('sending', 'PX-013'),
  line('sending', 'PX-040'),
  later(seconds(2), 'sending', 'PX-041'),
  line('provider', 'DP-002'),
  line('sending', 'PX-042', { n: '{failures}', m: '30' }),
  line('sending', 'PX-032'),
]

/** The pull component downloads and reports (corpus/docs 04-distribute-pull-dp). */
export const pullDpDownloads: readonly Step[] = [
  later(seconds(5), 'pull', 'PD-001'),
  line('pull', 'PD-006', { path: 'C:\\SMS_DP$\\{packageId}.tz' }),
  line('pull', 'PD-010', { n: '1' }),
  line('pull', 'PD-011', { state: '1-NotStarted' }),
  line('pull', 'PD-012', { n: '0', m: '{fileCount}' }),
  later('copy', 'pull', 'PD-011', { state: '9-Downloaded' }),
  line('pull', 'PD-020'),
  line('pull', 'PD-011', { state: '13-SIApplied' }),
  line('provider', 'DP-001'),
  line('pull', 'PD-030'),
  line('pull', 'PD-031', { n: '1' }),
  line('pull', 'PD-032', { n: '1' }),
]

/** The state message reaches the site (distribution-engine.md 6.4, step 5). */
export const pullResponseArrives: readonly Step[] = [
  later(seconds(30), 'stateSystem', 'ST-001', { file: 'N_{random}.SMX' }),
  line('notifier', 'DB-003', {
    op: 'INSERT',
    table: 'PullDPResponse',
    trigger: 'PullDPResponse_UpdIns',
    key: '{rowKey}',
  }),
  line('notifier', 'DB-002', { path: '{inboxes}\\distmgr.box\\INCOMING\\{rowKey}.PUL' }),
  later(seconds(5), 'replication', 'DM-106'),
  line('replication', 'DM-107', { ver2: '{packageVersion}', actionstate: '1', packageStatus: '0', text: '' }),
  line('replication', 'DM-103', { packageStatus: '3' }),
  line('replication', 'DM-108', { path: '{inboxes}\\distmgr.box\\INCOMING\\{rowKey}.PUL' }),
]
