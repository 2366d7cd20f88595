// A site's provider at hand: a database, a clock that stands still until it is turned, and the audit as a list.
import { parseSiteCode, type PackageId } from '../../engine/ids.ts'
import { createSiteDatabase, type SiteDatabase } from '../../engine/site/database/site-database.ts'
import { ObjectError } from '../../engine/site/objects/errors.ts'
import type { DistributionPoint } from '../../engine/site/objects/sms-distribution-point.ts'
import { programFlags } from '../../engine/site/objects/sms-program.ts'
import { createCollection } from '../../engine/site/provider/collections.ts'
import { addDistributionPoint } from '../../engine/site/provider/distribution/distribution-points.ts'
import { createPackage } from '../../engine/site/provider/packages.ts'
import { createProgram } from '../../engine/site/provider/programs.ts'
import type { AuditEntry, ProviderSession } from '../../engine/site/provider/session.ts'

export type SessionAtHand = ProviderSession & { readonly entries: AuditEntry[]; time: number }

export const siteServer = 'PS1SITE.CONTOSO.COM'

export function sessionAt(
  code = 'PS1',
  database: SiteDatabase = createSiteDatabase(parseSiteCode(code)!),
): SessionAtHand {
  const entries: AuditEntry[] = []
  const session: SessionAtHand = {
    database,
    entries,
    time: Date.UTC(2026, 0, 5, 8),
    now: () => session.time,
    user: String.raw`CONTOSO\admin`,
    audit: (entry) => void entries.push(entry),
  }
  return session
}

export const withSource = {
  Name: 'Tools',
  PkgSourceFlag: 2,
  PkgSourcePath: String.raw`\\PS1SITE\Source\Tools`,
} as const

export const toolsPackage = (session: ProviderSession): PackageId => createPackage(session, withSource)

/** A site with one DP, one package with its program, one collection. */
export function smallSite(session: ProviderSession): { id: PackageId; dp: DistributionPoint; collectionId: string } {
  const id = toolsPackage(session)
  createProgram(session, {
    PackageID: id,
    ProgramName: 'Install',
    CommandLine: 'setup.exe /q',
    ProgramFlags: 0x00116000 | programFlags.ANY_PLATFORM,
  })
  const collectionId = createCollection(session, { Name: 'All desktops' })
  const dp = addDistributionPoint(session, { ServerName: 'PS1DP1.CONTOSO.COM', SiteCode: session.database.site })
  return { id, dp, collectionId }
}

/** Rule, code and number that a call is refused with; fails when it is not refused. */
export function refusalOf(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (error instanceof ObjectError) return `${error.rule} ${error.code} ${error.hresult}`
    throw error
  }
  throw new Error('The call was not refused')
}
