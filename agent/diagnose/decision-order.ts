// Which lines and codes mean which failure class (reference: failure-taxonomy.md 1 to 3). Pure data; the order of the
// tables is failure-class.ts: markers, then the innermost code, then the last resorts.
//
// A mark is a signature id, or `status 2306` for a STATMSG line with that id.
import type { FailureClass } from './failure-classes.ts'
import type { Observation } from './failure-facts.ts'

export type DecisionRule = {
  readonly class: FailureClass
  /** The line must carry one of these marks; undefined: any line. */
  readonly marks?: readonly string[]
  /** The line's code must be one of these; undefined: any code, or none in markers and last resorts. */
  readonly codes?: readonly string[]
  /** Another line of the same attempt must carry one of these marks. */
  readonly beside?: readonly string[]
  readonly level?: 'package'
  readonly pull?: true
  /** More than one sending thread on the job. */
  readonly manyThreads?: true
  /** The gauge in the line stands at its limit (fields n and m). */
  readonly gaugeFull?: true
  /** One of the line's values holds this text (lower case here, letter case ignored). */
  readonly naming?: string
  /** A field of the line has this value. */
  readonly field?: readonly [name: string, value: string]
}

// Codes in groups. Those the taxonomy does not list are general Windows knowledge (winerror.h, wbemcli.h).
export const fileOrPathMissing: readonly string[] = ['0x80070002', '0x80070003']
const accessDenied = ['0x80070005']
/** 1326 logon failure; 1327 to 1331 account restrictions, 1909 locked out: the same cure. */
const logonRefused = ['0x8007052E', '0x8007052F', '0x80070530', '0x80070531', '0x80070532', '0x80070533', '0x80070775']
/** 32 sharing violation, 33 lock violation. */
const fileLocked = ['0x80070020', '0x80070021']
/** 112 disk full, 39 handle disk full. */
const diskFull = ['0x80070070', '0x80070027']
/** 53, 64; 51 not reachable, 54 busy, 59 unexpected error, 67 bad share, 121 timeout, 1203, 1231, 1232, 1236 unreachable. */
const networkGone = [
  '0x80070035',
  '0x80070040',
  '0x80070033',
  '0x80070036',
  '0x8007003B',
  '0x80070043',
  '0x80070079',
  '0x800704B3',
  '0x800704CF',
  '0x800704D0',
  '0x800704D4',
]
const noEndpoint = ['0x800706D9']
/** RPC unavailable, too busy, failed, failed before it ran; WBEM_E_TRANSPORT_FAILURE; WBEM_E_ACCESS_DENIED. */
const wmiUnreachable = ['0x800706BA', '0x800706BB', '0x800706BE', '0x800706BF', '0x80041015', '0x80041003']
/** WBEM_E_NOT_FOUND; WBEM_E_INVALID_NAMESPACE and WBEM_E_INVALID_CLASS say the same of a namespace or class. */
const wmiClassGone = ['0x80041002', '0x8004100E', '0x80041010']
const classNotRegistered = ['0x80040154']
const notFoundByHttp = ['0x80070002', '0x80190194']

/** Codes that only say "failed": the DP side knows more (failure-taxonomy.md 1, rule 3). */
export const genericCodes: readonly string[] = ['0x80041001', '0x80004005']

/** Lines that end one try; what follows belongs to the next one. */
export const attemptEnds: readonly string[] = ['PX-060', 'PX-043', 'PX-046', 'DM-056', 'DM-081']

/** A code in these lines belongs to the failure; in any other line it is a harmless probe (failure-taxonomy.md 3). */
export const failingLines: readonly string[] = [
  ...['DM-055', 'DM-056', 'DM-079', 'DM-080', 'DM-155', 'DM-156', 'DM-157', 'DM-159', 'DM-176'],
  ...['DM-194', 'DM-195', 'DM-196', 'DM-214', 'DM-217', 'DM-220'],
  ...['PX-061', 'PX-062', 'PX-063', 'PX-064', 'PX-065', 'PX-066', 'PX-068', 'PX-071'],
  ...['DP-006', 'DP-007', 'PD-021', 'DT-001'],
]

/** Lines that decide alone wherever they stand in the attempt (rule 1); the first row that finds its line wins. */
export const markers: readonly DecisionRule[] = [
  { class: 'schedule-closed', marks: ['PX-053'] },
  { class: 'pull-capacity', marks: ['PX-045', 'PX-046'] },
  { class: 'pull-capacity', marks: ['status 8211'], pull: true },
  { class: 'pull-no-source', marks: ['PX-044', 'status 8212'] },
  { class: 'waiting-intersite', marks: ['DM-054', 'DS-006', 'status 2372'] },
  { class: 'sharing-violation-multi-thread', marks: ['PX-012'], manyThreads: true },
  { class: 'wrong-library-root', naming: '\\bin\\x64\\filelib' },
  { class: 'duplicate-version-rows', marks: ['DM-219'], field: ['n', '8672'] },
  { class: 'pxe-password-key', marks: ['DM-153'] },
]

/** What the innermost code means, by the line it stands in (rule 2). First match. */
export const codeRules: readonly DecisionRule[] = [
  { class: 'dp-removal-retry', marks: ['DM-176'] },
  { class: 'iis-components', marks: ['DM-155', 'DM-156', 'DM-157', 'DM-159'] },
  { class: 'status-db', marks: ['DM-217'] },

  { class: 'source-locked', marks: ['DM-055', 'DM-056'], codes: fileLocked },
  { class: 'disk-full-site', marks: ['DM-055', 'DM-056', 'DM-220'], codes: diskFull },
  { class: 'source-access', marks: ['DM-055', 'DM-056'] },
  { class: 'decompress-failed', marks: ['DM-220'] },
  { class: 'decompress-failed', marks: ['DM-214'], codes: ['0x80070008', '0x8007000D'] },
  { class: 'source-locked', codes: fileLocked, level: 'package' },
  { class: 'disk-full-site', codes: diskFull, level: 'package' },

  { class: 'branchcache-cache-full', marks: ['PX-071'], codes: diskFull },
  { class: 'content-missing-site', marks: ['PX-064', 'PX-065', 'PX-066'], codes: fileOrPathMissing },
  // PX-066 and DM-195 are one text: without the log's name only the company tells them apart.
  { class: 'content-missing-site', marks: ['DM-195'], codes: fileOrPathMissing, beside: ['PX-064', 'PX-065'] },
  { class: 'content-lookup-excluded-drive', marks: ['DM-194', 'DM-195', 'DM-196'], codes: ['0x80070003'] },
  // The library lookup reads the site's own library: refused there means its file server, not the DP.
  { class: 'logon-remote-library', marks: ['PX-066'], codes: accessDenied, beside: ['PX-069'] },
  { class: 'pull-signature-404', marks: ['PD-021', 'DT-001'], codes: notFoundByHttp },

  { class: 'access-denied-dp', marks: ['DM-079', 'DM-080'], codes: logonRefused },
  { class: 'network-path', marks: ['DM-079', 'DM-080'], codes: fileOrPathMissing },

  { class: 'network-path', codes: networkGone },
  { class: 'access-denied-dp', codes: accessDenied },
  { class: 'logon-remote-library', codes: logonRefused },
  { class: 'sharing-violation-multi-thread', codes: fileLocked, manyThreads: true },
  { class: 'antivirus-lock', codes: fileLocked },
  { class: 'disk-full-dp', codes: diskFull },
  { class: 'provider-not-registered', codes: classNotRegistered },
  { class: 'wmi-add-failed', codes: ['0x80041001'] },
  { class: 'wmi-class-missing', codes: wmiClassGone },
  { class: 'wmi-connect', codes: [...wmiUnreachable, '0x801901F4'] },
  { class: 'pull-endpoint-mapper', codes: noEndpoint, pull: true },
  { class: 'pull-endpoint-mapper', marks: ['PD-021', 'DT-001'], codes: noEndpoint },
  { class: 'wmi-connect', codes: noEndpoint },
  { class: 'iis-components', codes: ['0x80041013', '0x80070490'] },
  { class: 'pxe-password-key', codes: ['0x800B0101'] },
  { class: 'targeted-not-present', codes: ['0x80190194'] },
]

/** Lines that tell the class when no code does, or when its code means nothing here. First row that finds its line. */
export const lastResorts: readonly DecisionRule[] = [
  { class: 'source-access', marks: ['DM-055', 'DM-056', 'status 2306'] },
  { class: 'network-path', marks: ['DM-079', 'DM-080', 'status 2323', 'status 2324'] },
  { class: 'access-denied-dp', marks: ['status 2391'] },
  { class: 'wmi-class-missing', marks: ['PX-067'] },
  { class: 'pull-no-source', marks: ['PX-043'] },
  { class: 'pull-signature-404', marks: ['PD-021'], naming: 'status 404' },
  { class: 'pull-endpoint-mapper', marks: ['DT-001'] },
  { class: 'iis-components', marks: ['DM-155', 'DM-156', 'DM-157', 'DM-158', 'DM-159', 'DM-160'] },
  { class: 'decompress-failed', marks: ['DM-220', 'DM-221', 'status 2321'] },
  { class: 'status-db', marks: ['DM-217', 'DM-218', 'DM-219'] },
  { class: 'hash-mismatch-content', marks: ['status 2382', 'status 2383', 'status 2385'] },
  { class: 'library-wmi-mismatch', marks: ['status 2388'] },
  { class: 'waiting-intersite', marks: ['DM-213'] },
  { class: 'waiting-intersite', marks: ['DS-007'], field: ['n', '12'] },
  { class: 'throttled', marks: ['PX-050', 'PX-051', 'PX-052'] },
  { class: 'threads-saturated', marks: ['DM-123'] },
  { class: 'threads-saturated', marks: ['DM-021', 'DM-023'], gaugeFull: true },
]

/** What other parts of the agent saw, in order of precedence. */
export const observationClasses: readonly (readonly [Observation, FailureClass])[] = [
  ['content-hash-differs', 'hash-mismatch-content'],
  ['package-lists-differ', 'library-wmi-mismatch'],
  ['targeted-but-absent', 'targeted-not-present'],
  ['content-arrived-status-open', 'pull-status-lost'],
  ['pull-jobs-piled-up', 'pull-stalled'],
  ['main-thread-hung', 'main-thread-hung'],
  ['threads-saturated', 'threads-saturated'],
]

/** Lines and codes that lead to a class, each once; for `explain`. */
export function signsOf(name: FailureClass): { readonly lines: readonly string[]; readonly codes: readonly string[] } {
  const rules = [...markers, ...codeRules, ...lastResorts].filter((rule) => rule.class === name)
  return {
    lines: [...new Set(rules.flatMap(({ marks = [] }) => marks))],
    codes: [...new Set(rules.flatMap(({ codes = [] }) => codes))],
  }
}

/** Classes a code can mean, most specific line first; for `explain`. */
export function classesOfCode(code: string): readonly FailureClass[] {
  const named = codeRules.filter(({ codes }) => codes?.includes(code)).map((rule) => rule.class)
  return [...new Set(named)]
}
