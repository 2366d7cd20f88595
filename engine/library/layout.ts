// Every path and name inside a content library is built or read here and nowhere else.
//
//   D:\SCCMContentLib\PkgLib\PS100039.INI                one per package
//   D:\SCCMContentLib\DataLib\PS100039.1.INI             one per content
//   D:\SCCMContentLib\DataLib\PS100039.1\setup.exe.INI   one per source file, in the tree of the source
//   D:\SCCMContentLib\FileLib\DEF9\DEF98765…             the bytes, once; beside it .INI (users) and .SIG (RDC)
//
// PkgLib and DataLib lie on the primary drive only; FileLib may lie on every drive.
//
// A path for a LibraryStore is written with '/', which no Windows or POSIX name can hold, and begins with the drive:
// `D:/SCCMContentLib/PkgLib/PS100039.INI`. People see the Windows form.
import { assumedLayout } from '../assumptions.ts'
import { parseFileHash, type FileHash } from '../ids.ts'

export const libraryFolder = 'SCCMContentLib'
export const parts = ['PkgLib', 'DataLib', 'FileLib'] as const
export type Part = (typeof parts)[number]

/** Empty file in the root of a drive that must not be chosen; counts only when it was there before the choice. */
export const driveMarker = 'NO_SMS_ON_DRIVE.SMS'
/** Beside the library in the root of a drive: incoming files, and the signatures of whole contents. */
export const stagingFolder = 'SMS_DP$'
export const signatureFolder = 'SMSSIG$'

/** Inside the library folder of the primary drive while cmdp changes the library: who does, and what is unfinished. */
export const operationFolder = 'cmdp-operation'
/** What a file is called until it is complete and flushed: `<name>.cmdp-new`. */
export const unfinishedSuffix = '.cmdp-new'
/** What the folder of a content is called from the moment it is no content any more until it is gone. */
export const removingSuffix = '.removing'

/** What of the root of a drive may be looked at beside the library itself. */
export const neighbours: readonly string[] = [driveMarker, stagingFolder, signatureFolder]

/** `D:` -> store path of the library folder on that drive. */
export const libraryOn = (drive: string): string => `${drive}/${libraryFolder}`

export const join = (folder: string, name: string): string => `${folder}/${name}`

/** Name of the package's file in PkgLib, of a content's in DataLib, of a source file's in its content's folder. */
export const iniName = (name: string): string => `${name}.INI`

/** A name without exactly one trailing `.INI` (any case), so that `x.ini.INI` is the file `x.ini`; else undefined. */
export function withoutIni(name: string): string | undefined {
  const at = name.length - 4
  return at >= 0 && endsIn(name, at, '.ini') ? name.slice(0, at) : undefined
}

/** Does `name` hold `end` (a dot and lower-case letters) from `at` on, in any case? Makes no new text. */
function endsIn(name: string, at: number, end: string): boolean {
  for (let letter = 0; letter < end.length; letter++) {
    const code = name.charCodeAt(at + letter)
    const wanted = end.charCodeAt(letter)
    if (code !== wanted && (letter === 0 || code !== wanted - 0x20)) return false
  }
  return true
}

/** The folder of FileLib in which a stored file is looked up: the first four digits of its hash. */
export const bucketOf = (hash: string): string => hash.slice(0, 4)

export type StoredFilePart = 'data' | 'ini' | 'sig'

/** `<HASH>`, `<HASH>.INI`, `<HASH>.SIG` in any case -> which stored file it belongs to; undefined for foreign names. */
export function readStoredName(name: string): { readonly hash: FileHash; readonly part: StoredFilePart } | undefined {
  const dot = name.indexOf('.')
  const hash = parseFileHash(dot < 0 ? name : name.slice(0, dot))
  if (hash === undefined) return undefined
  const part = storedPart(name, hash.length)
  return part === undefined ? undefined : { hash, part }
}

/** What the end of a name behind the hash, `length` characters long, makes it. */
export function storedPart(name: string, length: number): StoredFilePart | undefined {
  if (name.length === length) return 'data'
  if (name.length !== length + 4) return undefined
  return endsIn(name, length, '.ini') ? 'ini' : endsIn(name, length, '.sig') ? 'sig' : undefined
}

const suffixes = { data: '', ini: '.INI', sig: '.SIG' } as const

/** Name of one part of a stored file in its bucket. */
export const storedName = (hash: string, part: StoredFilePart): string => hash + suffixes[part]

/** Store path of one part of a stored file where a lookup finds it. */
export const storedPath = (drive: string, hash: string, part: StoredFilePart): string =>
  `${libraryOn(drive)}/FileLib/${bucketOf(hash)}/${storedName(hash, part)}`

/** Store path of the data of a stored file -> that of its users INI, of its signature. */
export const iniOfStored = (path: string): string => path + suffixes.ini
export const signatureOfStored = (path: string): string => path + suffixes.sig

/** `ABC00001.2.temp` -> `ABC00001.2`: a content the provider has not committed. undefined for committed ones. */
export function uncommitted(name: string, suffix = assumedLayout.tempSuffix): string | undefined {
  return name.toUpperCase().endsWith(suffix.toUpperCase()) ? name.slice(0, -suffix.length) : undefined
}

/** `D:/SCCMContentLib/PkgLib/X.INI` -> `D:\SCCMContentLib\PkgLib\X.INI`. */
export const windowsPath = (path: string): string => path.replaceAll('/', '\\')

/** The same without drive and library folder: `PkgLib\X.INI`. */
export function pathInLibrary(path: string): string {
  const [, , ...rest] = path.split('/')
  return rest.join('\\')
}
