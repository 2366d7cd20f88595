// The names ConfigMgr gives to things, each made only by its parse function. Nobody behind that door checks again.

declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** Site code (3 characters) and 5 hex digits, upper case: `PS100039`. The 3 + 5 split is assumed (assumptions.ts). */
export type PackageId = Branded<'PackageId'>

/** One versioned set of files, spelled as found: `PS100039.1`, `Content_<guid>.1`, or a bare guid. */
export type ContentId = Branded<'ContentId'>

/** Site code, upper case: `PS1`. */
export type SiteCode = Branded<'SiteCode'>

/** Name of a distribution point in upper case: its FQDN, or the name a log printed. */
export type DpName = Branded<'DpName'>

/** Name of a stored file: its hash in upper-case hex; 64 digits (SHA-256), 40 in very old libraries (SHA-1). */
export type FileHash = Branded<'FileHash'>

/** `PS100039` in any case -> upper case; undefined for anything else. */
export function parsePackageId(text: string): PackageId | undefined {
  return /^[A-Z0-9]{3}[0-9A-F]{5}$/i.test(text) ? (text.toUpperCase() as PackageId) : undefined
}

/** Which kind of object a content id belongs to; all three forms appear in public log lines. */
export type ContentKind = 'package' | 'application' | 'update'

const guid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const contentForms: readonly (readonly [ContentKind, RegExp])[] = [
  ['package', /^[A-Z0-9]{3}[0-9A-F]{5}\.\d{1,10}$/i],
  ['application', new RegExp(`^Content_${guid}\\.\\d{1,10}$`, 'i')],
  ['update', new RegExp(`^${guid}(\\.\\d{1,10})?$`, 'i')],
]

/** The kind of a content id, or undefined when the text is none. */
export const contentKind = (text: string): ContentKind | undefined =>
  contentForms.find(([, form]) => form.test(text))?.[0]

/** Keeps the letters as written: ids are compared without case, by `contentKey`. */
export const parseContentId = (text: string): ContentId | undefined =>
  contentKind(text) === undefined ? undefined : (text as ContentId)

/** Two spellings of one content id have the same key. */
export const contentKey = (text: string): string => text.toUpperCase()

/** `PS100039.2` -> its package and version; undefined for the other kinds of content. */
export function packageContent(text: string): { readonly packageId: PackageId; readonly version: number } | undefined {
  if (contentKind(text) !== 'package') return undefined
  return { packageId: text.slice(0, 8).toUpperCase() as PackageId, version: Number(text.slice(9)) }
}

/** `PS1DP1.CONTOSO.COM` is the full name of `PS1DP1`. */
export const isFullNameOf = (full: DpName | undefined, short: DpName | undefined): boolean =>
  full !== undefined && short !== undefined && !short.includes('.') && full.startsWith(`${short}.`)

/** 64 or 40 hex digits in any case -> upper case. */
export function parseFileHash(text: string): FileHash | undefined {
  if (text.length !== 64 && text.length !== 40) return undefined
  if (/^[0-9A-F]+$/.test(text)) return text as FileHash
  return /^[0-9A-F]+$/i.test(text) ? (text.toUpperCase() as FileHash) : undefined
}

/** Three letters or digits in any case -> upper case. */
export const parseSiteCode = (text: string): SiteCode | undefined =>
  /^[A-Z0-9]{3}$/i.test(text) ? (text.toUpperCase() as SiteCode) : undefined

/**
 * A host name in any case -> upper case; undefined for a placeholder (`<DP_Server>`) and anything no machine is called.
 * Letters beyond ASCII and `_` occur in NetBIOS names. One article has a blank after the backslashes: it is cut off.
 */
export function parseDpName(text: string): DpName | undefined {
  const name = text.trim()
  return /^[\p{L}\p{N}_](?:[\p{L}\p{N}._-]{0,253}[\p{L}\p{N}_])?$/u.test(name)
    ? (name.toUpperCase() as DpName)
    : undefined
}
