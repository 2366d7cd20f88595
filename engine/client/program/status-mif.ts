// Status MIF files: a program can say itself how it ended (object-model.md 2, MIF matching; ADV-23).
import { pkgFlags, type SmsPackage } from '../../site/objects/sms-package.ts'

/** A MIF file that the program left behind. */
export type StatusMif = {
  readonly folder: '%TEMP%' | '%windir%'
  readonly fileName: string
  readonly name: string
  readonly publisher: string
  readonly version: string
  readonly succeeded: boolean
}

type Wanted = Pick<SmsPackage, 'PkgFlags' | 'MIFFilename' | 'MIFName' | 'MIFPublisher' | 'MIFVersion'>

/**
 * The MIF that decides, when the package uses special MIF matching: the named file in %TEMP%, then in %windir%, else any
 * MIF file there whose name, publisher and version fit, without regard to letter case.
 */
export function decidingMif(wanted: Wanted, mifs: readonly StatusMif[]): StatusMif | undefined {
  if ((wanted.PkgFlags & pkgFlags.USE_SPECIAL_MIF) === 0) return undefined
  const inOrder = (['%TEMP%', '%windir%'] as const).flatMap((folder) => mifs.filter((mif) => mif.folder === folder))
  const fits = (mif: StatusMif): boolean =>
    same(mif.name, wanted.MIFName) && same(mif.publisher, wanted.MIFPublisher) && same(mif.version, wanted.MIFVersion)
  const named = inOrder.filter((mif) => same(mif.fileName, wanted.MIFFilename))
  return named.find(fits) ?? inOrder.find(fits)
}

const same = (one: string, other: string): boolean => one.toUpperCase() === other.toUpperCase()
