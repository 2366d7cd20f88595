// What single lines mean for a distribution, from the written log to the account.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { accountOf } from '../../../agent/account-objects.ts'
import { analyzeLogs } from '../../../agent/analyze-logs.ts'
import { findFinishedLogs } from '../../../agent/finished-logs.ts'

const folder = mkdtempSync(join(tmpdir(), 'rules-'))
afterAll(() => rmSync(folder, { recursive: true }))

const dp = 'PS1DP1.CONTOSO.COM'
const nal = `["Display=\\\\${dp}\\"]MSWNET:["SMS_SITE=PS1"]\\\\${dp}\\`
const hash = '73E055438D4731F41DB6C3BCB90919F60000226B330C73942454A174D7E26533'

/** The account of one log whose lines one thread wrote, a second apart. */
async function told(file: string, component: string, messages: readonly string[]) {
  const seconds = (index: number): string => String(index).padStart(2, '0')
  const lines = messages.map(
    (message, index) =>
      `${message}  $$<${component}><03-07-2023 09:14:${seconds(index)}.000+300><thread=7020 (0x1B6C)>`,
  )
  const path = join(folder, file)
  writeFileSync(path, lines.map((line) => `${line}\r\n`).join(''))
  const { logs } = await findFinishedLogs([path])
  const { tracker, now } = await analyzeLogs(logs, { zone: undefined, now: undefined })
  return accountOf(tracker, now).distributions
}

const start = `Sending thread starting for Job: 5, package: PS100039, Version: 8, Priority: 2, server: ${dp}, DPPriority: 200`
const fails = (code: string): string[] => [
  `CSendFileAction::SendFiles failed; ${code}`,
  `CSendFileAction::SendContent failed; ${code}`,
]
const again = '~ Sending failed. Failure count = 1, Restart time = 3/7/2023 9:44:07 AM Eastern Standard Time'
const end = 'Sending thread complete~'
const transfer = (...messages: string[]) => told('PkgXferMgr.log', 'SMS_PACKAGE_TRANSFER_MANAGER', [start, ...messages])

describe('a library below the program folder', () => {
  it.each([
    `~Sending Started [D:\\SMS\\bin\\x64\\FileLib\\73E0\\${hash}]`,
    `~Sending completed [E:\\Program Files\\SMS\\BIN\\X64\\FILELIB\\73E0\\${hash}]`,
  ])('explains the failure: %s', async (verbose) => {
    const [one] = await transfer(verbose, ...fails('0x80070003'), again, end)
    expect(one).toMatchObject({
      outcome: 'retrying',
      failure: { class: 'wrong-library-root', code: '0x80070003' },
    })
    expect(one?.failure?.evidence.map(({ text }) => text)).toContainEqual(expect.stringContaining(verbose))
  })

  it('a right path explains nothing, and no path is a failure by itself', async () => {
    const right = await transfer(
      `~Sending Started [E:\\SCCMContentLib\\FileLib\\73E0\\${hash}]`,
      ...fails('0x80070003'),
    )
    expect(right[0]?.failure?.class).toBe('content-missing-site')
    const wrong = await transfer(`~Sending Started [D:\\SMS\\bin\\x64\\FileLib\\73E0\\${hash}]`)
    expect(wrong).toMatchObject([{ outcome: 'in-progress', failure: null }])
  })
})

describe('work that is aborted because the component stops', () => {
  it('is tried again', async () => {
    expect(await transfer(...fails('0x800704d3'), end)).toMatchObject([
      { outcome: 'retrying', attempts: 1, failure: { code: '0x800704D3', transient: true } },
    ])
  })

  it('has failed when a line says so', async () => {
    const status = `Sent status to the distribution manager for pkg PS100039, version 8, status 5 and distribution point ${nal}~`
    expect(await transfer(...fails('0x800704d3'), status, end)).toMatchObject([{ outcome: 'failure' }])
  })

  it('another code is a failure', async () => {
    expect(await transfer(...fails('0x80070005'), end)).toMatchObject([
      { outcome: 'failure', failure: { code: '0x80070005', transient: false } },
    ])
  })
})

describe('the status that DistMgr writes down', () => {
  const handed = (status: number): string[] => [
    '~Processing incoming file D:\\SMS\\inboxes\\distmgr.box\\INCOMING\\R4K2P9QZ.STA.',
    `~Processing STA for regular DP ${nal}`,
    '~Processing status update for package PS100039',
    `~Successfully updated the package server status for ${nal} for package PS100039, Status ${status}`,
    '~Successfully delete package status file D:\\SMS\\inboxes\\distmgr.box\\INCOMING\\R4K2P9QZ.STA.',
  ]
  const statuses = (...all: number[]) => told('distmgr.log', 'SMS_DISTRIBUTION_MANAGER', all.flatMap(handed))

  it.each([
    [[4], 'retrying', 'distribute'],
    [[9], 'retrying', 'remove'],
    [[3, 9], 'retrying', 'remove'],
    [[3, 9, 6], 'removed', 'remove'],
    [[9, 8], 'failure', 'remove'],
  ])('%j: %s, %s', async (all, outcome, action) => {
    expect(await statuses(...all)).toMatchObject([{ packageId: 'PS100039', dp, outcome, action }])
  })
})
