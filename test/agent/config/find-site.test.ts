import { describe, expect, it } from 'vitest'
import { findSite } from '../../../agent/config/find-site.ts'
import { parseRegistryOutput } from '../../../agent/config/windows-registry.ts'

/** What `reg.exe query` prints, by key below HKLM; a key that is not here does not exist. */
type Registry = Readonly<Record<string, string>>

const software = 'HKLM\\SOFTWARE\\Microsoft\\SMS\\'
const services = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\'

function host(registry: Registry, files: readonly string[] = []) {
  const lines = (key: string): string => `\r\nHKEY_LOCAL_MACHINE\\${key.slice(5)}\r\n${registry[key] ?? ''}\r\n`
  return {
    query: (key: string) => Promise.resolve(parseRegistryOutput(lines(key))),
    exists: (path: string) => files.includes(path),
  }
}

const siteServer: Registry = {
  [`${software}Identification`]: '    Site Code    REG_SZ    PS1\r\n    Site Server    REG_SZ    PS1SITE.CONTOSO.COM',
  [`${software}Setup`]: '    Installation Directory    REG_SZ    D:\\Program Files\\Microsoft Configuration Manager',
}

const distributionPoint: Registry = {
  [`${software}DP`]: [
    '    (Default)    REG_SZ    (value not set)',
    '    ContentLibraryPath    REG_SZ    E:\\SCCMContentLib',
    '    ContentLibUsableDrives    REG_SZ    E:\\,F:\\,F:\\',
    '    SiteCode    REG_SZ    PS1',
    '    IsPXE    REG_DWORD    0x1',
  ].join('\r\n'),
  [`${services}LanmanServer\\Shares`]:
    '    SMS_DP$    REG_MULTI_SZ    CSCFlags=768\\0MaxUses=4294967295\\0Path=E:\\SMS_DP$\\0Permissions=0\\0Remark=SMS Site PS1 DP 5/16/2016\\0Type=0',
  [`${services}Tcpip\\Parameters`]: '    Hostname    REG_SZ    ps1dp1\r\n    Domain    REG_SZ    contoso.com',
}

describe('a host without configuration', () => {
  it('that is a site server gives its two logs and the site code', async () => {
    expect(await findSite(host(siteServer))).toEqual({
      site: 'PS1',
      'logs.distmgr': 'D:\\Program Files\\Microsoft Configuration Manager\\Logs\\distmgr.log',
      'logs.pkgXferMgr': 'D:\\Program Files\\Microsoft Configuration Manager\\Logs\\PkgXferMgr.log',
    })
  })

  it('that is a distribution point gives its log, its name and its library', async () => {
    expect(await findSite(host(distributionPoint))).toEqual({
      site: 'PS1',
      distributionPoint: 'ps1dp1.contoso.com',
      host: 'ps1dp1.contoso.com',
      'logs.smsdpprov': 'E:\\SMS_DP$\\sms\\logs\\smsdpprov.log',
      'library.primary': 'E:\\SCCMContentLib',
      'library.usableDrives': ['E:\\', 'F:\\'],
      'library.drives': ['F:\\SCCMContentLib'],
    })
  })

  it('that is both has the provider log where it is, else with the site’s logs', async () => {
    const both = { ...siteServer, ...distributionPoint }
    const inShare = 'E:\\SMS_DP$\\sms\\logs\\smsdpprov.log'
    expect((await findSite(host(both, [inShare])))['logs.smsdpprov']).toBe(inShare)
    expect((await findSite(host(both)))['logs.smsdpprov']).toBe(
      'D:\\Program Files\\Microsoft Configuration Manager\\Logs\\smsdpprov.log',
    )
  })

  it('finds the installation folder under either key', async () => {
    const { [`${software}Setup`]: setup = '', ...rest } = siteServer
    const elsewhere = { ...rest, [`${software}Identification`]: `    Site Code    REG_SZ    PS1\r\n${setup}` }
    expect(await findSite(host(elsewhere))).toEqual(await findSite(host(siteServer)))
  })

  it('that is neither gives nothing', async () => {
    expect(await findSite(host({}))).toEqual({})
  })

  it('without a domain gives no name, since a short one would not match the site’s logs', async () => {
    const lonely = {
      ...distributionPoint,
      [`${services}Tcpip\\Parameters`]: '    Hostname    REG_SZ    ps1dp1\r\n    Domain    REG_SZ    ',
    }
    expect(await findSite(host(lonely))).not.toHaveProperty('distributionPoint')
  })
})

describe('the output of reg.exe', () => {
  it('is split at the type: names and values may hold spaces', () => {
    const values = parseRegistryOutput(
      '\r\nHKEY_LOCAL_MACHINE\\X\r\n    Installation Directory    REG_SZ    D:\\Program    Files\r\n    Empty    REG_SZ    \r\n    Nothing    REG_SZ\r\n',
    )
    expect([...values]).toEqual([
      ['installation directory', 'D:\\Program    Files'],
      ['empty', ''],
      ['nothing', ''],
    ])
  })

  it('of a foreign form gives nothing, in time', () => {
    expect(parseRegistryOutput(`${' '.repeat(100_000)}REG_`).size).toBe(0)
    expect(parseRegistryOutput('ERROR: The system was unable to find the specified registry key or value.').size).toBe(
      0,
    )
  })
})
