// Names that lines can take their values from.
import type { Words } from '../world/saying.ts'
import type { Content, Version } from './content.ts'
import type { Dp, SitePackage } from './hierarchy.ts'

export function packageWords({ package: one, sourceVersion, storedVersion }: SitePackage): Words {
  const { plan } = one
  return {
    packageId: plan.id,
    packageName: plan.name,
    sourceSite: plan.site,
    source: plan.source,
    sourceVersion,
    storedVersion,
    packageVersion: sourceVersion,
  }
}

export const versionWords = ({ number, bytes, hash, signatureHash, fileCount }: Version): Words => ({
  packageVersion: number,
  sizeKilobytes: Math.ceil(bytes / 1_024),
  packageHash: hash,
  signatureHash,
  fileCount,
})

export const dpWords = ({ name, nalPath }: Dp): Words => ({ server: name, nalPath })

export const contentWords = ({ id, files }: Content): Words => ({ contentId: id, contentFiles: files.length })
