// What the metrics claim after the agent was killed at any moment: the truth of the log, nothing twice, nothing lost.
import { appendFileSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { seededRandom, type Random } from '../../support/random.ts'
import { startCmdpService, type CmdpService } from '../../support/cmdp-service.ts'
import { valueOf } from '../../support/exposition-parser.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-kill-'))
let running: CmdpService | undefined
afterAll(async () => {
  await running?.kill()
  rmSync(folder, { recursive: true, force: true })
})

const log = join(folder, 'PkgXferMgr.log')
const config = `host: PS1SITE.CONTOSO.COM
site: PS1
logs: { pkgXferMgr: '${log}', poll: 50ms }
state: '${join(folder, 'state')}'
`
const seed = Number(process.env['SEED'] ?? 1)

/** Recent, so that no run is so old that it counts as timed out; milliseconds since 1970 UTC. */
const firstJob = Date.now() - 12 * 3_600_000

type Truth = { lines: number; bytes: number; began: number; ended: number; failed: number }

/** One transfer job as PkgXferMgr writes it, every third with a failing try first; some hundred bytes a line. */
function job(number: number, random: Random, truth: Truth): string {
  const dp = `PS1DP${number % 7}.CONTOSO.COM`
  const id = `PS1${(0xa0000 + number).toString(16).toUpperCase()}`
  const nal = `["Display=\\\\${dp}\\"]MSWNET:["SMS_SITE=PS1"]\\\\${dp}\\`
  const at = (second: number): string => {
    const time = new Date(firstJob + (number * 40 + second) * 1_000).toISOString()
    return `${time.slice(5, 10)}-${time.slice(0, 4)} ${time.slice(11, 23)}+000`
  }
  const line = (second: number, thread: number, text: string): string =>
    `${text}  $$<SMS_PACKAGE_TRANSFER_MANAGER><${at(second)}><thread=${thread} (0x${thread.toString(16).toUpperCase()})>\r\n`
  const head = `Job: ${number}, package: ${id}, Version: 1, Priority: 2, server: ${dp}, DPPriority: 200`
  const thread = 4000 + (number % 20) * 4
  const lines = [
    line(
      0,
      3000,
      `Found send request with ID: ${number}, Package: ${id}, Version:1, Priority: 2, Destination: ${dp}, DPPriority: 200`,
    ),
  ]
  if (number % 3 === 0) {
    lines.push(
      line(1, thread, `Sending thread starting for ${head}`),
      line(2, thread, 'CSendFileAction::SendFiles failed; 0x80070070'),
      line(
        3,
        thread,
        '~ Sending failed. Failure count = 1, Restart time = 1/5/2026 9:00:00 AM Coordinated Universal Time',
      ),
      line(4, thread, 'Sending thread complete~'),
    )
    truth.failed += 1
  }
  lines.push(
    line(10, thread, `Sending thread starting for ${head}`),
    line(20, thread, '~Sending completed successfully'),
    line(
      21,
      thread,
      `Sent status to the distribution manager for pkg ${id}, version 1, status 3 and distribution point ${nal}~`,
    ),
    line(22, thread, 'Sending thread complete~'),
  )
  if (random.chance(0.3)) lines.push(line(23, 3000, `nobody knows this message ${number}`))
  truth.lines += lines.length
  truth.began += 1
  truth.ended += 1
  const text = lines.join('')
  truth.bytes += Buffer.byteLength(text)
  return text
}

it(`is the truth of the log after kills and a rollover at any moment (SEED=${seed})`, async () => {
  const random = seededRandom(seed)
  const truth: Truth = { lines: 0, bytes: 0, began: 0, ended: 0, failed: 0 }
  let number = 1
  let pending = ''
  writeFileSync(log, '')
  /** Appends bytes cut anywhere, so that the agent meets half lines and half characters. */
  const grow = (): void => {
    pending += job(number, random, truth)
    number += 1
    const cut = random.below(pending.length)
    appendFileSync(log, pending.slice(0, cut))
    pending = pending.slice(cut)
  }

  for (let life = 0; life < 8; life += 1) {
    const service = (running = await startCmdpService(config))
    const end = Date.now() + random.below(900)
    while (Date.now() < end) {
      grow()
      await new Promise((resolve) => setTimeout(resolve, random.below(30)))
    }
    if (life === 4) {
      // A log that was never read is begun where it stands: what lies in .lo_ then is not ours.
      while (((await service.scrape()).get('cmdp_log_lines_total')?.samples.length ?? 0) === 0) grow()
      appendFileSync(log, pending)
      pending = ''
      renameSync(log, `${log.slice(0, -1)}_`)
      writeFileSync(log, '')
    }
    await service.kill()
  }
  appendFileSync(log, pending)

  const service = (running = await startCmdpService(config))
  // Not `caughtUp`: until the first look at the log it shows what the life before had reached.
  await vi.waitFor(() => countedAll(service, truth), { timeout: 120_000, interval: 100 })
  const { code } = await service.stop()
  expect(code).toBe(0)
  expect(statSync(log).size).toBeGreaterThan(0)
}, 300_000)

async function countedAll(service: CmdpService, truth: Truth): Promise<void> {
  const read = await service.scrape()
  const sum = (name: string): number =>
    [...(read.get(name.replace(/_total$/, ''))?.samples ?? read.get(name)?.samples ?? [])]
      .filter((sample) => sample.name === name)
      .reduce((total, { value }) => total + value, 0)
  expect({
    lines: sum('cmdp_log_lines_total'),
    bytes: valueOf(read, 'cmdp_agent_read_bytes_total', { log: 'pkgxfermgr' }),
    began: sum('cmdp_distributions_started_total'),
    ended: sum('cmdp_distributions_finished_total'),
    failed: sum('cmdp_distribution_failures_total'),
    gaps: valueOf(read, 'cmdp_agent_source_gaps_total', { log: 'pkgxfermgr' }),
  }).toEqual({ ...truth, gaps: 0 })
}
