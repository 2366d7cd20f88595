// Every class of content distribution failure (reference: failure-taxonomy.md 2): what it means and what an administrator
// on call does about it. Pure data; which lines lead to which class is decision-order.ts.
//
// In `cause` and `remedy` a part in brackets, `[ in {path}]`, is kept only when the log named the hole.

/** Does it heal without anybody? `until-fixed`: it is tried again and succeeds as soon as somebody removed the cause. */
export type Transience = 'yes' | 'often' | 'sometimes' | 'until-fixed' | 'no'

/** Where the class can be seen. `client`, `database`, `outside`: never in a log that we read. */
export type ShownBy = 'site-log' | 'dp-log' | 'pull-dp-log' | 'library' | 'client' | 'database' | 'outside'

export type FailureClassRow = {
  /** Why it failed, for somebody who knows Configuration Manager but not its logs. */
  readonly cause: string
  /** Where to look and what to do, in the order of doing. */
  readonly remedy: string
  readonly transience: Transience
  /** When somebody should be told. */
  readonly alert: string
  /** Flowchart node where the class has one of its own; undefined: the node of the line that decided. */
  readonly node: string | undefined
  readonly shownBy: readonly ShownBy[]
}

export const failureClasses = {
  'waiting-intersite': {
    cause:
      'The content of this package version has not arrived at this site yet[ from site {site}]; nothing can be sent to its distribution points before.',
    remedy:
      'Wait one cycle of 5 minutes. If it stays: read schedule.log and sender.log of the sending site and despool.log of this site. If nothing is on its way, make the source site send the compressed copy again: set SourceVersion to 0 in the type 1 row of this site in PkgStatus on the source site, then redistribute to one DP of this site.',
    transience: 'yes',
    alert: 'Only when it lasts longer than an hour.',
    node: undefined,
    shownBy: ['site-log'],
  },
  'threads-saturated': {
    cause: 'All threads of the component are busy or stuck, so the queue does not move.',
    remedy:
      'Watch the values Package Processing Queue and Packages Being Processed under HKLM\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_DISTRIBUTION_MANAGER for some minutes. If they change, raise the thread limits in the properties of the component Software Distribution (product at most 750). If they do not, take a process dump of smsexec.exe and restart SMS_DISTRIBUTION_MANAGER.',
    transience: 'no',
    alert: 'When the saturation lasts.',
    node: 'PCD-3',
    shownBy: ['site-log'],
  },
  'main-thread-hung': {
    cause:
      'The main thread of Distribution Manager waits for a WMI call to one distribution point that does not return.',
    remedy:
      'Look up the last line of the main thread in distmgr.log: it names the distribution point. Restart the service winmgmt on that DP, or the DP itself; the PKN files in distmgr.box are worked off afterwards.',
    transience: 'no',
    alert: 'At once: no package of the whole site moves.',
    node: 'PCD-2',
    shownBy: ['site-log'],
  },
  'source-access': {
    cause: "The site server's computer account cannot read the package source[ {path}], or the folder does not exist.",
    remedy:
      'Open the source path[ {path}] as SYSTEM on the site server (psexec -s cmd, then dir). Create the folder, or give the computer account of the site server read permission on the share and on the files; then update the distribution points of the package.',
    transience: 'until-fixed',
    alert: 'At once, with the path.',
    node: 'PCD-8',
    shownBy: ['site-log'],
  },
  'source-shared-folder': {
    cause:
      'Two software update packages use one source folder[ ({path})]; the clean-up of one removed files that the other needs.',
    remedy:
      'Give every software update package a source folder of its own: create a new package with an empty folder, download the updates into it, distribute it and delete the damaged package.',
    transience: 'no',
    alert: 'At once, with the folder.',
    node: 'PCD-8',
    shownBy: ['site-log', 'database'],
  },
  'source-locked': {
    cause: 'A file of the package source[ {path}] is open in another program, so the snapshot could not read it.',
    remedy:
      'On the file server find who holds it (openfiles /query or Computer Management, Open Files) and close it; keep scanners and build jobs off the source folder. The snapshot is tried again by itself.',
    transience: 'yes',
    alert: 'After several retries.',
    node: 'PCD-10',
    shownBy: ['site-log'],
  },
  'network-path': {
    cause: 'The site server does not reach the share of the distribution point: name, route, firewall or share.',
    remedy:
      'From the site server: ping the DP by FQDN, by NetBIOS name and by address; then, as SYSTEM, open \\\\<DP>\\ADMIN$ and \\\\<DP>\\SMS_DP$. Check name resolution, the file sharing firewall rules (TCP 445) and RPC (TCP 135 and dynamic ports), and that the server is up.',
    transience: 'often',
    alert: 'After 2 failures.',
    node: undefined,
    shownBy: ['site-log'],
  },
  'access-denied-dp': {
    cause:
      'The account that connects to the distribution point is refused: the computer account of the site server, or the site system installation account, is no administrator there.',
    remedy:
      'Add the computer account of the site server (or the site system installation account of this DP) to the local group Administrators of the DP, check that the account is neither locked nor expired, then wait for the next try or redistribute.',
    transience: 'no',
    alert: 'At once.',
    node: undefined,
    shownBy: ['site-log', 'dp-log'],
  },
  'logon-remote-library': {
    cause:
      "The DP is connected with its own installation account[ {text}], and that account was refused while reading the site's content library on the file server.",
    remedy:
      "Look for event 4625 in the Security log of the file server that holds the site's content library. Create a local account of the same name and password there and give it the rights on the library share; or let the DP be installed with the computer account.",
    transience: 'no',
    alert: 'At once.',
    node: 'PCD-26',
    shownBy: ['site-log'],
  },
  'content-missing-site': {
    cause: "The site's own content library lacks files of the content[ {contentId}], so there is nothing to send.",
    remedy:
      'On the site server follow the content id[ {contentId}] from SCCMContentLib\\PkgLib over DataLib to FileLib and see what is gone. On the source site of the package: Update Distribution Points (new version). On any other site: make the source site send the compressed copy again (SourceVersion 0 in the type 1 row of PkgStatus, then redistribute to one DP of this site). A redistribution alone does not help.',
    transience: 'no',
    alert: 'At once, with the content id.',
    node: 'PCD-26',
    shownBy: ['site-log', 'library'],
  },
  'content-lookup-excluded-drive': {
    cause:
      'The library drive was excluded after the library was placed on it: a file no_sms_on_drive.sms lies in its root, and content on it is no longer found.',
    remedy:
      'Delete no_sms_on_drive.sms from the root of the drive that holds SCCMContentLib, then redistribute the package to this DP.',
    transience: 'no',
    alert: 'At once.',
    node: 'PCD-27',
    shownBy: ['site-log'],
  },
  'wrong-library-root': {
    cause:
      'Distribution Manager looks for the content library under bin\\x64\\FileLib: the stored library location is wrong, a known fault after a library transfer.',
    remedy:
      'Correct the stored location of the content library in the registry of the machine that writes these lines (on a DP: ContentLibraryPath under HKLM\\SOFTWARE\\Microsoft\\SMS\\DP), then restart SMS_EXECUTIVE.',
    transience: 'no',
    alert: 'At once.',
    node: 'PCD-26',
    shownBy: ['site-log'],
  },
  'wmi-add-failed': {
    cause: 'The file was copied, but the provider of the distribution point refused to add it to its content library.',
    remedy:
      'Read smsdpprov.log in SMS_DP$\\sms\\logs on the DP at that time: it holds the reason. Check free space on its library drives, exclude SCCMContentLib and SMS_DP$ from the virus scanner, check rights on the library; then redistribute.',
    transience: 'sometimes',
    alert: 'At once, with the reason of the DP side.',
    node: 'PCD-26',
    shownBy: ['site-log', 'dp-log'],
  },
  'wmi-class-missing': {
    cause: 'The WMI classes of the DP provider (root\\SCCMDP) are not registered on the distribution point.',
    remedy:
      'On the DP, in SMS_DP$\\sms\\bin: register the DLLs (regsvr32 smsdpprov.dll), run mofcomp smsdpprov.mof, restart winmgmt; then redistribute. If it stays, remove and reinstall the DP role.',
    transience: 'no',
    alert: 'At once.',
    node: 'PCD-26',
    shownBy: ['site-log'],
  },
  'provider-not-registered': {
    cause:
      'A COM class that the DP provider needs is not registered on the distribution point; content stays unfinished (.temp) although the role installed without error.',
    remedy:
      'On the DP register the DLLs in SMS_DP$\\sms\\bin (regsvr32), or reinstall the DP role; then redistribute everything that stayed .temp in DataLib.',
    transience: 'no',
    alert: 'At once, with the age of the oldest .temp.',
    node: 'PCD-26',
    shownBy: ['dp-log', 'site-log'],
  },
  'wmi-connect': {
    cause: 'WMI on the distribution point does not answer: RPC is blocked, the service is down, or rights are missing.',
    remedy:
      'On the DP allow the inbound firewall rules WMI DCOM-In and WMI-In, check that the services RpcSs and winmgmt run, and test from the site server with wbemtest against \\\\<DP>\\root\\SCCMDP as SYSTEM.',
    transience: 'often',
    alert: 'After 2 failures.',
    node: undefined,
    shownBy: ['site-log'],
  },
  'disk-full-dp': {
    cause: 'A drive of the distribution point is full.',
    remedy:
      'Free space on the drive with SCCMContentLib or SMS_DP$, add a drive to the DP, or move the library with ContentLibraryTransfer; remove packages that this DP does not need. The next try goes through by itself.',
    transience: 'no',
    alert: 'At once, with the free bytes of every drive.',
    node: 'PCD-26',
    shownBy: ['site-log', 'dp-log'],
  },
  'disk-full-site': {
    cause: "A drive of the site server's own content library, or of SMSPKG, is full.",
    remedy:
      "On the site server free space on the drive with SCCMContentLib and on the drive with SMSPKG, add a drive, or move the site's content library; then update the distribution points of the package.",
    transience: 'until-fixed',
    alert: 'At once.',
    node: 'PCD-9',
    shownBy: ['site-log'],
  },
  'branchcache-cache-full': {
    cause:
      'The publication cache of BranchCache on the site server reached its limit (1 percent of the disk) while content was uploaded to a cloud distribution point. No DP disk is full.',
    remedy:
      'On the site server: netsh branchcache show publicationcache; flush it (netsh branchcache flush), or enlarge or move it (netsh branchcache set publicationcachesize / set publicationcache); then redistribute.',
    transience: 'no',
    alert: 'At once.',
    node: 'PCD-26',
    shownBy: ['site-log'],
  },
  'sharing-violation-multi-thread': {
    cause:
      'Several sending threads work on one transfer job[ {jobId}] and block each other: site server and database server are in different time zones.',
    remedy: 'Set the site server and the site database server to the same time zone and restart SMS_EXECUTIVE.',
    transience: 'no',
    alert: 'At once.',
    node: 'PCD-26',
    shownBy: ['site-log'],
  },
  'schedule-closed': {
    cause: 'The sending window of the distribution point closed while a file was on its way; the file was dropped.',
    remedy:
      'Nothing, when the window opens again soon: the job starts over after the delay. If it never finishes, widen the window or the rate limit in the properties of the DP, or raise the priority of the package.',
    transience: 'yes',
    alert: 'None; count only.',
    node: 'PCD-25',
    shownBy: ['site-log'],
  },
  throttled: {
    cause: 'The distribution point has a bandwidth limit, so only one package at a time is sent to it; the job waits.',
    remedy:
      'Expected. If the queue grows, remove the schedule or rate limit in the properties of the DP: any limit, even 100 percent, means one connection.',
    transience: 'yes',
    alert: 'None; gauge only.',
    node: 'PCD-25',
    shownBy: ['site-log'],
  },
  'pull-no-source': {
    cause: 'No source distribution point of this pull DP holds all contents of the package yet.',
    remedy:
      'Distribute the package to at least one of the source DPs of the pull DP and see that it succeeds there; the notification is tried again every 20 minutes. Check the list of source DPs in the properties of the pull DP.',
    transience: 'yes',
    alert: 'After several tries.',
    node: 'PCD-50',
    shownBy: ['site-log'],
  },
  'pull-capacity': {
    cause: 'The pull distribution point has as many unfinished jobs as it may have[ ({n})].',
    remedy:
      'On the pull DP look at the failed jobs in PullDP.log and DataTransferService.log, and at the state messages that should close finished ones. Reset the stale jobs, or let it work off its queue.',
    transience: 'often',
    alert: 'When it lasts.',
    node: 'PCD-51',
    shownBy: ['site-log'],
  },
  'pull-signature-404': {
    cause:
      'The source distribution point answers 404 for the signature file: it is on the site server, which keeps no signature there.',
    remedy:
      'Redistribute the package to the source DP, or give the pull DP another source that is not on the site server.',
    transience: 'no',
    alert: 'At once.',
    node: 'PCD-55',
    shownBy: ['pull-dp-log'],
  },
  'pull-endpoint-mapper': {
    cause: 'The pull distribution point reaches no RPC endpoint: ports are closed or the firewall service is stopped.',
    remedy:
      'Start the service Windows Defender Firewall (MpsSvc) on the pull DP and on its source, open TCP 135 and the dynamic RPC ports, then redistribute.',
    transience: 'no',
    alert: 'At once.',
    node: 'PCD-56',
    shownBy: ['pull-dp-log', 'site-log'],
  },
  'pull-stalled': {
    cause: 'Many failed jobs block the queue of the pull distribution point.',
    remedy:
      'On the pull DP count the jobs in DataTransferService.log and with bitsadmin /list /allusers. Remove the failed job items from WMI on the pull DP, then send the packages again in small steps.',
    transience: 'no',
    alert: 'At once.',
    node: 'PCD-56',
    shownBy: ['pull-dp-log'],
  },
  'pull-status-lost': {
    cause:
      'The content is on the pull distribution point, but its state message did not reach the site: messages pile up on the management point or cannot be copied.',
    remedy:
      'On the management point check the folder StateMsg.box and mp_relay.log for a backlog, and the rights of the MP file dispatch manager on the site server inboxes (mpfdm.log).',
    transience: 'no',
    alert: 'As a disagreement between library and status.',
    node: 'PCD-58',
    shownBy: ['pull-dp-log', 'library'],
  },
  'iis-components': {
    cause:
      'IIS on the distribution point lacks its IIS 6 metabase or WMI compatibility, so virtual directories cannot be made.',
    remedy:
      'On the DP install the Windows features IIS 6 Metabase Compatibility and IIS 6 WMI Compatibility (and the other IIS features of the DP prerequisites), then let the configuration run again.',
    transience: 'no',
    alert: 'At once.',
    node: 'PCD-27',
    shownBy: ['site-log'],
  },
  'iis-anonymous-off': {
    cause:
      'Clients cannot read content: anonymous access is switched off in the DP settings, so a change in IIS is set back (2007).',
    remedy: 'Tick "Allow clients to connect anonymously" in the properties of the distribution point, not in IIS.',
    transience: 'no',
    alert: 'None from logs.',
    node: 'PAD-6',
    shownBy: ['client'],
  },
  'pxe-password-key': {
    cause:
      'The stored PXE password cannot be decrypted: the site was moved or rebuilt and its machine keys differ, so the PXE certificate is not renewed.',
    remedy:
      'In the properties of the DP clear the PXE password, wait until the certificate has gone out (distmgr.log: "DP registry settings have been successfully updated"), then set the password again.',
    transience: 'no',
    alert: 'At once.',
    node: 'PCD-27',
    shownBy: ['site-log'],
  },
  'hash-mismatch-content': {
    cause:
      'Validation found files of the content[ {contentId}] altered, lost or half written on the distribution point.',
    remedy:
      'Redistribute the package to this DP (it is not repaired by itself), and exclude SCCMContentLib and SMS_DP$ from the virus scanner on every drive.',
    transience: 'no',
    alert: 'At once, with the files.',
    node: 'PCD-70',
    shownBy: ['site-log', 'library'],
  },
  'hash-mismatch-contentinfo': {
    cause:
      'Clients reject Contentinfo.tar: primary sites that feed the same cloud distribution points use different BranchCache keys.',
    remedy: 'Set one BranchCache key on all primary sites (netsh branchcache set key), then redistribute.',
    transience: 'no',
    alert: 'None from logs.',
    node: 'CPD-15',
    shownBy: ['client'],
  },
  'library-wmi-mismatch': {
    cause:
      'The package list of the provider (WMI class SMS_PackagesInContLib) and PkgLib differ: content was removed while the DP was away, or stale WMI rows stayed.',
    remedy:
      'On the DP compare PkgLib with SMS_PackagesInContLib in root\\SCCMDP; remove the stale rows, redistribute what is missing.',
    transience: 'no',
    alert: 'At once, with both lists.',
    node: 'PCD-70',
    shownBy: ['site-log', 'library'],
  },
  'targeted-not-present': {
    cause:
      'The package is targeted to this distribution point, but neither PkgLib nor WMI knows it: removed by hand or by a clean-up. Validation does not notice.',
    remedy: 'Redistribute the package to this DP.',
    transience: 'no',
    alert: 'At once.',
    node: 'PCD-28',
    shownBy: ['library', 'client'],
  },
  'decompress-failed': {
    cause: 'The compressed copy of the package[ {path}] is damaged or was made by an incompatible version.',
    remedy:
      'Make the source site send the compressed copy again (SourceVersion 0 in the type 1 row of PkgStatus, then redistribute to one DP of this site).',
    transience: 'no',
    alert: 'At once.',
    node: 'PCD-45',
    shownBy: ['site-log'],
  },
  'status-db': {
    cause: 'The site database refused a status row, usually one of a removed site or package.',
    remedy:
      'Read the SQL message in distmgr.log next to this line; remove the row of the removed site or package with the help of support, then let the package be processed again.',
    transience: 'no',
    alert: 'At once.',
    node: 'PCD-28',
    shownBy: ['site-log'],
  },
  'duplicate-version-rows': {
    cause:
      'The distribution point was moved to another site before release 1902; rows of the old site stayed and double.',
    remedy: 'Delete the rows of the old site in DistributionContentVersion, and update the site.',
    transience: 'no',
    alert: 'None.',
    node: 'PCD-28',
    shownBy: ['site-log', 'database'],
  },
  'dp-removal-retry': {
    cause: 'The folder[ {share}] could not be removed because the DP provider still holds it.',
    remedy: 'Nothing: the provider is unloaded and the removal tried again within 300 seconds.',
    transience: 'yes',
    alert: 'None.',
    node: 'PCD-62',
    shownBy: ['site-log'],
  },
  'dp-insert-rollback': {
    cause: 'One bad row of a distribution point makes Hierarchy Manager roll back all of them.',
    remedy:
      'Read hman.log for the row that fails, correct that DP (site system properties), then let the site control file be processed again.',
    transience: 'no',
    alert: 'At once.',
    node: undefined,
    shownBy: ['outside'],
  },
  cancelled: {
    cause: 'An administrator cancelled the distribution.',
    remedy: 'Nothing; distribute or redistribute the package when it is wanted after all.',
    transience: 'no',
    alert: 'None.',
    node: 'PCD-31',
    shownBy: ['site-log', 'database'],
  },
  'antivirus-lock': {
    cause: 'A file of the content library or of SMS_DP$ is held by another program, most often a virus scanner.',
    remedy:
      'Exclude SCCMContentLib and SMS_DP$ on every drive of the DP and of the site server from scanning and backup agents; the next try goes through by itself.',
    transience: 'yes',
    alert: 'After 2 failures.',
    node: 'PCD-26',
    shownBy: ['site-log', 'dp-log'],
  },
  unknown: {
    cause: 'The log names no reason that is known here.',
    remedy:
      'Read the lines around the evidence, on the site server and in smsdpprov.log of the DP; `cmdp explain` tells what the code means.',
    transience: 'no',
    alert: 'At once.',
    node: undefined,
    shownBy: ['site-log'],
  },
} as const satisfies Readonly<Record<string, FailureClassRow>>

export type FailureClass = keyof typeof failureClasses
