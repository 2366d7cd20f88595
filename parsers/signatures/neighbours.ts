// The neighbours of the three main logs: only the messages that carry a key which joins them to a distribution.
// Source: log-signatures.md.
import { signatures } from './signature.ts'

/** smsdbmon.log, component SMS_DATABASE_NOTIFICATION_MONITOR: database row -> file in an inbox. */
export const smsdbmon = signatures([
  {
    id: 'DB-001',
    template: 'RCV: INSERT on PkgNotification for PkgNotify_Add [{packageId}[? ]][{seq}]',
    severity: 'info',
    means: 'A package notification was written to the database.',
    pairsWith: 'DB-002 on sequence number',
    sample: 'RCV: INSERT on PkgNotification for PkgNotify_Add [<PackageID> ][1035019]',
  },
  {
    id: 'DB-002',
    template: 'SND: Dropped {path}[? ][{seq}]',
    severity: 'info',
    means: 'A notification file was dropped into an inbox; folder and extension tell for whom and why.',
    pairsWith: 'DB-001 on sequence number; target component picks up the file',
    sample:
      'SND: Dropped C:\\Program Files\\Microsoft Configuration Manager\\inboxes\\distmgr.box\\RR200002.PKN [19608]',
  },
  {
    id: 'DB-003',
    template: 'RCV: {op} on {table} for {trigger} [{key}[? ]][{seq}]',
    severity: 'info',
    means: 'A row that components wait for was written to the database.',
    unless: 'RCV: INSERT on PkgNotification for PkgNotify_Add {text}',
    pairsWith: 'DB-002 on sequence number',
    sample: 'RCV: INSERT on DPNotification for DPNotify_ADD [15 ][19610]',
  },
])

/** schedule.log, component SMS_SCHEDULER: inter-site jobs -> send requests. */
export const schedule = signatures([
  {
    id: 'SC-001',
    template: '========  Processing Jobs  ========',
    severity: 'info',
    means: 'A cycle over the inter-site jobs begins.',
  },
  {
    id: 'SC-002',
    template: '<Activating JOB {jobid}>[? ][Software Distribution for {text}, Package ID = {packageId}]',
    severity: 'info',
    means: 'The job that brings a package to another site begins.',
    sample: '<Activating JOB JOBID>[Software Distribution for Dummy1, Package ID = <PackageID>]',
  },
  {
    id: 'SC-003',
    template: '<Updating JOB {jobid}>[? ][Software Distribution for {text}, Package ID = {packageId}]',
    severity: 'info',
    means: 'The job that brings a package to another site goes on.',
    sample:
      '<Updating JOB 00000391> [Software Distribution for Configuration Manager Easy Setup Package, Package ID = CAS00008]',
  },
  {
    id: 'SC-004',
    template: 'Created new send request ID:[? ]{sendRequestId}',
    severity: 'info',
    means: 'A send request was created for Sender.',
    pairsWith: 'sender SN-001 on send request id',
    sample: 'Created new send request ID:  202SQCS1',
  },
  {
    id: 'SC-005',
    template:
      'Send Request {sendRequestId} JobID: {jobid} DestSite: {site} {text} SWD PkgID: {packageId} SWD Pkg Version: {packageVersion}',
    severity: 'info',
    means: 'How far the send request is: total size and what remains.',
  },
  {
    id: 'SC-006',
    template: 'Checking send request {sendRequestId}',
    severity: 'info',
    means: 'The send request is being checked.',
  },
  {
    id: 'SC-007',
    template: 'Sending completed ({n} bytes/sec).',
    severity: 'info',
    means: 'The send request ended; the rate in bytes per second.',
  },
  {
    id: 'SC-008',
    template: 'Send request has successfully completed.',
    severity: 'info',
    means: 'The send request succeeded.',
  },
  {
    id: 'SC-009',
    template: '<JOB STATUS - COMPLETE>',
    severity: 'info',
    means: 'The inter-site job is complete.',
  },
  {
    id: 'SC-010',
    template: 'Deleting send request with ID: {sendRequestId}.',
    severity: 'info',
    means: 'The send request is deleted.',
  },
  {
    id: 'SC-011',
    template: 'Deleted job {jobid}.',
    severity: 'info',
    means: 'The inter-site job is deleted.',
  },
])

/** sender.log, component SMS_LAN_SENDER: copies to another site. */
export const sender = signatures([
  {
    id: 'SN-001',
    template: 'Found send request.  ID: {sendRequestId}, Dest Site: {site}',
    severity: 'info',
    means: 'Sender took a send request.',
    pairsWith: 'schedule SC-004',
  },
  {
    id: 'SN-002',
    template: 'Checking for site-specific sending capacity.  Used {n} out of {m}.',
    severity: 'info',
    means: 'How many sending threads to that site are in use.',
  },
  {
    id: 'SN-003',
    template: 'Created sending thread (Thread ID = [?0x]{threadIdBareHex})',
    severity: 'info',
    means: 'A sending thread was created; the number is hexadecimal.',
    sample: 'Created sending thread (Thread ID = 1150)',
  },
  {
    id: 'SN-004',
    template: 'Package file = {path}',
    severity: 'info',
    means: 'The compressed package that is sent.',
  },
  {
    id: 'SN-005',
    template: 'Sending Started [{path}]',
    severity: 'info',
    means: 'The copy of a file to the other site starts.',
  },
  {
    id: 'SN-006',
    template: 'Attempt to write {bytes} bytes to {path} at position {pos}',
    severity: 'info',
    means: 'A block is about to be written; the position shows the progress.',
  },
  {
    id: 'SN-007',
    template: 'Wrote {bytes} bytes to {path} at position {pos}[? …]',
    severity: 'info',
    means: 'A block was written; the position shows the progress.',
    sample: 'Wrote 380731 bytes to \\\\PS1SITE.CONTOSO.COM\\SMS_SITE\\202SQCS1.PCK at position 209398784',
  },
  {
    id: 'SN-008',
    template: 'Sending completed [{path}]',
    severity: 'info',
    means: 'The copy of a file to the other site ended.',
  },
  {
    id: 'SN-015',
    template: 'Finished sending SWD package {packageId} version {packageVersion} to site {site}[? …]',
    severity: 'info',
    means: 'The package version was sent to the other site.',
    pairsWith: 'despool DS-004 on package id + version',
    sample: 'Finished sending SWD package CAS10001 version 6 to site PRI',
  },
  {
    id: 'SN-016',
    template: 'Sending completed successfully',
    severity: 'info',
    means: 'The send request is complete.',
  },
])

/** despool.log, component SMS_DESPOOLER: unpacks what another site sent. */
export const despool = signatures([
  {
    id: 'DS-001',
    template: 'Found ready instruction {file}',
    severity: 'info',
    means: 'An instruction from another site was found.',
  },
  {
    id: 'DS-002',
    template: 'Used {n} out of {m} despooling threads',
    severity: 'info',
    means: 'How many despooling threads are in use.',
  },
  {
    id: 'DS-003',
    template: 'Created a new despooling thread [?0x]{threadIdBareHex}',
    severity: 'info',
    means: 'A despooling thread was created; the number is hexadecimal.',
    sample: 'Created a new despooling thread EE8',
  },
  {
    id: 'DS-004',
    template: 'Received package {packageId} version {packageVersion}. Compressed file -[? ]{path} as {path2}',
    severity: 'info',
    means: 'A compressed package arrived from another site.',
    sample:
      'Received package MG100006 version 1. Compressed file -  C:\\SMSPKG\\CAS10001.PCK.1 as C:\\Program Files\\Microsoft Configuration Manager\\inboxes\\despoolr.box\\receive\\ds_r7or9.pkg',
  },
  {
    id: 'DS-006',
    template:
      "This package[{packageId}]'s information hasn't arrived yet for this version [{packageVersion}]. Retry later[?[? ]...]",
    severity: 'warning',
    means: 'The package information has not been replicated yet; the instruction is tried again.',
    pairsWith: 'distmgr DM-054',
    sample: "This package[<PackageID>]'s information hasn't arrived yet for this version [1]. Retry later ...",
  },
  {
    id: 'DS-007',
    template: 'Despooler failed to execute the instruction, error code = {n}[? …]',
    severity: 'warning',
    means: 'The instruction could not be carried out now; 12 means that it is tried again after five minutes.',
    sample: 'Despooler failed to execute the instruction, error code = 12 …',
  },
  {
    id: 'DS-008',
    template: "Instruction {path} won't be processed till {restartTime}",
    severity: 'warning',
    means: 'The instruction waits until the printed time.',
  },
  {
    id: 'DS-009',
    template: 'Uncompressing {path} to {path2}',
    severity: 'info',
    means: 'A compressed file is being unpacked.',
  },
  {
    id: 'DS-010',
    template: 'Content Library: {path}',
    severity: 'info',
    means: 'The root of the content library of this site.',
  },
  {
    id: 'DS-011',
    template: 'Extracting content {contentId}',
    severity: 'info',
    means: 'The content is being taken out of the compressed package.',
  },
  {
    id: 'DS-012',
    template: 'Writing package definition for {packageId}',
    severity: 'info',
    means: 'The package entry in PkgLib of this site is written.',
  },
  {
    id: 'DS-013',
    template:
      'Package {packageId} (version {packageVersion}) exists in the distribution source, save the newer version (version {ver2}).',
    severity: 'info',
    means: 'A newer version than the one here arrived; it is kept.',
  },
  {
    id: 'DS-014',
    template: 'Stored Package {packageId}. Stored Package Version = {packageVersion}',
    severity: 'info',
    means: 'The package version is stored on this site.',
    pairsWith: 'distmgr DM-030 with StoredVersion equal',
  },
  {
    id: 'DS-015',
    template: 'Despooler successfully executed one instruction.',
    severity: 'info',
    means: 'The instruction was carried out.',
  },
  {
    id: 'DS-016',
    template: 'Removed older package version {contentId}.',
    severity: 'info',
    means: 'The older version was removed.',
  },
])

/** sitecomp.log, component SMS_SITE_COMPONENT_MANAGER. */
export const sitecomp = signatures([
  {
    id: 'SI-003',
    template: 'Creating {path} file.',
    severity: 'info',
    means: 'A file that starts work in another component is made (resetdps.trn: upgrade of all distribution points).',
  },
])

/** statesys.log, component SMS_STATE_SYSTEM: state messages of pull DPs. */
export const statesys = signatures([
  {
    id: 'ST-001',
    template: 'CMessageProcessor - Processing file: {file}',
    severity: 'info',
    means: 'State messages are being read from a file.',
  },
])

/** PullDP.log, component PullDP, on a pull DP. */
export const pullDp = signatures([
  {
    id: 'PD-001',
    template: 'CPullDPService::LoadJobsFromXML for {pkgver}',
    severity: 'info',
    means: 'The pull component reads what it is to fetch for the package.',
  },
  {
    id: 'PD-006',
    template: 'Successfully verified content info Hash {path} :{hash}',
    severity: 'info',
    means: 'The description of the package arrived whole.',
    pairsWith: 'PkgXferMgr PX-040',
  },
  {
    id: 'PD-010',
    template: '{pkgver} Starting Download  there are {n} content jobs.',
    severity: 'info',
    means: 'The download of the package starts.',
  },
  {
    id: 'PD-011',
    template: 'ContentExecuteJob {guid} (state: {state}) for package {pkgver} content {contentId}.',
    severity: 'info',
    means:
      'The state of one content: 1 not started, 4 downloading signature, 5 signature downloaded, 9 downloaded, 13 applied.',
  },
  {
    id: 'PD-012',
    template: '{contentId}: {n} files already exists, {m} files to download',
    severity: 'info',
    means: 'How many files are there already and how many must be fetched.',
  },
  {
    id: 'PD-013',
    template: '{contentId}: redistribute/redownload all files',
    severity: 'info',
    means: 'All files are fetched again.',
  },
  {
    id: 'PD-014',
    template:
      'Created {dlkind} DTS job {guid} for package {pkgver}, content id {contentId}[?, content job id {guid2}]. {text}',
    severity: 'info',
    means: 'A download was handed to the transfer service.',
    sample:
      'Created SignatureDownload DTS job {3C962758-7ABE-40F2-A585-E5B59E378BEA} for package P010000F.3, content id Content_3c9813ba-d7ab-4963-929c-36f90f479613.1. JobState = NotStarted',
  },
  {
    id: 'PD-020',
    template: 'DTS succeeded message received for {pkgver}, content job {guid}, status is {resultCodeHex} :',
    severity: 'info',
    means: 'The transfer service reports a success.',
  },
  {
    id: 'PD-021',
    template: 'DTS error message received for {pkgver}, content job {guid}, {resultCode} : {text}',
    severity: 'error',
    means: 'The transfer service reports a failure.',
  },
  {
    id: 'PD-030',
    template:
      'CPullDPPkgContJob::NotifySucceeded(). Content job {guid} for package {pkgver} and content {contentId} has completed successfully. JobState = Succeeded',
    severity: 'info',
    means: 'The content is in the content library of the pull DP.',
    pairsWith: 'smsdpprov DP-001',
  },
  {
    id: 'PD-031',
    template: 'All {n} content jobs for {pkgver} have completed, notify of success for this pull dp job.',
    severity: 'info',
    means: 'All contents of the package are there.',
  },
  {
    id: 'PD-032',
    template: "Report state message {resultCodeHex} ({n}) to MP for package '{pkgver}'",
    severity: 'info',
    means:
      'The result is reported to the management point: 1 success, 2 warning, 4 failure, 8, 16, 32 progress, 64 cancelled.',
    pairsWith: 'distmgr DM-107',
  },
])

/**
 * DataTransferService.log, component DataTransferService, on a pull DP. Not in log-signatures.md: the one line of it that
 * failure-taxonomy.md names as the marker of a class (pull-endpoint-mapper).
 */
export const dataTransferService = signatures([
  {
    id: 'DT-001',
    template:
      "CDTSJob::HandleErrors: DTS Job '{guid}' BITS Job '{guid2}' under user '{text}' OldErrorCount {n} NewErrorCount {m} ErrorCode[? ][?{resultCode}]",
    severity: 'error',
    sample:
      "CDTSJob::HandleErrors: DTS Job '{5285F8B3-C426-4882-85F2-AD5331DD4179}' BITS Job '{D53BA625-24AA-41FA-A357-6EB1B7D7E701}' under user 'S-1-5-18' OldErrorCount 29 NewErrorCount 30 ErrorCode",
    means: 'A download of the pull DP meets an error and is tried again.',
    pairsWith: 'PullDP PD-014 on the id of the DTS job',
  },
])
