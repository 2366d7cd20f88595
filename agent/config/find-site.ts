// What a Windows host says about its own part in ConfigMgr, so that the agent needs no configuration there.
import { win32 } from 'node:path'
import { assumedInstallFolderKeys } from '../../engine/assumptions.ts'
import type { RegistryValues } from './windows-registry.ts'
import type { SettingKey } from './settings.ts'

export type FoundSettings = Readonly<Partial<Record<SettingKey, string | readonly string[]>>>

/** The two ways we look at the host; never reject. */
export type HostView = {
  query(key: string): Promise<RegistryValues>
  exists(path: string): boolean
}

/**
 * Settings found on this host; empty when it is neither a site server nor a distribution point.
 *
 * Site server: distmgr.log and PkgXferMgr.log lie in `<install>\Logs`. Distribution point: smsdpprov.log lies in
 * `<drive>:\SMS_DP$\sms\logs` of the drive chosen at its installation, on a site server in the site's Logs folder.
 */
export async function findSite(view: HostView): Promise<FoundSettings> {
  const [identity, point, installFolder] = await Promise.all([
    view.query('HKLM\\SOFTWARE\\Microsoft\\SMS\\Identification'),
    view.query('HKLM\\SOFTWARE\\Microsoft\\SMS\\DP'),
    findInstallFolder(view),
  ])
  const site = identity.get('site code') ?? point.get('sitecode')
  const logs = installFolder === undefined ? undefined : win32.join(installFolder, 'Logs')
  return given({
    site,
    host: await ownName(view),
    'logs.distmgr': logs === undefined ? undefined : win32.join(logs, 'distmgr.log'),
    'logs.pkgXferMgr': logs === undefined ? undefined : win32.join(logs, 'PkgXferMgr.log'),
    ...(isDistributionPoint(point) ? await pointSettings(view, point, logs) : {}),
  })
}

const isDistributionPoint = (point: RegistryValues): boolean => point.has('contentlibrarypath')

async function findInstallFolder({ query }: HostView): Promise<string | undefined> {
  for (const key of assumedInstallFolderKeys) {
    const folder = (await query(key)).get('installation directory')
    if (folder !== undefined && folder !== '') return folder
  }
  return undefined
}

async function pointSettings(
  view: HostView,
  point: RegistryValues,
  siteLogs: string | undefined,
): Promise<FoundSettings> {
  const primary = point.get('contentlibrarypath') ?? ''
  return given({
    distributionPoint: await ownName(view),
    'logs.smsdpprov': await findProviderLog(view, siteLogs),
    'library.primary': primary,
    'library.usableDrives': usableDrives(point.get('contentlibusabledrives')),
    'library.drives': otherDrives(primary, point.get('contentlibusabledrives') ?? ''),
  })
}

/** The share names the drive; the log may not exist yet on a new distribution point. */
async function findProviderLog({ query, exists }: HostView, siteLogs: string | undefined): Promise<string | undefined> {
  const shares = await query('HKLM\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Shares')
  // REG_MULTI_SZ, printed with \0 between its parts: CSCFlags=0\0MaxUses=…\0Path=E:\SMS_DP$\0Permissions=0\0…
  const folder = /(?:^|\\0)Path=(.*?)(?:\\0|$)/.exec(shares.get('sms_dp$') ?? '')?.[1]
  const ofPoint = folder === undefined ? undefined : win32.join(folder, 'sms', 'logs', 'smsdpprov.log')
  const ofSite = siteLogs === undefined ? undefined : win32.join(siteLogs, 'smsdpprov.log')
  return [ofPoint, ofSite].find((path) => path !== undefined && exists(path)) ?? ofSite ?? ofPoint
}

/** Full name of this host; undefined without a domain, since a short name would not match the site's logs. */
async function ownName({ query }: HostView): Promise<string | undefined> {
  const network = await query('HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters')
  const [host, domain] = [network.get('hostname') ?? '', network.get('domain') ?? '']
  return host === '' || domain === '' ? undefined : `${host}.${domain}`
}

/** `D:\,E:\,E:\` with the library on D: is ['E:\SCCMContentLib']; a drive may be named twice (content-library, registry). */
function otherDrives(primary: string, usable: string): readonly string[] {
  const own = win32.parse(primary).root.toUpperCase()
  const roots = usable.split(',').map((root) => root.trim().toUpperCase())
  return [...new Set(roots)]
    .filter((root) => /^[A-Z]:\\$/.test(root) && root !== own)
    .map((root) => `${root}SCCMContentLib`)
}

/** As the registry lists them; undefined when it lists nothing. */
function usableDrives(list: string | undefined): readonly string[] | undefined {
  const roots = (list ?? '').split(',').map((root) => root.trim().toUpperCase())
  const drives = [...new Set(roots)].filter((root) => /^[A-Z]:\\?$/.test(root))
  return drives.length === 0 ? undefined : drives
}

/** Without the keys that have no value. */
const given = (
  settings: Readonly<Partial<Record<SettingKey, string | readonly string[] | undefined>>>,
): FoundSettings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined && value !== ''))
