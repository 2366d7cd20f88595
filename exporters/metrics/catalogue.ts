// Every metric we publish. Dashboards and alerts may use these names and no others (a test checks).
//
// A metric lives in one of three ways:
//   commit   counted from log lines; saved with the offsets in one batch, and shown only when that batch is on disk
//   process  about this process; shown at once, begins again at a restart
//   scrape   describes the present; built new for every scrape from the open distributions

/** Where a label's values come from: a closed list of ours, or a log that anybody may have written. */
export const labelSources = {
  log: 'closed',
  dp: 'logs',
  package: 'logs',
  component: 'logs',
  error_code: 'logs',
  outcome: 'closed',
  stage: 'closed',
  reason: 'closed',
  kind: 'closed',
  severity: 'closed',
  rule: 'closed',
  drive: 'closed',
  signature: 'closed',
  signal: 'closed',
  family: 'closed',
  version: 'closed',
  revision: 'closed',
  node_version: 'closed',
  rules_version: 'closed',
  hash: 'closed',
} as const

export type LabelName = keyof typeof labelSources

export type Family = {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram' | 'info'
  /** Written as a UNIT line in OpenMetrics; the name must end with it. */
  readonly unit?: 'seconds' | 'bytes'
  readonly labels: readonly LabelName[]
  /** One sentence that names the log or library the number comes from. */
  readonly help: string
  /** Upper bounds, ascending, without +Inf. */
  readonly buckets?: readonly number[]
  /** Carries trace_id and span_id of an example in OpenMetrics. */
  readonly exemplars?: true
  readonly lives: 'commit' | 'process' | 'scrape'
}

/** Transfers take seconds to days; logs have millisecond to second resolution. */
const durationBuckets = [1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400]
/** From one poll (0.5 s) to a site that is hours behind. */
const lagBuckets = [0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1_800, 3_600]
/** One flush of the state store takes about 0.3 ms on a good disk. */
const commitBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

export const catalogue = {
  // From the three logs
  logLines: {
    name: 'cmdp_log_lines_total',
    type: 'counter',
    labels: ['log', 'component', 'severity'],
    help: 'Complete entries read from distmgr.log, PkgXferMgr.log and smsdpprov.log.',
    lives: 'commit',
  },
  unparsed: {
    name: 'cmdp_log_records_unparsed_total',
    type: 'counter',
    labels: ['log', 'reason'],
    help: 'Pieces of a log that fit no known line layout, were cut for their length, or never ended.',
    lives: 'commit',
  },
  unmatched: {
    name: 'cmdp_log_records_unmatched_total',
    type: 'counter',
    labels: ['log'],
    help: 'Entries of a log whose message no signature of the catalogue knows.',
    lives: 'commit',
  },
  signatureMatches: {
    name: 'cmdp_log_signature_matches_total',
    type: 'counter',
    labels: ['signature'],
    help: 'Entries of the logs that a signature of the catalogue recognises; signatures never seen are absent.',
    lives: 'commit',
  },
  componentLastEvent: {
    name: 'cmdp_component_last_event_timestamp_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: ['component'],
    help: 'Event time of the newest log entry of a component.',
    lives: 'commit',
  },

  // Distributions, as the logs tell them
  started: {
    name: 'cmdp_distributions_started_total',
    type: 'counter',
    labels: ['dp'],
    help: 'Runs of a package to a distribution point that began in distmgr.log or PkgXferMgr.log.',
    lives: 'commit',
  },
  finished: {
    name: 'cmdp_distributions_finished_total',
    type: 'counter',
    labels: ['dp', 'outcome'],
    help: 'Runs of a package to a distribution point that ended in distmgr.log or PkgXferMgr.log, by outcome.',
    lives: 'commit',
  },
  failures: {
    name: 'cmdp_distribution_failures_total',
    type: 'counter',
    labels: ['dp', 'stage', 'error_code'],
    help: 'Failed attempts to distribute a package in the logs, retries included; error_code "none" where no code is printed.',
    exemplars: true,
    lives: 'commit',
  },
  retries: {
    name: 'cmdp_distribution_retries_total',
    type: 'counter',
    labels: ['dp'],
    help: 'Sends that PkgXferMgr.log announced to try again ("Sending failed ... Restart time").',
    lives: 'commit',
  },
  durationSeconds: {
    name: 'cmdp_distribution_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    labels: ['outcome'],
    help: 'Time from the first to the last log line of a run of a package to a distribution point.',
    buckets: durationBuckets,
    exemplars: true,
    lives: 'commit',
  },
  stageSeconds: {
    name: 'cmdp_distribution_stage_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    labels: ['stage'],
    help: 'Time between the first and the last log line of a stage of a distribution.',
    buckets: durationBuckets,
    exemplars: true,
    lives: 'commit',
  },
  lastSuccess: {
    name: 'cmdp_distribution_last_success_timestamp_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: ['dp'],
    help: 'Event time in the logs of the newest successful distribution to a distribution point.',
    lives: 'commit',
  },
  transferBytes: {
    name: 'cmdp_transfer_bytes_total',
    type: 'counter',
    unit: 'bytes',
    labels: ['dp'],
    help: 'Bytes sent to a distribution point as PkgXferMgr.log prints them.',
    lives: 'commit',
  },
  threadsInUse: {
    name: 'cmdp_threads_in_use',
    type: 'gauge',
    labels: ['component', 'kind'],
    help: 'Threads at work as the logs print them ("Used n out of m").',
    lives: 'commit',
  },
  threadsLimit: {
    name: 'cmdp_threads_limit',
    type: 'gauge',
    labels: ['component', 'kind'],
    help: 'Most threads allowed as the logs print them ("Used n out of m").',
    lives: 'commit',
  },
  packageFailures: {
    name: 'cmdp_package_processing_failures_total',
    type: 'counter',
    labels: ['stage', 'error_code'],
    help: 'Failures in distmgr.log of the work done once for all distribution points (snapshot, hash, arrival from a site).',
    lives: 'commit',
  },
  anomalies: {
    name: 'cmdp_distribution_anomalies_total',
    type: 'counter',
    labels: ['reason'],
    help: 'Lines of the logs that the lifecycle of a distribution does not allow at that point: lost, late or unknown lines.',
    lives: 'commit',
  },

  // The present state, built at every scrape
  inProgress: {
    name: 'cmdp_distributions_in_progress',
    type: 'gauge',
    labels: ['dp', 'stage'],
    help: 'Open runs to a distribution point by the stage the logs show them in.',
    lives: 'scrape',
  },
  waiting: {
    name: 'cmdp_distributions_waiting',
    type: 'gauge',
    labels: ['dp'],
    help: 'Open runs that by the logs wait for something expected: other site, prestage, pull source or capacity, schedule.',
    lives: 'scrape',
  },
  stalled: {
    name: 'cmdp_distributions_stalled',
    type: 'gauge',
    labels: ['dp', 'reason'],
    help: 'Open runs without progress in the logs beyond their deadline.',
    lives: 'scrape',
  },
  failing: {
    name: 'cmdp_distribution_failing',
    type: 'gauge',
    labels: ['package', 'dp'],
    help: '1 when by the logs the last attempt to bring the package to the distribution point failed and nothing repaired it since.',
    lives: 'scrape',
  },
  lastFailure: {
    name: 'cmdp_distribution_last_failure_timestamp_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: ['package', 'dp'],
    help: 'Event time in the logs of the newest failure of a package that is failing on a distribution point.',
    lives: 'scrape',
  },
  oldestPending: {
    name: 'cmdp_distribution_oldest_pending_timestamp_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: ['dp'],
    help: 'Event time in the logs at which the oldest open run to a distribution point began.',
    lives: 'scrape',
  },
  packageFailing: {
    name: 'cmdp_package_processing_failing',
    type: 'gauge',
    labels: ['package'],
    help: '1 when distmgr.log shows that the last processing of a package itself (snapshot, hash, arrival) failed.',
    lives: 'scrape',
  },

  // The agent itself
  buildInfo: {
    name: 'cmdp_agent_build_info',
    type: 'info',
    labels: ['version', 'revision', 'node_version', 'rules_version'],
    help: 'Version of the agent, of its source, of Node.js and of the message catalogue for the logs.',
    lives: 'process',
  },
  configInfo: {
    name: 'cmdp_agent_config_info',
    type: 'info',
    labels: ['hash'],
    help: 'Hash of the configuration in force, which names the logs and libraries.',
    lives: 'process',
  },
  configReloadSuccessful: {
    name: 'cmdp_agent_config_last_reload_successful',
    type: 'gauge',
    labels: [],
    help: '1 when the last load of the configuration, which names the logs and libraries, succeeded.',
    lives: 'process',
  },
  configReloadSuccess: {
    name: 'cmdp_agent_config_last_reload_success_timestamp_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    help: 'When the configuration, which names the logs and libraries, was last loaded successfully.',
    lives: 'process',
  },
  sourceUp: {
    name: 'cmdp_agent_source_up',
    type: 'gauge',
    labels: ['log'],
    help: '1 when the log could be read at the last look.',
    lives: 'process',
  },
  sourceSize: {
    name: 'cmdp_agent_source_size_bytes',
    type: 'gauge',
    unit: 'bytes',
    labels: ['log'],
    help: 'Size of the log at the last look.',
    lives: 'process',
  },
  sourceOffset: {
    name: 'cmdp_agent_source_offset_bytes',
    type: 'gauge',
    unit: 'bytes',
    labels: ['log'],
    help: 'Bytes of the present generation of the log that are read and committed.',
    lives: 'commit',
  },
  sourceGeneration: {
    name: 'cmdp_agent_source_generation',
    type: 'gauge',
    labels: ['log'],
    help: 'Ordinal of the generation of the log that is being read; a rollover begins the next.',
    lives: 'commit',
  },
  sourceGaps: {
    name: 'cmdp_agent_source_gaps_total',
    type: 'counter',
    labels: ['log'],
    help: 'Times that the continuity of a log could not be shown, so that entries may be lost.',
    lives: 'commit',
  },
  sourceLostBytes: {
    name: 'cmdp_agent_source_lost_bytes_total',
    type: 'counter',
    unit: 'bytes',
    labels: ['log'],
    help: 'Bytes of a log known to have rolled away unread; a lower bound.',
    lives: 'commit',
  },
  sourceTruncations: {
    name: 'cmdp_agent_source_truncations_total',
    type: 'counter',
    labels: ['log'],
    help: 'Times that a log was cut short or rewritten in place.',
    lives: 'commit',
  },
  sourceRotations: {
    name: 'cmdp_agent_source_rotations_total',
    type: 'counter',
    labels: ['log'],
    help: 'Times that a log rolled over to its .lo_ generation.',
    lives: 'commit',
  },
  sourceReadErrors: {
    name: 'cmdp_agent_source_read_errors_total',
    type: 'counter',
    labels: ['log', 'reason'],
    help: 'Failed attempts to open or read a log, by reason.',
    lives: 'process',
  },
  readBytes: {
    name: 'cmdp_agent_read_bytes_total',
    type: 'counter',
    unit: 'bytes',
    labels: ['log'],
    help: 'Bytes read from a log.',
    lives: 'commit',
  },
  commitLast: {
    name: 'cmdp_agent_checkpoint_last_commit_timestamp_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    help: 'When the position in the logs and everything counted from them were last written to disk.',
    lives: 'process',
  },
  commits: {
    name: 'cmdp_agent_checkpoint_commits_total',
    type: 'counter',
    labels: [],
    help: 'Batches of log positions and counters written to disk.',
    lives: 'process',
  },
  commitFailures: {
    name: 'cmdp_agent_checkpoint_failures_total',
    type: 'counter',
    labels: ['reason'],
    help: 'Batches of log positions and counters that could not be written, and states that could not be read.',
    lives: 'process',
  },
  commitSeconds: {
    name: 'cmdp_agent_checkpoint_commit_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    labels: [],
    help: 'Time to write one batch of log positions and counters to disk.',
    buckets: commitBuckets,
    lives: 'process',
  },
  processingLag: {
    name: 'cmdp_agent_processing_lag_seconds',
    type: 'histogram',
    unit: 'seconds',
    labels: ['log'],
    help: 'Time between the writing of a log entry and its reading; live reading only, never while catching up.',
    buckets: lagBuckets,
    lives: 'process',
  },
  exportItems: {
    name: 'cmdp_agent_export_items_total',
    type: 'counter',
    labels: ['signal'],
    help: 'Spans, log records and metric points made from the logs that an OTLP receiver accepted.',
    lives: 'process',
  },
  exportFailures: {
    name: 'cmdp_agent_export_failures_total',
    type: 'counter',
    labels: ['signal', 'reason'],
    help: 'Requests with spans, log records or metrics made from the logs that an OTLP receiver did not accept.',
    lives: 'process',
  },
  exportDropped: {
    name: 'cmdp_agent_export_dropped_total',
    type: 'counter',
    labels: ['signal', 'reason'],
    help: 'Spans, log records and metric points made from the logs that will never reach an OTLP receiver.',
    lives: 'process',
  },
  exportQueueItems: {
    name: 'cmdp_agent_export_queue_items',
    type: 'gauge',
    labels: ['signal'],
    help: 'Spans and log records made from the logs that wait to be sent.',
    lives: 'scrape',
  },
  exportQueueCapacity: {
    name: 'cmdp_agent_export_queue_capacity_items',
    type: 'gauge',
    labels: ['signal'],
    help: 'Most spans and log records made from the logs that may wait to be sent.',
    lives: 'scrape',
  },
  correlationsOpen: {
    name: 'cmdp_agent_correlations_open',
    type: 'gauge',
    labels: [],
    help: 'Threads, jobs and contents in the logs whose meaning for a distribution is remembered.',
    lives: 'process',
  },
  correlationsEvicted: {
    name: 'cmdp_agent_correlations_evicted_total',
    type: 'counter',
    labels: ['reason'],
    help: 'Remembered threads, jobs and contents of the logs that were given up to keep memory bounded.',
    lives: 'commit',
  },
  seriesFolded: {
    name: 'cmdp_agent_series_folded_total',
    type: 'counter',
    labels: ['family'],
    help: 'Values from the logs that were counted under "_other" because a family had reached its limit of label sets.',
    lives: 'process',
  },
  scrapeSeconds: {
    name: 'cmdp_agent_scrape_duration_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    help: 'Time it took to write the previous scrape of everything known from the logs.',
    lives: 'process',
  },

  // From the content library
  libraryUp: {
    name: 'cmdp_library_up',
    type: 'gauge',
    labels: [],
    help: '1 while the content library can be read, 0 while it or its drive is not there or may not be read.',
    lives: 'scrape',
  },
  libraryLastScan: {
    name: 'cmdp_library_last_scan_timestamp_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    help: 'When the last scan of the content library began.',
    lives: 'scrape',
  },
  libraryPackages: {
    name: 'cmdp_library_packages',
    type: 'gauge',
    labels: ['drive'],
    help: 'Packages in PkgLib of the content library.',
    lives: 'scrape',
  },
  libraryContents: {
    name: 'cmdp_library_contents',
    type: 'gauge',
    labels: ['drive'],
    help: 'Contents in DataLib of the content library.',
    lives: 'scrape',
  },
  libraryFiles: {
    name: 'cmdp_library_files',
    type: 'gauge',
    labels: ['drive'],
    help: 'Stored files in FileLib of the content library.',
    lives: 'scrape',
  },
  libraryStoredBytes: {
    name: 'cmdp_library_stored_bytes',
    type: 'gauge',
    unit: 'bytes',
    labels: ['drive'],
    help: 'Bytes of the stored files in FileLib of the content library.',
    lives: 'scrape',
  },
  libraryReferencedBytes: {
    name: 'cmdp_library_referenced_bytes',
    type: 'gauge',
    unit: 'bytes',
    labels: ['drive'],
    help: 'Bytes that the source files in DataLib of the content library would need if none were shared.',
    lives: 'scrape',
  },
  libraryFreeBytes: {
    name: 'cmdp_library_drive_free_bytes',
    type: 'gauge',
    unit: 'bytes',
    labels: ['drive'],
    help: 'Free bytes on a drive of the content library.',
    lives: 'scrape',
  },
  libraryReserveBytes: {
    name: 'cmdp_library_drive_reserve_bytes',
    type: 'gauge',
    unit: 'bytes',
    labels: ['drive'],
    help: 'Free bytes that must stay on a drive of the content library.',
    lives: 'scrape',
  },
  libraryDrivePriority: {
    name: 'cmdp_library_drive_priority',
    type: 'gauge',
    labels: ['drive'],
    help: 'Place of a drive in the order in which the content library fills them, from 1.',
    lives: 'scrape',
  },
  libraryFindings: {
    name: 'cmdp_library_findings',
    type: 'gauge',
    labels: ['rule', 'severity'],
    help: 'Persistent findings of the last scan of the content library, by invariant.',
    lives: 'scrape',
  },
  libraryOrphans: {
    name: 'cmdp_library_orphans',
    type: 'gauge',
    labels: ['kind'],
    help: 'Things in the content library that nobody needs.',
    lives: 'scrape',
  },
  libraryOrphanBytes: {
    name: 'cmdp_library_orphan_bytes',
    type: 'gauge',
    unit: 'bytes',
    labels: ['kind'],
    help: 'Bytes that removing the orphans of the content library would free.',
    lives: 'scrape',
  },
  libraryMissingPackages: {
    name: 'cmdp_library_missing_packages',
    type: 'gauge',
    labels: [],
    help: 'Packages of the expected list that the content library does not hold.',
    lives: 'scrape',
  },
  libraryInconsistent: {
    name: 'cmdp_library_inconsistent_packages',
    type: 'gauge',
    labels: ['reason'],
    help: 'Packages whose content in the library is missing or damaged.',
    lives: 'scrape',
  },
  packageConsistent: {
    name: 'cmdp_package_consistent',
    type: 'gauge',
    labels: ['package'],
    help: '0 for a package that is missing or damaged in the content library; 1 for an hour after it is whole again.',
    lives: 'scrape',
  },
  stateDisagreement: {
    name: 'cmdp_state_disagreement',
    type: 'gauge',
    labels: ['kind'],
    help: 'Packages of which the logs and the content library say different things.',
    lives: 'scrape',
  },
  validationOldest: {
    name: 'cmdp_validation_oldest_timestamp_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    help: 'The oldest time at which a stored file of the content library was verified; absent while any never was.',
    lives: 'scrape',
  },
  validationRuns: {
    name: 'cmdp_validation_runs_total',
    type: 'counter',
    labels: [],
    help: 'Passes over the stored files of the content library that were due to be hashed.',
    lives: 'commit',
  },
  validationFailures: {
    name: 'cmdp_validation_failures_total',
    type: 'counter',
    labels: [],
    help: 'Passes over the stored files of the content library that could not be finished.',
    lives: 'commit',
  },
  validationBytes: {
    name: 'cmdp_validation_bytes_total',
    type: 'counter',
    unit: 'bytes',
    labels: [],
    help: 'Bytes of stored files of the content library that were hashed.',
    lives: 'commit',
  },
  validationFiles: {
    name: 'cmdp_validation_files_total',
    type: 'counter',
    labels: [],
    help: 'Stored files of the content library that were hashed.',
    lives: 'commit',
  },
  validationMismatches: {
    name: 'cmdp_validation_hash_mismatches_total',
    type: 'counter',
    labels: [],
    help: 'Stored files of the content library whose bytes did not have their hash.',
    lives: 'commit',
  },
  validationSeconds: {
    name: 'cmdp_validation_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    labels: [],
    help: 'Time one pass over the stored files of the content library took.',
    buckets: durationBuckets,
    lives: 'commit',
  },
  validationLastSuccess: {
    name: 'cmdp_validation_last_success_timestamp_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    help: 'When every stored file of the content library that was due had been hashed.',
    lives: 'commit',
  },
} as const satisfies Readonly<Record<string, Family>>

/** Key of a metric in the catalogue, as the code names it. */
export type MetricKey = keyof typeof catalogue
/** Name of a metric, as Prometheus knows it. */
export type MetricName = (typeof catalogue)[MetricKey]['name']

/** The labels a metric must be given, each exactly once. */
export type LabelsOf<Key extends MetricKey> = Readonly<Record<(typeof catalogue)[Key]['labels'][number], string>>
