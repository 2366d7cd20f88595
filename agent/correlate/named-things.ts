// What a line itself names: package, version, DP, job, content. A DP is named three ways (NAL path, host name, UNC path),
// a package by its id, by a legacy content id or by a file named after it. A placeholder names nothing.
import {
  packageContent,
  parseContentId,
  parseDpName,
  parsePackageId,
  parseSiteCode,
  type ContentId,
  type DpName,
  type PackageId,
  type SiteCode,
} from '../../engine/ids.ts'
import { readNalPath } from '../../parsers/nal-path.ts'
import type { Fields, Shape } from '../../parsers/recognise.ts'
import type { StatusMessage } from '../../parsers/status-message.ts'

/** Which fields of a row name something. */
export type NameField =
  | 'packageId'
  | 'packageVersion'
  | 'sourceVersion'
  | 'nalPath'
  | 'server'
  | 'share'
  | 'contentId'
  | 'jobId'
  | 'pkgver'
  /** `\\PS1DP1.CONTOSO.COM\SMS_DP$\<hash>-PS100039.2.temp` in `path`; `…\SMSSIG$\CAS0000F.2.tar` in `path2`. */
  | 'dpPath'
  | 'dpPath2'
  /** `E:\SMSPKG\PS100039.PCK.1`, `…\inboxes\distmgr.box\PS100039.PKN`, `E:\SMSPKGSIG\C0101B18` in `path`. */
  | 'packageFile'

/** Names come again and again; the first spelling is kept, without the line it was cut out of. */
function interning<Name>(parse: (text: string) => Name | undefined): (text: string) => Name | undefined {
  const names = new Map<string, Name | undefined>()
  return (text) => {
    const known = names.get(text)
    if (known !== undefined || names.has(text)) return known
    const own = Buffer.from(text).toString()
    const name = parse(own)
    if (names.size < mostNames) names.set(own, name)
    return name
  }
}

const mostNames = 50_000
const packageNamed = interning(parsePackageId)
const dpNamed = interning(parseDpName)
const contentNamed = interning(parseContentId)

export type Named = {
  packageId: PackageId | undefined
  packageVersion: number | undefined
  dp: DpName | undefined
  site: SiteCode | undefined
  jobId: string | undefined
  contentId: ContentId | undefined
}

export function readNames(names: readonly NameField[], fields: Fields, shape: Shape | undefined): Named {
  const named: Named = {
    packageId: undefined,
    packageVersion: undefined,
    dp: undefined,
    site: undefined,
    jobId: undefined,
    contentId: undefined,
  }
  for (const name of names) readers[name](named, fields, shape)
  return named
}

type Reader = (named: Named, fields: Fields, shape: Shape | undefined) => void

const readers: Readonly<Record<NameField, Reader>> = {
  packageId: (named, { packageId }) => {
    named.packageId ??= packageId === undefined ? undefined : packageNamed(String(packageId))
  },
  packageVersion: (named, { packageVersion }) => {
    named.packageVersion ??= versionOf(packageVersion)
  },
  sourceVersion: (named, { sourceVersion }) => {
    named.packageVersion ??= versionOf(sourceVersion)
  },
  nalPath: (named, { nalPath }) => nameNal(named, nalPath),
  server: (named, { server }) => {
    named.dp ??= server === undefined ? undefined : dpNamed(String(server))
  },
  share: (named, { path }) => {
    named.dp ??= hostOf(path)
  },
  contentId: (named, { contentId }, shape) => nameContent(named, String(contentId ?? shape?.['contentId'] ?? '')),
  jobId: (named, { jobId }) => {
    named.jobId ??= jobId === undefined ? undefined : String(jobId)
  },
  pkgver: (named, { pkgver }, shape) => {
    const [, packageId = '', version] = /^(.{1,20})\.(\d{1,9})$/.exec(String(pkgver ?? shape?.['pkgver'] ?? '')) ?? []
    named.packageId ??= parsePackageId(packageId)
    named.packageVersion ??= versionOf(version)
  },
  dpPath: (named, { path }) => nameDpPath(named, path),
  dpPath2: (named, { path2 }) => nameDpPath(named, path2),
  packageFile: (named, { path }) => {
    const [, packageId = '', version] = packageFile.exec(String(path ?? '').slice(-200)) ?? []
    named.packageId ??= parsePackageId(packageId)
    named.packageVersion ??= versionOf(version)
  },
}

/** File or folder named after a package: `PS100039.PCK`, `.PCK.1`, `.DLT.1.2`, `.PKN`, `.tz`, `.2`, or the bare id. */
const packageFile = /[\\/]([A-Z0-9]{3}[0-9A-F]{5})(?: ?\.(?:PCK|DLT|PKN|TZ)(?:\.\d{1,9})*?)?(?:\.(\d{1,9}))?[.~ ]*$/i

/** In the DP's transfer area: hash first, or (older) content first. In its signature share: content, `.tar`. */
const fileOnDp =
  /^\\\\ ?([^\\ ]{1,255}) ?\\(?:SMS_DP\$|SMSSIG\$)\\(?:[0-9A-F]{40,64}-)?(.{1,80}?)(?:-[0-9A-F]{40,64})?(?:\.temp|\.tar)?(?=\s|\.?$)/i

function nameDpPath(named: Named, path: string | number | undefined): void {
  const [, host = '', content = ''] = fileOnDp.exec(String(path ?? '').slice(0, 600)) ?? []
  named.dp ??= dpNamed(host) ?? hostOf(path)
  if (content === '') return
  nameContent(named, content)
}

/** Content of a package or an image is called `PKGID.version` (log-signatures.md); what the line says itself counts. */
function nameContent(named: Named, text: string): void {
  named.contentId ??= contentNamed(text)
  const legacy = packageContent(text)
  if (legacy !== undefined) {
    named.packageId ??= legacy.packageId
    named.packageVersion ??= legacy.version
  } else named.packageVersion ??= versionOf(placeholderContent.exec(text)?.[1])
}

/** `<PackageID>.6`, `PackageID.1` */
const placeholderContent = /^\\?<?(?:PackageID|PKGID)\\?>?\.(\d{1,9})$/i

function nameNal(named: Named, nalPath: string | number | undefined): void {
  const nal = nalPath === undefined ? undefined : nalNamed(String(nalPath))
  if (nal === undefined) return
  named.dp ??= nal.dp
  named.site ??= nal.site
}

/** DP and site of a NAL path; each path comes in thousands of lines. */
export const nalNamed = interning((text) => {
  const nal = readNalPath(text)
  return nal && { dp: parseDpName(nal.server), site: parseSiteCode(nal.siteCode) }
})

/** `\\PS1DP1.CONTOSO.COM\ADMIN$` -> the machine. */
function hostOf(path: string | number | undefined): DpName | undefined {
  const host = /^\\\\ ?([^\\ ]{1,255}) ?(?:\\|$)/.exec(String(path ?? '').slice(0, 300))?.[1]
  return host === undefined ? undefined : dpNamed(host)
}

function versionOf(text: string | number | undefined): number | undefined {
  const version = text === undefined ? Number.NaN : Number(text)
  return Number.isSafeInteger(version) && version >= 0 ? version : undefined
}

/** Attributes 400 package, 404 DP, 410 version; insertion strings where they are missing (log-signatures.md). */
export function nameStatus(named: Named, { id, attributes, strings }: StatusMessage): void {
  named.packageId ??= parsePackageId(attributes['400'] ?? strings[packageString[id] ?? 0] ?? '')
  const version = Number(attributes['410'] ?? (id >= 8200 && id < 8300 ? strings[1] : undefined) ?? Number.NaN)
  if (Number.isSafeInteger(version)) named.packageVersion ??= version
  const path = attributes['404'] ?? strings.find((text) => text.startsWith('["Display='))
  const nal = path === undefined ? undefined : nalNamed(path)
  named.dp ??= nal?.dp
  named.site ??= nal?.site
  if (id >= 8200 && id < 8300 && strings[2] !== undefined) named.dp ??= parseDpName(strings[2])
}

/** Where the package id stands when it is not the first string. */
const packageString: Readonly<Record<number, number>> = { 2300: 1, 2301: 1, 2302: 1 }
