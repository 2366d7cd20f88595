// Our metrics as the real promtool and a real Prometheus see them: scraped over HTTP, asked by PromQL.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createProxy, get, type Server } from 'node:http'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Step } from '../../engine/distribution/run.ts'
import { startProgram } from '../support/child-program.ts'
import { aFailure, aRun, aStage, someTime } from '../support/distribution-steps.ts'
import { readExposition } from '../support/exposition-parser.ts'
import { installed } from '../support/installed.ts'
import { openMetrics } from '../support/metrics-at-hand.ts'

const dp = 'PS1DP1.CONTOSO.COM'
const failed = aRun({ outcome: 'failure', failure: aFailure(), endedAt: someTime + 60_000, packageId: 'PS100042' })
const steps: Step[] = [
  { kind: 'began', run: aRun() },
  { kind: 'attemptFailed', run: aRun(), stage: 'transfer', code: '0x80070070' },
  { kind: 'stageEnded', run: aRun(), stage: aStage() },
  { kind: 'ended', run: aRun({ outcome: 'success', endedAt: someTime + 90_000 }), timedOut: false },
  { kind: 'ended', run: failed, timedOut: false },
]

/** Our server as a process, told what to count line by line. */
type MetricsServer = { readonly address: string; tell(command: object): Promise<void>; stop(): void }

async function startMetricsServer(): Promise<MetricsServer> {
  const child = await startProgram('metrics-server')
  child.stderr.pipe(process.stderr)
  const lines: Interface = createInterface({ input: child.stdout })
  const next = (): Promise<string> => new Promise((resolve) => lines.once('line', resolve))
  const address = await next()
  return {
    address,
    async tell(command) {
      const done = next()
      child.stdin.write(`${JSON.stringify(command)}\n`)
      await done
    },
    stop: () => child.kill(),
  }
}

let server: MetricsServer
beforeAll(async () => {
  server = await startMetricsServer()
  await server.tell({ steps, failing: [failed] })
})
afterAll(() => server.stop())

async function scrape(accept = 'text/plain'): Promise<string> {
  return (await fetch(`http://${server.address}/metrics`, { headers: { accept } })).text()
}

describe('promtool', () => {
  it('finds nothing to complain about', async () => {
    if (!installed('promtool')) return
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: await scrape(),
      encoding: 'utf8',
    })
    expect([stdout, stderr, status]).toEqual(['', '', 0])
  })
})

describe('Prometheus', () => {
  let folder: string
  let prometheus: ChildProcess | undefined
  let textOnly: Server
  let api: string

  beforeAll(async () => {
    if (!installed('prometheus')) return
    folder = mkdtempSync(join(tmpdir(), 'cmdp-prometheus-'))
    textOnly = await startTextProxy()
    const target = (job: string, address: string): string =>
      `  - job_name: ${job}\n    scrape_interval: 3s\n    scrape_timeout: 3s\n    static_configs: [{ targets: ['${address}'] }]\n`
    const textAddress = `127.0.0.1:${(textOnly.address() as AddressInfo).port}`
    const config = `scrape_configs:\n${target('openmetrics', server.address)}${target('text', textAddress)}`
    writeFileSync(join(folder, 'prometheus.yml'), config)
    await startPrometheus()
    await until(async () => (await ask('sum(up)'))[0]?.value === 2)
  })
  afterAll(async () => {
    if (prometheus === undefined) return
    const ended = new Promise((resolve) => prometheus?.once('exit', resolve))
    prometheus.kill()
    await ended
    textOnly.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** On a port that was free; when another program took it meanwhile, on the next one. */
  async function startPrometheus(): Promise<void> {
    const port = await freePort()
    api = `http://127.0.0.1:${port}/api/v1`
    const child = spawn(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--enable-feature=exemplar-storage',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    prometheus = child
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    const ended = new Promise<boolean>((resolve) => child.once('exit', () => resolve(false)))
    const ready = async (): Promise<boolean> => {
      await until(async () => child.exitCode !== null || (await ask('vector(1)')).length > 0)
      return child.exitCode === null
    }
    if (await Promise.race([ready(), ended])) return
    if (!said.includes('address already in use')) throw new Error(said)
    await startPrometheus()
  }

  /** A client that asks for text alone, as an old scraper would. */
  function startTextProxy(): Promise<Server> {
    const proxy = createProxy((_request, response) => {
      get(`http://${server.address}/metrics`, { headers: { accept: 'text/plain;version=0.0.4' } }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, { 'content-type': answer.headers['content-type'] })
        answer.pipe(response)
      }).on('error', () => response.destroy())
    })
    return new Promise((resolve) => proxy.listen(0, '127.0.0.1', () => resolve(proxy)))
  }

  type Answer = { readonly labels: Readonly<Record<string, string>>; readonly value: number }

  async function ask(query: string): Promise<Answer[]> {
    const response = await fetch(`${api}/query?query=${encodeURIComponent(query)}`).catch(() => undefined)
    if (response === undefined) return [] // it does not listen yet
    const { data } = (await response.json()) as {
      data?: { result: { metric: Record<string, string>; value: [number, string] }[] }
    }
    return (data?.result ?? []).map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }))
  }

  async function until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 200))
  }

  /** Not before there are so many: a scrape that the machine was too slow for leaves none until the next one. */
  async function answered(query: string, count = 1): Promise<Answer[]> {
    let answers: Answer[] = []
    await until(async () => (answers = await ask(query)).length >= count)
    return answers
  }

  it.each(['openmetrics', 'text'])('answers from what it scraped as %s', async (job) => {
    if (prometheus === undefined) return
    const one = async (query: string): Promise<number | undefined> => (await answered(query))[0]?.value
    expect(await one(`cmdp_distributions_started_total{job="${job}",dp="${dp}"}`)).toBe(1)
    expect(await one(`sum(cmdp_distributions_finished_total{job="${job}"})`)).toBe(2)
    expect(await one(`cmdp_distribution_failures_total{job="${job}",error_code="0x80070070"}`)).toBe(1)
    expect(await one(`cmdp_distribution_failing{job="${job}",package="PS100042"}`)).toBe(1)
    expect(await one(`cmdp_distribution_duration_seconds_sum{job="${job}",outcome="success"}`)).toBe(90)
    const median = `histogram_quantile(0.5, sum by (le) (cmdp_distribution_duration_seconds_bucket{job="${job}",outcome="success"}))`
    expect(await one(median)).toBe(90)
    expect((await answered(`cmdp_agent_build_info{job="${job}"}`))[0]?.labels).toMatchObject({ version: '0.1.0' })
    const all = `scrape_samples_scraped{job="${job}"} == scrape_samples_post_metric_relabeling > 0`
    expect(await one(all)).toBeGreaterThan(300)
  })

  it('knows types, units and examples', async () => {
    if (prometheus === undefined) return
    const { data } = (await (await fetch(`${api}/metadata?metric=cmdp_distributions_started`)).json()) as {
      data: Record<string, { type: string }[]>
    }
    expect(data['cmdp_distributions_started']?.[0]?.type).toBe('counter')
    const range = `start=${Date.now() / 1000 - 3_600}&end=${Date.now() / 1000 + 60}`
    const query = 'cmdp_distribution_duration_seconds_bucket{job="openmetrics"}'
    const answer = await fetch(`${api}/query_exemplars?${range}&query=${encodeURIComponent(query)}`)
    const found = (await answer.json()) as { data: { exemplars: { labels: object; value: string }[] }[] }
    const labels = { trace_id: '53066faf87dcf1ea6e177c9b6b639009', span_id: '9bda963fe4dbff7c' }
    expect(found.data.flatMap(({ exemplars }) => exemplars)).toContainEqual(
      expect.objectContaining({ labels, value: '90' }),
    )
  })

  it('sees counters rise, and the failing end', async () => {
    if (prometheus === undefined) return
    await server.tell({ steps: [{ kind: 'began', run: aRun() }], failing: [] })
    await answered(`cmdp_distributions_started_total{dp="${dp}"} == 2`, 2)
    await answered('cmdp_distribution_failing{package="PS100042"} == 0', 2)
    await answered(`increase(cmdp_distributions_started_total{dp="${dp}"}[5m]) > 0`, 2)
  })

  it('is not flooded by 10,000 invented packages, and still told everything', async () => {
    await server.tell({ flood: 10_000 })
    for (const [accept, format] of [
      ['text/plain', 'text'],
      [openMetrics, 'openmetrics'],
    ] as const) {
      const read = readExposition(await scrape(accept), format)
      const samples = [...read.values()].reduce((sum, family) => sum + family.samples.length, 0)
      expect(samples).toBeLessThan(10_000)
      expect(read.get('cmdp_distribution_failing')?.samples.length).toBe(501)
    }
    if (prometheus === undefined) return
    await answered('cmdp_agent_series_folded_total{family="cmdp_distribution_failing"} > 9000', 2)
    const started = await answered('sum by (job) (cmdp_distributions_started_total)', 2)
    expect(started.map(({ value }) => value)).toEqual([10_002, 10_002])
    const series = await answered('count by (job) ({__name__=~"cmdp_.+"})', 2)
    expect(Math.max(...series.map(({ value }) => value))).toBeLessThan(10_000)
    await answered('up == 1', 2)
  })
})

/** Prometheus prints no port it chose itself. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
