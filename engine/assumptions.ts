// Everything we only guess about ConfigMgr: the value, why, and the observation that would overrule it.
// A sample from a real distribution point then changes one line here.

/**
 * How a content library is laid out where no public source says so. One profile per library; `assumedLayout` until a
 * real sample teaches better. Tags in capitals name the public source (see ARCHITECTURE, sources).
 */
export type LayoutProfile = {
  /** Section of a stored file's INI that lists its users. */
  readonly usersSection: string
  /** Order of the keys in `DataLib\<ContentID>.INI`. */
  readonly dataIniKeyOrder: readonly string[]
  /** Orders in which the entries of a folder may enter the tree hash; the first is what we write, the others are tried. */
  readonly treeHashOrders: readonly ('upper-case ordinal' | 'ordinal' | 'culture')[]
  /** What a content's name ends in while the provider still works on it. */
  readonly tempSuffix: string
  /** Hex digits of a hash -> Windows algorithm number. */
  readonly hashAlgorithmByLength: ReadonlyMap<number, number>
}

export const assumedLayout: LayoutProfile = {
  // Microsoft's page calls them "users", in quotes; public tools read every line from the second one on.
  // Overruled by one real `FileLib\HHHH\<HASH>.INI`.
  usersSection: 'Users',
  // 100 bytes is the only size ever seen, and both keys fill it exactly; their order is open.
  // Overruled by one real `DataLib\<ContentID>.INI`.
  dataIniKeyOrder: ['HashAlgorithm', 'Hash'],
  // NTFS lists a folder ordinal by upper-cased name, and the public extractor hashes in listing order.
  // Overruled by a real content with names in `_`, `-` or letters beyond ASCII and its hash.
  treeHashOrders: ['upper-case ordinal', 'ordinal', 'culture'],
  // A distribution point with a broken provider kept every content under such a name (home-lab report), and staging
  // files end in it. Overruled by a listing of DataLib during an add.
  tempSuffix: '.temp',
  // 0x800C is SHA-256 and the only number seen; 0x8004 is SHA-1, for names of 40 digits in very old libraries.
  hashAlgorithmByLength: new Map([
    [64, 32780],
    [40, 32772],
  ]),
}

/** Free megabytes that must stay on a drive: the value of the one public example row (`MinFreeSpace`). */
export const assumedReserveMegabytes = 50

/** A `.temp` content or a staged file older than this is left over, not in progress; milliseconds. */
export const abandonedAfter = 24 * 60 * 60 * 1000

/**
 * Registry keys whose value `Installation Directory` names the folder of a site server; scripts from the field read
 * either. Overruled by a registry export of a real site server.
 */
export const assumedInstallFolderKeys = [
  'HKLM\\SOFTWARE\\Microsoft\\SMS\\Setup',
  'HKLM\\SOFTWARE\\Microsoft\\SMS\\Identification',
] as const

/**
 * What ConfigMgr signs stored files with: the defaults of the Windows library, and one level only. The one public
 * signature (of ccmsetup.cab) bounds the horizon to 1133 bytes, and its mean chunk fits 1024.
 * Overruled by one real `.SIG` beside its stored file: other cuts than ours.
 */
export const assumedSignatureParameters = { window: 48, horizon: 1024 } as const

/**
 * Between folders and file in the names of a signature archive; the one published name, `ccmsetup.cab`, has no folder.
 * Overruled by the archive of a content with sub-folders.
 */
export const assumedArchiveSeparator = '\\'

/**
 * The specification does not say what the horizon means past the last byte: we compare with what is there. Only so can the last chunk
 * be shorter than a horizon, as its section 4.7 allows.
 * Overruled by a real signature without a cut where we make one in the last horizon.
 */
export const horizonClippedAtEnd: boolean = true

/** How the provider and its schedules behave where no page says so. */
export const assumedProvider = {
  /** A monthly token on day 31 falls on the last day of a shorter month. Overruled by a real schedule in February. */
  shortMonthsTakeLastDay: true,
  /**
   * Action in PkgServers of a redistribution; only RefreshTrigger tells it from an update, and each refresh that was
   * asked for before the snapshot is served by it. Overruled by a trace of PkgServers_L at RefreshNow.
   */
  redistributeAction: 1,
  /** Programs and assignments are marked together with their package (O-14). Overruled by SMSProv.log of a deletion. */
  programsGoWithTheirPackage: true,
  /** What is deployed to a collection goes to the DP groups associated with it; the notes name the method only. */
  groupsGetWhatTheirCollectionsGet: true,
} as const

/**
 * Failed downloads of one pull DP that block its queue: "about 50" says the vendor's article, and 50 unfinished jobs are its
 * limit. Overruled by a DataTransferService.log of a blocked pull DP with fewer.
 */
export const assumedPiledUpDownloads = 45

/** How clients behave where no page says so. */
export const assumedClient = {
  /** The default group of a site has the DPs that nobody put into a group. Overruled by a location reply that lacks one. */
  dpsInNoGroupAreInTheDefaultGroup: true,
  /** A primary and a secondary site have one management point, on the site server (a scenario names none). */
  managementPointIsTheSiteServer: true,
  /** Rounds through all locations before a download gives up where nothing says how often (CPD-14); hash errors alike. */
  roundsOfADownload: 3,
  /** An advertisement without rerun flag runs its program once. Overruled by a client's execmgr.log. */
  withoutRerunBehaviourOnce: true,
} as const

/**
 * Folder below a remote path that holds a library moved there. The vendor's page names the share and a folder only;
 * overruled by one real remote content library.
 */
export const assumedRemoteFolder = 'SCCMContentLib'

/**
 * What the simulated site does where no public line shows it. Each would be overruled by one real log of that action.
 */
export const assumedSite = {
  /** Status file of a removal: "6 removed" is a value of PkgStatus, but no excerpt shows who writes it. */
  removedStatus: 6,
  /** Status file after the last try: "5 failed" is inferred from the value's name (distribution-engine.md 6.2). */
  givenUpStatus: 5,
  /**
   * A DP in maintenance mode gets nothing new, and no line says so: DistMgr makes its jobs all the same, PkgXferMgr leaves
   * them alone until the mode ends, and what was begun goes on. The pages only say that no content is sent.
   */
  maintenanceKeepsWhatRuns: true,
  /** A signature that was downloaded is told twice, as in the one public excerpt of a pull DP with changed content. */
  signatureMessages: 2,
  /**
   * The sender waits for the answer to each block before it sends the next: so a link's latency counts once per block
   * (blocks of up to 983,040 bytes in the public excerpt of sender.log). Nobody says how many may be under way.
   */
  unansweredBlocks: 1,
  /** "Cannot update the package server …, error = 3": the one public excerpt of a row that the database refuses. */
  refusedRowCode: '0x80070003',
  /** A status file whose row was refused is taken again: the excerpt says "continuously"; milliseconds. */
  refusedRowRetry: 300_000,
} as const
