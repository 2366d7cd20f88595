// The agent's start on Windows, as far as Wine can show it: the registry says which logs there are. And its library: the
// folders that are watched are watched, and the watch holds up nobody who removes them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bundleOf } from '../support/child-program.ts'
import { windowsPath, wineHost, type WineHost } from '../support/wine.ts'

let host: WineHost | undefined
let drives: string

beforeAll(async () => {
  drives = mkdtempSync(join(tmpdir(), 'cmdp-drives-'))
  host = await wineHost()
})
afterAll(() => {
  host?.close()
  rmSync(drives, { recursive: true, force: true })
})

type Printed = readonly { readonly key: string; readonly value: unknown; readonly source: string }[]

it('finds logs, site and library without any configuration', async () => {
  if (host === undefined) return
  const logs = join(drives, 'e', 'SMS_DP$', 'sms', 'logs')
  mkdirSync(logs, { recursive: true })
  writeFileSync(join(logs, 'smsdpprov.log'), '')
  host.drive('E:', join(drives, 'e'))
  const sms = 'HKLM\\SOFTWARE\\Microsoft\\SMS'
  await host.registry(`${sms}\\Identification`, 'Site Code', 'PS1')
  await host.registry(`${sms}\\Setup`, 'Installation Directory', 'D:\\Program Files\\Microsoft Configuration Manager')
  await host.registry(`${sms}\\DP`, 'ContentLibraryPath', 'E:\\SCCMContentLib')
  await host.registry(`${sms}\\DP`, 'ContentLibUsableDrives', 'E:\\,F:\\')
  const shares = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Shares'
  await host.registry(shares, 'SMS_DP$', 'CSCFlags=768\\0Path=E:\\SMS_DP$\\0Type=0', 'REG_MULTI_SZ')

  const { stdout, stderr, code } = await host.cmdp(['config', 'print', '--json'])
  expect([stderr, code]).toEqual(['', 0])
  const found = (JSON.parse(stdout) as Printed).filter(({ source }) => source === 'registry')
  expect(Object.fromEntries(found.map(({ key, value }) => [key, value]))).toMatchObject({
    site: 'PS1',
    'logs.distmgr': 'D:\\Program Files\\Microsoft Configuration Manager\\Logs\\distmgr.log',
    'logs.pkgXferMgr': 'D:\\Program Files\\Microsoft Configuration Manager\\Logs\\PkgXferMgr.log',
    'logs.smsdpprov': 'E:\\SMS_DP$\\sms\\logs\\smsdpprov.log',
    'library.primary': 'E:\\SCCMContentLib',
    'library.drives': ['F:\\SCCMContentLib'],
  })
})

it('reads a configuration with Windows paths and says what is wrong in it', async () => {
  if (host === undefined) return
  const path = join(drives, 'cmdp.yaml')
  writeFileSync(path, "site: PS1\r\nlogs:\r\n  distmgr: 'E:\\SMS_DP$'\r\n  startAt: middle\r\n")
  const { stderr, code } = await host.cmdp(['config', 'check', windowsPath(path)])
  expect(stderr).toContain('cmdp.yaml:4:3: logs.startAt is "middle"; it must be one of beginning, end')
  expect(stderr).toContain('cmdp.yaml:3:3: logs.distmgr: E:\\SMS_DP$ is a folder, not a file')
  expect(code).toBe(1)
})

it('is told what comes and goes in a library, holds up nobody, and says which file somebody keeps to himself', async () => {
  if (host === undefined) return
  const { stdout, stderr, code } = await host.node(await bundleOf('windows-library'))
  expect([stderr, code]).toEqual(['', 0])
  expect(JSON.parse(stdout)).toEqual({
    platform: 'win32',
    sound: [],
    watched: true,
    addedIsHinted: true,
    added: { findings: [], contents: 2 },
    renamed: 'done',
    removed: 'done',
    removedIsHinted: true,
    afterRemoval: ['I3 fatal'],
    whileHeld: ['I3 fatal', 'I25 fatal'],
  })
})
