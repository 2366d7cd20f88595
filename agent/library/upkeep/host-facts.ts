// What this host and its logs say beside the library: is it a site server, and which distributions are under way or
// failed. DistMgr runs on every site server and nowhere else, so its log on this host is the sign (distribution engine,
// components); the registry's installation folder leads to it.
import { hostname } from 'node:os'
import { win32 } from 'node:path'
import { accountOf } from '../../account-objects.ts'
import { analyzeLogs } from '../../analyze-logs.ts'
import { asked } from '../../commands/config-flags.ts'
import { readConfig, requireConfig } from '../../config/config-sources.ts'
import { findFinishedLogs, type FinishedLog } from '../../finished-logs.ts'
import { freeNursery } from '../../finished/memory-relief.ts'
import { printableLine } from '../../terminal/printable.ts'
import type { LibraryPlace } from '../library-place.ts'

type Parsed = Readonly<Record<string, unknown>>

export type HostFacts = {
  /** Why the library is that of a site server; undefined when nothing says so. */
  readonly siteServer: string | undefined
  /** Distributions that are under way; in words. */
  readonly running: readonly string[]
  /** The same and the failed ones. */
  readonly unsettled: readonly string[]
  /** Were there logs to look at? */
  readonly looked: boolean
}

export async function hostFacts(parsed: Parsed, place: LibraryPlace): Promise<HostFacts> {
  const { config } = await readConfig(asked(parsed))
  const ours = place.live || parsed['config.file'] !== undefined || isInDriveRoot(place)
  if (ours) await requireConfig(asked(parsed))
  const given = Array.isArray(parsed['logs']) ? parsed['logs'].map(String) : []
  const own = [config['logs.distmgr'], config['logs.pkgXferMgr'], config['logs.smsdpprov']]
  const paths = given.length > 0 ? given : ours ? await present(own.flatMap((path) => path ?? [])) : []
  const { logs } = paths.length === 0 ? { logs: [] } : await findFinishedLogs(paths)
  const { running, failed } = await distributions(logs, ours ? config.distributionPoint : undefined)
  return {
    siteServer: configuredSign(config['logs.distmgr']) ?? givenSign(logs),
    running,
    unsettled: [...running, ...failed],
    looked: paths.length > 0,
  }
}

/** A copied or mounted library has no host; one in the root of a Windows drive, or named by nobody, is this host's. */
const isInDriveRoot = ({ roots }: LibraryPlace): boolean =>
  process.platform === 'win32' &&
  roots[0] !== undefined &&
  win32.parse(roots[0].library).dir === win32.parse(roots[0].library).root

/**
 * However the library was named: where a Distribution Manager writes, no library is swept. A log on the share of another
 * host is that host's.
 */
export function configuredSign(distmgr: string | undefined, thisHost = hostname()): string | undefined {
  if (distmgr === undefined) return undefined
  const host = /^[\\/]{2}([^\\/.]+)/.exec(distmgr)?.[1]
  if (host !== undefined && host.toUpperCase() !== thisHost.toUpperCase().split('.')[0]) return undefined
  return `its Distribution Manager writes ${distmgr}`
}

/** A log of the Distribution Manager beside the library, of whatever age, says whose library it is. */
function givenSign(logs: readonly FinishedLog[]): string | undefined {
  const distmgr = logs.find(({ file }) => /^distmgr(-\d{8}-\d{6})?\.(log|lo_)$/i.test(file))
  return distmgr === undefined ? undefined : `${printableLine(distmgr.place)} was written by its Distribution Manager`
}

async function present(paths: readonly string[]): Promise<readonly string[]> {
  const { existsSync } = await import('node:fs')
  return paths.filter((path) => existsSync(path))
}

const under = new Set(['in-progress', 'waiting', 'retrying'])

/** @param dp  this host's own name: what goes to others is not our matter */
async function distributions(
  logs: readonly FinishedLog[],
  dp: string | undefined,
): Promise<{ running: readonly string[]; failed: readonly string[] }> {
  if (logs.length === 0) return { running: [], failed: [] }
  const { tracker, now } = await analyzeLogs(logs, { zone: undefined, now: undefined })
  freeNursery()
  const { distributions: all } = accountOf(tracker, now)
  const ours = all.filter((one) => one.dp === null || dp === undefined || one.dp === dp.toUpperCase())
  const words = ({ packageId, dp: to, outcome }: (typeof all)[number]): string =>
    `${packageId ?? 'a package'}${to === null ? '' : ` to ${to}`} is ${outcome}`
  return {
    running: ours.filter(({ outcome }) => under.has(outcome)).map(words),
    failed: ours.filter(({ outcome }) => outcome === 'failure').map(words),
  }
}
