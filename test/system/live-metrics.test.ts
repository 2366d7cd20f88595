// The numbers of the real agent: as promtool reads them, as true as its logs, and bounded whatever a log contains.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCmdpService, type CmdpService } from '../support/cmdp-service.ts'
import { readExposition, valueOf, type ReadFamily } from '../support/exposition-parser.ts'
import { installed } from '../support/installed.ts'
import { writeLabLogs } from '../support/lab-logs.ts'
import { openMetrics } from '../support/metrics-at-hand.ts'

const site = 'PS1SITE.CONTOSO.COM'
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cmdp-live-metrics-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function promtool(text: string): { status: number | null; said: string } {
  if (installed('promtool') === undefined) return { status: 0, said: '' }
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
  return { status, said: stdout + stderr }
}

async function asText(service: CmdpService, accept: string): Promise<string> {
  return (await fetch(`${service.url}/metrics`, { headers: { accept } })).text()
}

const sum = (read: ReadonlyMap<string, ReadFamily>, name: string): number =>
  (read.get(name)?.samples ?? []).reduce((total, { value }) => total + value, 0)

describe('a site server', () => {
  let service: CmdpService
  let logs: string
  beforeAll(async () => {
    logs = join(folder, 'logs', site)
    writeLabLogs(join(folder, 'logs'), Date.UTC(2026, 0, 5, 8), 2 * 60 * 60_000)
    service = await startCmdpService(
      `site: PS1\nhost: ${site}\nlogs: { distmgr: '${join(logs, 'distmgr.log')}', pkgXferMgr: '${join(logs, 'PkgXferMgr.log')}' }\n`,
    )
    await service.caughtUp(['distmgr', 'pkgxfermgr'])
    await service.atRest()
  })
  afterAll(() => service.stop())

  it('passes promtool', async () => {
    expect(promtool(await asText(service, 'text/plain'))).toEqual({ status: 0, said: '' })
  })

  it('counts every line of its logs, in both formats alike, asked in turn', async () => {
    const lines = (name: string): number => readFileSync(join(logs, name), 'latin1').trimEnd().split('\n').length
    const written = lines('distmgr.log') + lines('PkgXferMgr.log')
    for (let round = 0; round < 3; round += 1) {
      const text = readExposition(await asText(service, 'text/plain'), 'text')
      const open = readExposition(await asText(service, openMetrics), 'openmetrics')
      expect([sum(text, 'cmdp_log_lines_total'), sum(open, 'cmdp_log_lines')]).toEqual([written, written])
    }
  })

  it('agrees with its own account of the distributions', async () => {
    const read = await service.scrape()
    const answer = await fetch(`${service.url}/api/v1/distributions`)
    const { distributions } = (await answer.json()) as {
      distributions: { outcome: string; dp: string; packageId: string }[]
    }
    const failing = distributions.filter(({ outcome }) => outcome === 'failure' || outcome === 'retrying')
    const shown = (read.get('cmdp_distribution_failing')?.samples ?? []).filter(({ value }) => value === 1)
    const name = ({ dp, packageId }: { dp: string; packageId: string }): string => `${packageId} ${dp}`
    expect(
      shown.map(({ labels }) => name({ dp: labels['dp'] ?? '', packageId: labels['package'] ?? '' })).sort(),
    ).toEqual([...new Set(failing.map(name))].sort())
    expect(sum(read, 'cmdp_distributions_started_total')).toBeGreaterThanOrEqual(distributions.length)
  })
})

describe('a log that invents 10,000 packages', () => {
  it('keeps the series under their limits, and the folded counter tells', async () => {
    const logs = join(folder, 'flood')
    mkdirSync(logs)
    const lines = Array.from({ length: 10_000 }, (_none, index) => inventedTry(index))
    writeFileSync(join(logs, 'PkgXferMgr.log'), lines.join(''), 'latin1')
    const service = await startCmdpService(
      `site: PS1\nhost: ${site}\nlogs: { pkgXferMgr: '${join(logs, 'PkgXferMgr.log')}' }\n`,
    )
    await service.caughtUp(['pkgxfermgr'])
    const text = await asText(service, 'text/plain')
    expect(promtool(text)).toEqual({ status: 0, said: '' })
    const read = readExposition(text, 'text')
    const samples = [...read.values()].reduce((total, family) => total + family.samples.length, 0)
    expect(samples).toBeLessThan(10_000)
    expect(read.get('cmdp_distribution_failing')?.samples.length).toBeLessThanOrEqual(501)
    expect(sum(read, 'cmdp_distributions_started_total')).toBe(10_000)
    const folded = { family: 'cmdp_distribution_failing' }
    expect(valueOf(read, 'cmdp_agent_series_folded_total', folded)).toBeGreaterThan(9_000)
    await service.stop()
  })
})

/** Lines of the last hours: tries of last winter would be closed as timed out while the test looks at them. */
const floodBegan = Date.now() - 3 * 3_600_000
const restart = new Date(floodBegan + 24 * 3_600_000)
const restartText = `${restart.getUTCMonth() + 1}/${restart.getUTCDate()}/${restart.getUTCFullYear()} 9:00:00 AM`

/** The lines of one failed try, as PkgXferMgr writes them. */
function inventedTry(index: number): string {
  const packageId = `X${String(index % 100).padStart(2, '0')}${index.toString(16).toUpperCase().padStart(5, '0')}`
  const dp = `DP${index}.EVIL.EXAMPLE`
  const at = new Date(floodBegan + index * 1_000).toISOString()
  const time = `${at.slice(5, 10)}-${at.slice(0, 4)} ${at.slice(11, 23)}+0`
  const thread = 2_000 + index
  const line = (message: string, by: number): string =>
    `${message}  $$<SMS_PACKAGE_TRANSFER_MANAGER><${time}><thread=${by} (0x${by.toString(16).toUpperCase()})>\r\n`
  const job = `${index}, Package: ${packageId}, Version:1, Priority: 2, Destination: ${dp}, DPPriority: 200`
  const sending = `${index}, package: ${packageId}, Version: 1, Priority: 2, server: ${dp}, DPPriority: 200`
  return (
    line(`Found send request with ID: ${job}`, 1_000) +
    line(`~Sending thread starting for Job: ${sending}`, thread) +
    line(`~Sending failed. Failure count = 1, Restart time = ${restartText} Coordinated Universal Time`, thread)
  )
}
