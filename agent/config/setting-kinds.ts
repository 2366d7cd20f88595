// How the text of a setting becomes a value, and back. Every source (file, command line, environment) gives text, so
// one reader serves all, and `site: 1E5` never becomes a number by accident.
import { posix, win32 } from 'node:path'
import type { RetryRule } from '../../engine/distribution/retry.ts'
import { parseListenAddress } from '../../exporters/http/listen-address.ts'
import { parseZone } from '../../parsers/zone.ts'

export type Kind<Value> = {
  /** The value, or undefined when the text is none. */
  read(text: string): Value | undefined
  /** As an operator would write it; `read(write(value))` is `value`. */
  write(value: Value): string
  /** Ends the sentence "must be …". */
  readonly right: string
  /** The text's form for JSON Schema, where editors check a file while it is written. */
  readonly json: Readonly<Record<string, unknown>>
}

const plain = { type: 'string', minLength: 1 } as const

const durationUnits: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
]

const sizeUnits: readonly (readonly [string, number])[] = [
  ['TB', 1024 ** 4],
  ['GB', 1024 ** 3],
  ['MB', 1024 ** 2],
  ['KB', 1024],
  ['B', 1],
]

/** Milliseconds. Whole numbers, several parts allowed: `500ms`, `15m`, `1h30m`. */
const duration: Kind<number> = {
  read(text) {
    const match = /^(?:(\d{1,12})d)?(?:(\d{1,12})h)?(?:(\d{1,12})m(?!s))?(?:(\d{1,12})s)?(?:(\d{1,12})ms)?$/.exec(text)
    if (match === null || text === '') return undefined
    const total = durationUnits.reduce((sum, [, ms], index) => sum + Number(match[index + 1] ?? 0) * ms, 0)
    return Number.isSafeInteger(total) ? total : undefined
  },
  write: (ms) => inLargestUnit(ms, durationUnits) ?? '0s',
  right: 'a duration such as 500ms, 30s, 15m, 6h or 30d',
  json: { type: 'string', pattern: '^(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?$', examples: ['500ms', '15m', '6h'] },
}

/** Bytes. KB, MB, GB, TB are powers of 1024. */
const size: Kind<number> = {
  read(text) {
    const match = /^(\d{1,12})\s?(B|KB|MB|GB|TB)$/i.exec(text)
    const unit = sizeUnits.find(([name]) => name === match?.[2]?.toUpperCase())
    const bytes = Number(match?.[1]) * (unit?.[1] ?? NaN)
    return Number.isSafeInteger(bytes) ? bytes : undefined
  },
  write: (bytes) => inLargestUnit(bytes, sizeUnits) ?? '0B',
  right: 'a size such as 64KB, 50MB or 2GB (powers of 1024)',
  json: { type: 'string', pattern: '^\\d+ ?([Bb]|[KMGTkmgt][Bb])$', examples: ['50MB', '2GB'] },
}

/** The whole value in the largest unit that divides it; undefined for 0. */
function inLargestUnit(value: number, units: readonly (readonly [string, number])[]): string | undefined {
  const unit = units.find(([, factor]) => value >= factor && value % factor === 0)
  return unit === undefined ? undefined : `${value / unit[1]}${unit[0]}`
}

const count: Kind<number> = {
  read: (text) => (/^\d{1,15}$/.test(text) ? Number(text) : undefined),
  write: String,
  right: 'a whole number',
  json: { type: 'integer', minimum: 0 },
}

const truth: Kind<boolean> = {
  read: (text) => ({ true: true, false: false })[text],
  write: String,
  right: 'true or false',
  json: { type: 'boolean' },
}

/** A path of this host, Windows or not; relative ones are resolved where they are written (see config.ts). */
const path: Kind<string> = {
  // "D:\Program Files" in double quotes is YAML for a paragraph mark and "rogram Files".
  read: (text) => (/^[^\u0000-\u001f\u2028\u2029]+$/.test(text) ? text : undefined),
  write: (text) => text,
  right: 'a path; a Windows path goes in single quotes',
  json: plain,
}

/** Upper case. ConfigMgr's rule: three letters or digits (references: object model, SiteCode). */
const siteCode: Kind<string> = {
  read: (text) => (/^[A-Za-z0-9]{3}$/.test(text) ? text.toUpperCase() : undefined),
  write: (text) => text,
  right: 'a site code: three letters or digits, such as PS1',
  json: { type: 'string', pattern: '^[A-Za-z0-9]{3}$' },
}

/** Upper case, as in every output. */
const hostName: Kind<string> = {
  read: (text) =>
    text.length <= 255 && /^[A-Za-z0-9_][A-Za-z0-9_-]{0,62}(\.[A-Za-z0-9_-]{1,63})*$/.test(text)
      ? text.toUpperCase()
      : undefined,
  write: (text) => text,
  right: 'the full name of a server, such as PS1DP1.CONTOSO.COM',
  json: { type: 'string', maxLength: 255 },
}

/** `100x30m`: so many tries, one every so often. */
const retryRule: Kind<RetryRule> = {
  read(text) {
    const [tries = '', every = '', ...more] = text.split('x')
    const ms = duration.read(every)
    if (more.length > 0 || !/^[1-9]\d{0,5}$/.test(tries) || ms === undefined || ms === 0) return undefined
    return { tries: Number(tries), delay: ms }
  },
  write: ({ tries, delay }) => `${tries}x${duration.write(delay)}`,
  right: 'tries and the time between two of them, such as 100x30m',
  json: { type: 'string', pattern: '^[1-9]\\d*x(\\d+[dhms])+$', examples: ['100x30m'] },
}

/** `host:port`, `[::1]:port`, or `:port` for every address of this host. Port 0 takes any free one. */
const address: Kind<string> = {
  read: (text) => (parseListenAddress(text) === undefined ? undefined : text),
  write: (text) => text,
  right: 'an address such as 127.0.0.1:9877, [::1]:9877 or :9877',
  json: { type: 'string', pattern: ':\\d{1,5}$', examples: ['127.0.0.1:9877'] },
}

/**
 * A base address, to which OTLP adds /v1/traces itself. Without a user or password: `config print` shows it, and it may
 * come from a command line that others can read.
 */
const url: Kind<string> = {
  read(text) {
    const parsed = URL.canParse(text) ? new URL(text) : undefined
    if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) return undefined
    if (parsed.username !== '' || parsed.password !== '' || /\/v1\/(traces|metrics|logs)\/?$/.test(parsed.pathname)) {
      return undefined
    }
    return text
  },
  write: (text) => text,
  right: 'a base address such as http://collector:4318, http or https, without user, password and /v1/traces',
  json: { type: 'string', format: 'uri', pattern: '^https?://' },
}

/** A path of the HTTP server that no page of ours uses. */
const urlPath: Kind<string> = {
  read: (text) => (/^\/(?!-\/|api\/)[A-Za-z0-9._~/-]{1,200}$/.test(text) ? text : undefined),
  write: (text) => text,
  right: 'a path such as /metrics; not /, and not below /-/ or /api/',
  json: { type: 'string', pattern: '^/.+' },
}

/** `host`, a name of the IANA list, or minutes to add to local time to get UTC. */
const zone: Kind<string> = {
  read: (text) => (text === 'host' || parseZone(text) !== undefined ? text : undefined),
  write: (text) => text,
  right: 'host, a zone such as Europe/Berlin, or minutes of bias such as -60 (UTC = local time + bias)',
  json: plain,
}

export const kinds = {
  duration,
  size,
  count,
  truth,
  path,
  siteCode,
  hostName,
  retryRule,
  address,
  url,
  urlPath,
  zone,
} as const satisfies Readonly<Record<string, Kind<unknown>>>

export type KindName = keyof typeof kinds
export type ValueOfKind<Name extends KindName> = NonNullable<ReturnType<(typeof kinds)[Name]['read']>>

/** Absolute on this system or on Windows: a Windows path in a file that is checked elsewhere stays as it is. */
export const isAbsolutePath = (text: string): boolean => posix.isAbsolute(text) || win32.isAbsolute(text)
