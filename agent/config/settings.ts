// Every setting there is: a table. The configuration file, the command line, `config print` and `config schema` are all
// made from it; to add a setting, add a row.
import { join, win32 } from 'node:path'
import type { KindName, ValueOfKind } from './setting-kinds.ts'

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** What a default may depend on. */
export type Host = {
  readonly platform: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Home folder of the account. */
  readonly home: string
  /** True when the account may write to the system's folders. */
  readonly isRoot: boolean
  readonly hostName: string
}

type SettingRow = {
  /** As in the file, groups joined by dots: `logs.startAt`. */
  readonly key: string
  readonly kind: KindName | 'choice'
  readonly choices?: readonly string[]
  /** One value or several. */
  readonly list?: true
  /** As an operator would write it. Absent: the setting has no value unless somebody gives one. */
  readonly default?: string | readonly string[] | ((host: Host) => string)
  /** Smallest and largest value, as written. */
  readonly least?: string
  readonly most?: string
  readonly means: string
  /** The option of the command line that sets it, without dashes. */
  readonly flag?: string
  /** A change in the file: taken over by the running agent, or at its next start. */
  readonly effect: 'reload' | 'restart'
  /** Its part of the agent does not exist yet: accepted, checked, and told that nothing acts on it. */
  readonly dormant?: true
}

export const settings = [
  {
    key: 'site',
    kind: 'siteCode',
    effect: 'restart',
    means: 'Site code of this host, for lines that do not name a site',
  },
  {
    key: 'distributionPoint',
    kind: 'hostName',
    effect: 'restart',
    means: 'Own full name, when this host is a distribution point',
  },

  {
    key: 'host',
    kind: 'hostName',
    effect: 'restart',
    default: ({ hostName }) => hostName,
    means: 'Own full name of the machine that writes the logs; part of the identity of spans, so keep it',
  },

  { key: 'logs.distmgr', kind: 'path', effect: 'restart', means: 'distmgr.log of the site server' },
  { key: 'logs.pkgXferMgr', kind: 'path', effect: 'restart', means: 'PkgXferMgr.log of the site server' },
  { key: 'logs.smsdpprov', kind: 'path', effect: 'restart', means: 'smsdpprov.log of the distribution point' },
  {
    key: 'logs.startAt',
    kind: 'choice',
    choices: ['beginning', 'end'],
    default: 'beginning',
    effect: 'restart',
    means: 'Where reading begins when the agent has never seen a log; beginning includes the .lo_ file',
  },
  {
    key: 'logs.zone',
    kind: 'zone',
    default: 'host',
    effect: 'restart',
    means: 'Time zone of lines that carry no bias',
  },
  {
    key: 'logs.poll',
    kind: 'duration',
    default: '500ms',
    least: '50ms',
    most: '1h',
    effect: 'restart',
    means: 'How often a log is looked at; on a network share at least 1s',
  },

  {
    key: 'library.primary',
    kind: 'path',
    effect: 'restart',
    means: 'Folder SCCMContentLib on the primary drive',
  },
  {
    key: 'library.drives',
    kind: 'path',
    list: true,
    default: [],
    effect: 'restart',
    means: 'Folders SCCMContentLib on the other drives',
  },
  {
    key: 'library.usableDrives',
    kind: 'path',
    list: true,
    effect: 'reload',
    means: 'Roots in ContentLibUsableDrives of the registry, such as D:\\; the primary drive must be among them',
  },
  {
    key: 'library.reserveMegabytes',
    kind: 'count',
    default: '50',
    effect: 'reload',
    means: 'Free space ConfigMgr keeps on each drive, in MB',
  },
  {
    key: 'library.scan.every',
    kind: 'duration',
    default: '15m',
    least: '10s',
    effect: 'reload',
    means: 'Time between two scans of the library',
  },
  {
    key: 'library.verify.onArrival',
    kind: 'truth',
    default: 'true',
    effect: 'reload',
    means: 'Hash the stored files of a content when its arrival is reported',
  },
  {
    key: 'library.verify.bytesPerSecond',
    kind: 'size',
    default: '50MB',
    least: '64KB',
    effect: 'reload',
    means: 'The most that verifying may read in a second',
  },
  {
    key: 'library.verify.reverifyAfter',
    kind: 'duration',
    default: '30d',
    least: '1h',
    effect: 'reload',
    means: 'Age at which a verified stored file is hashed again',
  },
  {
    key: 'library.verify.pauseWhileTransferring',
    kind: 'truth',
    default: 'true',
    effect: 'reload',
    means: 'Do not hash while content arrives',
  },
  {
    key: 'library.expected',
    kind: 'path',
    effect: 'reload',
    means: 'List of the packages that should be here, CSV or JSON',
  },
  {
    key: 'library.wmi',
    kind: 'path',
    effect: 'reload',
    means: 'SMS_PackagesInContLib as CSV or JSON with packageId, exported by a task of yours; PkgLib must equal it',
  },

  {
    key: 'retries.push',
    kind: 'retryRule',
    default: '100x30m',
    effect: 'restart',
    means: "The site's retries towards a push distribution point",
  },
  {
    key: 'retries.pull',
    kind: 'retryRule',
    default: '30x20m',
    effect: 'restart',
    means: "The site's retries towards a pull distribution point",
  },
  {
    key: 'retries.polls',
    kind: 'retryRule',
    default: '72x60m',
    effect: 'restart',
    means: 'How often the site asks a pull distribution point for its progress',
  },

  {
    key: 'stall.dp-thread-silent',
    kind: 'duration',
    default: '30m',
    least: '1s',
    effect: 'reload',
    means: 'A DP thread of distmgr writes nothing for this long',
  },
  {
    key: 'stall.main-thread-hung',
    kind: 'duration',
    default: '15m',
    least: '1s',
    effect: 'reload',
    means: 'The main thread of distmgr writes nothing for this long',
  },
  {
    key: 'stall.transfer-not-started',
    kind: 'duration',
    default: '15m',
    least: '1s',
    effect: 'reload',
    means: 'A transfer job waits this long for its sending thread',
  },
  {
    key: 'stall.transfer-silent',
    kind: 'duration',
    default: '6h',
    least: '1s',
    effect: 'reload',
    means: 'A sending thread writes nothing for this long (at the default log level one file is one line)',
  },
  {
    key: 'stall.sta-not-processed',
    kind: 'duration',
    default: '10m',
    least: '1s',
    effect: 'reload',
    means: 'The status of a finished transfer is not taken up for this long',
  },
  {
    key: 'stall.pull-silent',
    kind: 'duration',
    default: '72h',
    least: '1s',
    effect: 'reload',
    means: 'A pull distribution point reports nothing for this long',
  },
  {
    key: 'stall.threads-saturated',
    kind: 'duration',
    default: '1h',
    least: '1s',
    effect: 'reload',
    means: 'All threads of a component are in use for this long',
  },
  {
    key: 'stall.intersite-late',
    kind: 'duration',
    default: '1h',
    least: '1s',
    effect: 'reload',
    means: 'Content expected from another site has not come after this long',
  },

  {
    key: 'export.otlp.endpoint',
    kind: 'url',
    effect: 'restart',
    means: 'Base address of an OTLP receiver; without it the OTEL_EXPORTER_OTLP_… variables decide',
  },
  { key: 'export.otlp.traces', kind: 'truth', default: 'true', effect: 'restart', means: 'Send traces' },
  {
    key: 'export.otlp.metrics',
    kind: 'truth',
    default: 'false',
    effect: 'restart',
    means: 'Send metrics too; they are always at the metrics address',
  },
  {
    key: 'export.otlp.logs',
    kind: 'choice',
    choices: ['failures', 'warnings', 'all', 'none'],
    default: 'failures',
    effect: 'restart',
    means: 'Which log records are sent',
  },
  {
    key: 'export.otlp.backfillTraces',
    kind: 'truth',
    default: 'true',
    effect: 'restart',
    means: 'Send traces of what the logs already held at the first start',
  },
  {
    key: 'export.queue.maxBytes',
    kind: 'size',
    dormant: true,
    default: '256MB',
    least: '1MB',
    effect: 'restart',
    means: 'The most kept on disk while the receiver is away',
  },
  {
    key: 'export.queue.maxAge',
    kind: 'duration',
    dormant: true,
    default: '24h',
    least: '1m',
    effect: 'restart',
    means: 'The longest something is kept for a receiver that is away',
  },

  {
    key: 'web.listen',
    kind: 'address',
    list: true,
    default: ['127.0.0.1:9877'],
    flag: 'web.listen-address',
    effect: 'restart',
    means: 'Addresses of the HTTP server',
  },
  {
    key: 'web.configFile',
    kind: 'path',
    flag: 'web.config.file',
    dormant: true,
    effect: 'restart',
    means: 'TLS and users of the HTTP server, in the form of the Prometheus exporter toolkit',
  },
  {
    key: 'web.telemetryPath',
    kind: 'urlPath',
    default: '/metrics',
    flag: 'web.telemetry-path',
    effect: 'restart',
    means: 'Path of the metrics',
  },
  {
    key: 'web.enableLifecycle',
    kind: 'truth',
    default: 'false',
    flag: 'web.enable-lifecycle',
    effect: 'restart',
    means: 'Let POST /-/reload read the configuration again',
  },

  {
    key: 'limits.seriesPerFamily',
    kind: 'count',
    default: '500',
    least: '10',
    most: '1000000',
    effect: 'restart',
    means: 'The most DPs, packages or error codes that one metric keeps apart; the rest is counted under _other',
  },
  {
    key: 'limits.series',
    kind: 'count',
    default: '10000',
    least: '100',
    most: '10000000',
    effect: 'restart',
    means: 'The most series of all metrics together',
  },

  {
    key: 'log.level',
    kind: 'choice',
    choices: logLevels,
    default: 'info',
    flag: 'log.level',
    effect: 'reload',
    means: 'How much the agent says about itself',
  },
  {
    key: 'log.format',
    kind: 'choice',
    choices: ['text', 'json'],
    default: 'text',
    flag: 'log.format',
    effect: 'restart',
    means: "Form of the agent's own log",
  },
  {
    key: 'log.file',
    kind: 'path',
    effect: 'restart',
    means: "File of the agent's own log; without it standard error",
  },

  {
    key: 'state',
    kind: 'path',
    default: stateFolder,
    flag: 'storage.path',
    effect: 'restart',
    means: 'Folder of what must survive a restart; one agent each',
  },
] as const satisfies readonly SettingRow[]

type Row = (typeof settings)[number]
export type SettingKey = Row['key']
export type Setting = SettingRow & { readonly key: SettingKey }

type Single<R> = R extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : R extends { readonly kind: infer Name extends KindName }
    ? ValueOfKind<Name>
    : never
type Several<R> = R extends { readonly list: true } ? readonly Single<R>[] : Single<R>
type Value<R> = R extends { readonly default: unknown } ? Several<R> : Several<R> | undefined

/** Effective values by key: `config['logs.poll']`. Durations in milliseconds, sizes in bytes. */
export type Config = { readonly [R in Row as R['key']]: Value<R> }

/** The setting of an option of the command line. */
export const settingOfFlag = (flag: string): Setting | undefined => rows.find((row) => row.flag === flag)

/** The table without the exact types of its rows. */
export const rows: readonly Setting[] = settings

/** systemd gives a service its folder; Windows has ProgramData; an ordinary account keeps state under its home. */
function stateFolder({ platform, environment, home, isRoot }: Host): string {
  if (platform === 'win32') return win32.join(environment['ProgramData'] ?? 'C:\\ProgramData', 'cmdp-agent', 'state')
  const given = environment['STATE_DIRECTORY']?.split(':')[0]
  if (given !== undefined && given !== '') return given
  if (isRoot) return '/var/lib/cmdp-agent'
  return join(environment['XDG_STATE_HOME'] ?? join(home, '.local', 'state'), 'cmdp-agent')
}
