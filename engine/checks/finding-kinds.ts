// Every finding: which invariant, how bad, what it means and what to do. The checks decide; this table speaks.
// Severity: fatal - clients fail now; risk - nothing fails yet, the next operation will; waste - bytes for nothing;
// info - worth knowing. Rules and severities are those of the invariants I1 to I30 of the content library.

export type Severity = 'fatal' | 'risk' | 'waste' | 'info'
export type Rule = `I${number}`

type FindingKindRow = {
  readonly rule: Rule
  readonly severity: Severity
  readonly means: string
  readonly action: string
}

export const findingKinds = {
  partMissing: {
    rule: 'I1',
    severity: 'fatal',
    means: 'A part of the library is missing on its primary drive',
    action: 'Restore the drive or the folder, correct ContentLibraryPath, or rebuild the distribution point',
  },
  driveGone: {
    rule: 'I1',
    severity: 'fatal',
    means: 'A drive of the library is gone',
    action: 'Restore the drive or its letter; else redistribute the packages that lost stored files',
  },
  packageUnreadable: {
    rule: 'I2',
    severity: 'fatal',
    means: 'A file of PkgLib cannot be used',
    action: 'Rebuild it from the names in DataLib, else redistribute the package',
  },
  packageNameUnusable: {
    rule: 'I2',
    severity: 'fatal',
    means: 'A file of PkgLib is named after no package',
    action: 'Find out who put it there: name it after its package when it is one, else move it out of the library',
  },
  contentMissing: {
    rule: 'I3',
    severity: 'fatal',
    means: 'PkgLib names a content that DataLib does not hold completely',
    action: 'Redistribute the package; when only the INI is gone and all stored files resolve, it can be recomputed',
  },
  contentUnfinished: {
    rule: 'I3',
    severity: 'fatal',
    means: 'PkgLib names a content that was never finished',
    action: 'Look up the last error of the provider in smsdpprov.log, then redistribute the package',
  },
  contentOrphan: {
    rule: 'I4',
    severity: 'waste',
    means: 'No package names this content',
    action: 'Remove the content after the site confirms that nothing needs it',
  },
  halfOrphan: {
    rule: 'I5',
    severity: 'waste',
    means: 'Half of a content that no package names',
    action: 'Delete the leftover folder or INI',
  },
  removalLeft: {
    rule: 'I5',
    severity: 'waste',
    means: 'What a removal left that did not end',
    action: 'Delete the folder, then drop the users that this content left behind (sweep classes O3, then O2)',
  },
  treeHashUnusable: {
    rule: 'I6',
    severity: 'risk',
    means: 'The INI of a content gives no usable tree hash',
    action: 'Recompute it, compare with another distribution point or the site, else redistribute',
  },
  fileIniUnusable: {
    rule: 'I7',
    severity: 'fatal',
    means: 'The entry of a source file cannot be used',
    action: 'Copy the INI from a healthy distribution point, else redistribute the package',
  },
  oddForm: {
    rule: 'I7',
    severity: 'info',
    means: 'Readable, but not in the form the product writes',
    action: 'None needed; find out who edits files of the library',
  },
  storedFileMissing: {
    rule: 'I8',
    severity: 'fatal',
    means: 'A stored file that contents need is on no drive',
    action: 'Fetch it from another distribution point or the source by its hash, else redistribute the packages',
  },
  storedFileTwice: {
    rule: 'I8',
    severity: 'waste',
    means: 'A stored file lies on more than one drive',
    action:
      'Verify the copies and keep a sound one, the primary drive first; bring the users of all lists into its INI, and only then delete the other',
  },
  lengthDiffers: {
    rule: 'I9',
    severity: 'fatal',
    means: 'A stored file has not the length that DataLib records',
    action: 'Fetch a good copy by its hash, else redistribute the packages',
  },
  entryLengthDiffers: {
    rule: 'I9',
    severity: 'fatal',
    means: 'An entry records another length than its stored file and the other entries have',
    action: 'Copy the entry from a healthy distribution point, else redistribute the package',
  },
  bytesDiffer: {
    rule: 'I10',
    severity: 'fatal',
    means: 'The bytes of a stored file do not have its hash',
    action: 'Set it aside and fetch a good copy by its hash, else redistribute the packages; check the disk',
  },
  staleUser: {
    rule: 'I11',
    severity: 'waste',
    means: 'A stored file is kept for a content that does not need it',
    action: 'Drop the stale user; otherwise the stored file is never removed',
  },
  userInDoubt: {
    rule: 'I11',
    severity: 'waste',
    means: 'A stored file lists a content whose entries do not name it, but not all that content needs is known',
    action: 'Repair the content or package first: a lost entry may need the file; drop the user only if none does then',
  },
  missingUser: {
    rule: 'I12',
    severity: 'risk',
    means: 'A content needs a stored file but is not listed as its user',
    action: 'Add the user at once: removing another package would delete bytes that are still needed',
  },
  noUser: {
    rule: 'I13',
    severity: 'waste',
    means: 'A stored file without any user',
    action: 'Delete it after a grace period',
  },
  noUserInDoubt: {
    rule: 'I13',
    severity: 'waste',
    means: 'A stored file without any user, while not every entry of every content is known',
    action: 'Repair the contents that are not whole first: one of them may need it; delete it only if none does then',
  },
  misplaced: {
    rule: 'I14',
    severity: 'waste',
    means: 'A stored file lies in a bucket where no lookup finds it',
    action: 'Verify the copy that is in place, then delete the stray one',
  },
  misplacedAlone: {
    rule: 'I14',
    severity: 'waste',
    means: 'A stored file that nothing needs lies in a bucket where no lookup finds it',
    action: 'Delete it after a grace period',
  },
  misplacedInDoubt: {
    rule: 'I14',
    severity: 'risk',
    means: 'A stored file lies only in a bucket where no lookup finds it, and whether a content needs it is not known',
    action: 'Keep it: scan at level 1 and repair the contents that are not whole; it may be the only copy',
  },
  strayList: {
    rule: 'I14',
    severity: 'waste',
    means: 'A users list lies where it does not count, and it may name users that need the file',
    action:
      'Bring the users that need the file into the list beside its bytes and verify those first, then delete what lies here',
  },
  strayParts: {
    rule: 'I14',
    severity: 'waste',
    means: 'INI or signature of a stored file that lies on another drive',
    action: 'Delete the leftover',
  },
  loneParts: {
    rule: 'I14',
    severity: 'waste',
    means: 'INI or signature of a stored file that is not there and not needed',
    action: 'Delete the leftover',
  },
  lonePartsUnread: {
    rule: 'I14',
    severity: 'risk',
    means: 'A stored file is not there, only its INI or signature, and whether contents need it is not known',
    action: 'Scan at level 1, which reads who needs it, with rights to read every INI, before anything is deleted',
  },
  signatureMissing: {
    rule: 'I14',
    severity: 'info',
    means: 'A stored file without RDC signature',
    action: 'None needed: the full file travels instead of a difference',
  },
  signatureDiffers: {
    rule: 'I14',
    severity: 'info',
    means: 'The RDC signature does not belong to the bytes beside it',
    action: 'Delete the signature: the full file travels instead of a difference',
  },
  signaturesUnknown: {
    rule: 'I14',
    severity: 'info',
    means: 'Most RDC signatures are not the ones of the bytes beside them',
    action: 'Find out what wrote them; where the product reads them as we do, full files travel instead of differences',
  },
  treeDiffers: {
    rule: 'I15',
    severity: 'fatal',
    means: 'Names and hashes in DataLib do not add up to the tree hash of the content',
    action: 'Redistribute the package; clients would reject the content with 0x80091007',
  },
  treeUnverifiable: {
    rule: 'I15',
    severity: 'info',
    means: 'The tree hash cannot be verified: the order of these names is not known for certain',
    action: 'Compare with another distribution point when in doubt',
  },
  abandoned: {
    rule: 'I16',
    severity: 'risk',
    means: 'A content has been unfinished for more than a day',
    action: 'Look up the last error of the provider in smsdpprov.log, then redistribute the package',
  },
  onlyInWmi: {
    rule: 'I17',
    severity: 'risk',
    means:
      'WMI (SMS_PackagesInContLib) lists a package that PkgLib does not hold; this stops scheduled validation (2388)',
    action: 'Delete the WMI instance, or redistribute the package when it is needed here',
  },
  onlyInPkgLib: {
    rule: 'I17',
    severity: 'risk',
    means:
      'PkgLib holds a package that WMI (SMS_PackagesInContLib) does not list; this stops scheduled validation (2388)',
    action: 'Redistribute the package to register it again, or remove it',
  },
  packageMissing: {
    rule: 'I18',
    severity: 'fatal',
    means: 'A package that should be here is not; scheduled validation never notices',
    action: 'Redistribute the package',
  },
  packageDiffers: {
    rule: 'I18',
    severity: 'fatal',
    means: 'A package is here, but not as the expected list has it',
    action: 'Update or redistribute the package',
  },
  versionDiffers: {
    rule: 'I19',
    severity: 'fatal',
    means: 'The stored version of a package is not that of its newest content',
    action: 'Finish the update or redistribute the package',
  },
  archiveMissing: {
    rule: 'I20',
    severity: 'info',
    means: 'No signature archive for this content',
    action: 'Redistribute when pull distribution points or clients should get differences',
  },
  staleStaging: {
    rule: 'I21',
    severity: 'waste',
    means: 'Incoming files that nobody works on any more',
    action: 'Delete them when no job is active',
  },
  lowSpace: {
    rule: 'I22',
    severity: 'risk',
    means: 'No drive of the library has more free space than its reserve',
    action: 'Remove orphans, add a drive, or raise the space',
  },
  primaryNotUsable: {
    rule: 'I23',
    severity: 'fatal',
    means: 'The primary drive is not among the usable drives',
    action: 'Correct ContentLibUsableDrives and the shares together',
  },
  badName: {
    rule: 'I24',
    severity: 'fatal',
    means: 'A name that Windows can neither create nor open',
    action: 'Rename the file in the package source and update the package',
  },
  unreadable: {
    rule: 'I25',
    severity: 'fatal',
    means: 'Not readable for the account that scans',
    action: 'Restore the inherited rights; exclude the library from antivirus locks',
  },
  foreign: {
    rule: 'I26',
    severity: 'info',
    means: 'Not a part of a content library',
    action: 'Look who put it there; it is never deleted automatically',
  },
  caseDiffers: {
    rule: 'I27',
    severity: 'risk',
    means: 'Names that differ only by case, or in a case the product does not write',
    action: 'Rename; such copies come from a case-sensitive system',
  },
  link: {
    rule: 'I29',
    severity: 'risk',
    means: 'A link inside the library; it is not followed, and what it stands for counts as missing',
    action: 'Replace it by the real file or folder',
  },
  countsDiffer: {
    rule: 'I30',
    severity: 'info',
    means: 'The library changed without a line in any log',
    action: 'Scan again more deeply; find out who changed it',
  },
} as const satisfies Readonly<Record<string, FindingKindRow>>

export type FindingKind = keyof typeof findingKinds
