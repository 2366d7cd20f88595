// Every value a message can carry, and what it looks like.
//
// A template names a hole by its key here. Source of each look: log-signatures.json, "placeholders".
import { canonicalCode, win32Of } from '../result-code.ts'

export type Placeholder = {
  /** Name in our output when it is not the key. */
  readonly field?: string
  /**
   * The characters of a value, as inside [...] of an expression; their number is from `min` to `max`. A hole takes all of
   * them that stand there. `any` is everything up to the literal text behind the hole, `own` is told by `like` alone.
   */
  readonly chars: string
  readonly min?: number
  readonly max?: number
  /** Expression of a value with an inner structure. It has one fit at a place, and runs in linear time. */
  readonly like?: string
  /** A value of any text that does not begin with a blank. */
  readonly solid?: boolean
  /** What every value begins with, when a message may begin with it. */
  readonly begins?: string
  /** Words that documents print in place of a value. They, and what begins with them, are accepted and give no field. */
  readonly instead?: readonly string[]
  /** What such words look like where every author has his own; they give no field either. */
  readonly standIn?: RegExp
  /** For numbers that we hand out in one notation whatever the writer used. */
  readonly notation?: Notation
}

type Notation = {
  /** undefined: not a value we can hand out, the hole gives no field. */
  readonly read: (written: string) => string | number | undefined
  readonly print: (value: string | number) => string
}

const largestThreadId = 0xffff_ffff
const threadNumber = (value: number): number | undefined => (value <= largestThreadId ? value : undefined)
const upperHex = (value: string | number): string => Number(value).toString(16).toUpperCase()

const decimalThread: Notation = { read: (written) => threadNumber(parseInt(written, 10)), print: String }
const hexThread: Notation = { read: (written) => threadNumber(parseInt(written, 16)), print: upperHex }
const prefixedHexThread: Notation = { read: hexThread.read, print: (value) => `0x${upperHex(value)}` }

const hresult: Notation = { read: canonicalCode, print: String }
const bareHresult: Notation = {
  read: (written) => canonicalCode(`0x${written}`),
  print: (code) => String(code).slice(2),
}
const numberOf = (code: string | number): number => win32Of(String(code)) ?? Number(code)
const win32Decimal: Notation = { read: canonicalCode, print: (code) => String(numberOf(code)) }
const shortHex: Notation = { read: canonicalCode, print: (code) => `0x${upperHex(numberOf(code))}` }

const packageIdStandIns = [
  '<PackageID>',
  '\\<PackageID\\>',
  '\\<PackageID>',
  '<PackageID\\>',
  'PackageID',
  'PKGID',
] as const

/** `PS1XXXXX`: the serial number, five hex digits, made unreadable. */
const blankedSerial = /^[A-Z0-9]{3}([G-Z])\1{4}/
/** `<id>.<v>`, `PS100041.<version>`, `Content_<guid>.1`, `PS1XXXXX.2`, `Content_xxxxxxxx-xxxx-…`: no id holds these. */
const blankedContent = /[<>*#]|[xX]{5}|^[A-Z0-9]{3}([G-Z])\1{4}\./

const digits = { chars: '0-9', min: 1 } as const
const word = { chars: 'A-Za-z0-9_', min: 1 } as const
const anyText = { chars: 'any' } as const
const someText = { chars: 'any', min: 1 } as const
const siteCode = { chars: 'A-Z0-9', min: 3, max: 3 } as const
const guid = {
  chars: '0-9A-Za-z{}-',
  like: '\\{?[0-9A-Fa-f-]{36}\\}?',
  instead: ['{JOBID}'],
} as const

export const placeholders = {
  packageId: { chars: 'A-Z0-9', min: 8, max: 8, instead: packageIdStandIns, standIn: blankedSerial },
  /** A policy trigger names a package or a number. */
  pkgordp: { chars: 'A-Z0-9', like: '(?:[A-Z0-9]{8}|\\d+)', instead: packageIdStandIns, standIn: blankedSerial },
  /** PullDP.log: package id, a dot, package version. */
  pkgver: {
    chars: 'A-Za-z0-9<>.',
    like: '(?:[A-Z0-9]{8}|<PackageID>)\\.\\d+',
    instead: ['<PackageID>'],
    standIn: blankedContent,
  },
  packageVersion: digits,
  ver2: digits,
  sourceVersion: digits,
  storedVersion: digits,
  dbver: digits,
  contentId: {
    chars: '^ \t\r\n,',
    min: 1,
    instead: [...packageIdStandIns, 'ContentID', '<'],
    standIn: blankedContent,
  },
  hash: { chars: '0-9A-F', min: 40, max: 64, instead: ['<HashString>'] },
  jobId: digits,
  priority: digits,
  dpPriority: digits,
  /**
   * ["Display=\\PS1DP1.CONTOSO.COM\"]MSWNET:["SMS_SITE=PS1"]\\PS1DP1.CONTOSO.COM\
   *
   * A share may follow the server. One article has a stray blank behind `\\` and one before the last backslash
   * (corpus distmgr-11).
   */
  nalPath: {
    chars: 'own',
    like: '\\["Display=[^\\]]+\\]MSWNET:\\["SMS_SITE=[A-Za-z0-9]{3}"\\]\\\\\\\\ ?(?:[^\\\\ ]+ ?\\\\)+',
    begins: '["Display=',
    instead: ['<DPNALPATH>'],
    standIn: /[<>]/,
  },
  server: { chars: 'A-Za-z0-9_.<>-', min: 1, instead: ['<'], standIn: /[<>]/ },
  site: siteCode,
  site2: siteCode,
  dpId: digits,
  share: { chars: 'A-Za-z0-9_$', like: '[A-Za-z0-9_]+\\$' },

  threadId: { ...digits, notation: decimalThread },
  /** 0x120C */
  threadIdHex: {
    field: 'threadId',
    chars: '0-9A-Fa-fx',
    like: '0x[0-9A-Fa-f]+',
    notation: prefixedHexThread,
  },
  /** 120C */
  threadIdBareHex: { field: 'threadId', chars: '0-9A-Fa-f', min: 1, max: 20, notation: hexThread },
  handle: { chars: '0-9A-Fa-f', min: 1 },

  /** 0x80070005, 0X80070005 */
  resultCode: { chars: '0-9A-Fa-fxX', like: '0[xX][0-9A-Fa-f]{8}', notation: hresult },
  /** 80070005 */
  resultCodeBare: { field: 'resultCode', chars: '0-9A-Fa-f', min: 8, max: 8, notation: bareHresult },
  /** 0x35 */
  resultCodeHex: {
    field: 'resultCode',
    chars: '0-9A-Fa-fx',
    like: '0x[0-9A-Fa-f]+',
    notation: shortHex,
  },
  /** 53 */
  win32Code: { field: 'resultCode', ...digits, notation: win32Decimal },

  statusMessageId: digits,
  statsev: { chars: 'IWE', min: 1, max: 1 },
  lev: { chars: 'A-Z', min: 1, max: 1 },
  statrest: anyText,
  packageStatus: digits,
  actionstate: digits,
  action: digits,
  mask: digits,
  maskex: digits,

  sizeKilobytes: digits,
  alg: digits,
  bytes: digits,
  pos: digits,
  n: digits,
  n_2: digits,
  n_3: digits,
  m: digits,
  sec: digits,
  seq: digits,
  /** Written in the site server's locale and zone name: text, never parsed as a fixed form (log-formats.md 5). */
  restartTime: { ...someText, instead: ['<timestamp>'] },

  path: someText,
  path2: someText,
  /** May hold blanks, but begins with none. */
  file: { ...someText, solid: true },
  drive: { chars: 'A-Z', min: 0, max: 1 },
  text: anyText,
  text2: anyText,
  key: someText,

  osver: { chars: '0-9.', min: 1 },
  arch: word,
  class: word,
  method: word,
  func: word,
  table: word,
  trigger: word,
  op: { chars: 'A-Z', like: '(?:INSERT|UPDATE|DELETE)' },
  guid,
  guid2: guid,
  sendRequestId: { chars: '0-9A-Z', min: 8, max: 8 },
  jobid: { chars: '0-9A-F', min: 8, max: 8, instead: ['JOBID'] },
  /** 4-Downloading Signature */
  state: { chars: '^)', like: '\\d+-[^)]+' },
  dlkind: { chars: '^ \t\r\n', min: 1, max: 100 },
} as const satisfies Readonly<Record<string, Placeholder>>

export type PlaceholderName = keyof typeof placeholders

/** Name of a hole in our output. */
export type FieldName<Name extends PlaceholderName> = (typeof placeholders)[Name] extends {
  readonly field: infer Field extends string
}
  ? Field
  : Name
