// Two agent processes, one with the site server's logs and one with a distribution point's, and one OTLP receiver.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageKey, rootSpanIdOf, runKey, traceIdOf } from '../../engine/distribution/trace-identity.ts'
import { startOtlpReceiver, type OtlpReceiver } from '../support/child-program.ts'
import { startCmdpService } from '../support/cmdp-service.ts'
import { writeLabLogs } from '../support/lab-logs.ts'
import type { ReceivedSpan } from '../support/otlp-account.ts'

const site = 'PS1SITE.CONTOSO.COM'
const dp = 'PS1DP1.CONTOSO.COM'

let folder: string
let receiver: OtlpReceiver
let first: ReceivedSpan[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cmdp-two-agents-'))
  writeLabLogs(join(folder, 'logs'), Date.UTC(2026, 0, 5, 8), 3 * 60 * 60_000)
  receiver = await startOtlpReceiver()
  first = await spansOfBoth(join(folder, 'logs'))
})
afterAll(async () => {
  await receiver.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function spansOf(logs: readonly string[], config: string): Promise<ReceivedSpan[]> {
  const before = (await receiver.received()).spans.length
  const service = await startCmdpService(`${config}export: { otlp: { endpoint: '${receiver.endpoint}' } }\n`)
  await service.caughtUp(logs)
  await service.atRest()
  const { code, said } = await service.stop()
  expect([code, said.match(/"level":"(error|fatal)"/)]).toEqual([0, null])
  return (await receiver.received()).spans.slice(before)
}

const fromSite = (logs: string): Promise<ReceivedSpan[]> =>
  spansOf(
    ['distmgr', 'pkgxfermgr'],
    `site: PS1\nhost: ${site}\nlogs: { distmgr: '${join(logs, site, 'distmgr.log')}', pkgXferMgr: '${join(logs, site, 'PkgXferMgr.log')}' }\n`,
  )

const fromDp = (logs: string): Promise<ReceivedSpan[]> =>
  spansOf(
    ['smsdpprov'],
    `host: ${dp}\ndistributionPoint: ${dp}\nlogs: { zone: UTC, smsdpprov: '${join(logs, dp, 'smsdpprov.log')}' }\n`,
  )

const spansOfBoth = async (logs: string): Promise<ReceivedSpan[]> => [
  ...(await fromSite(logs)),
  ...(await fromDp(logs)),
]

const key = ({ traceId, spanId }: ReceivedSpan): string => traceId + spanId
const facts = ({ traceId, spanId, name, start, end }: ReceivedSpan): object => ({ traceId, spanId, name, start, end })

describe('two agents', () => {
  it('send no span twice, and every parent', () => {
    expect(new Set(first.map(key)).size).toBe(first.length)
    const known = new Set(first.map(key))
    const orphans = first.filter((span) => span.parentSpanId !== '' && !known.has(span.traceId + span.parentSpanId))
    // A source that stays unreadable: its tries lie below a success that has not come yet.
    expect(new Set(orphans.map(({ name, attributes }) => `${name} ${attributes['cm.package.id']}`))).toEqual(
      new Set(['RUN package-processing PS100023']),
    )
  })

  it('make one trace of a package: the site sends it, the DP adds it', () => {
    const run = runKey('PS100021', 3, dp)
    const trace = first.filter(({ traceId }) => traceId === traceIdOf(run))
    const root = trace.find(({ spanId }) => spanId === rootSpanIdOf(run))
    expect(root).toMatchObject({ name: 'RUN content-distribution', parentSpanId: '', resource: { 'host.name': site } })
    const added = trace.filter(({ name }) => name === 'task add-to-library')
    expect(added.length).toBeGreaterThan(0)
    for (const span of added) expect(span).toMatchObject({ parentSpanId: root?.spanId, resource: { 'host.name': dp } })
  })

  it('link every run to the work on its package, also where another site does that', () => {
    const roots = first.filter(({ name }) => name === 'RUN content-distribution')
    expect(roots.length).toBeGreaterThan(5)
    for (const { links, attributes } of roots) {
      const key = packageKey(String(attributes['cm.package.id']), Number(attributes['cm.package.version']))
      expect(links).toEqual([{ traceId: traceIdOf(key), spanId: rootSpanIdOf(key) }])
    }
    const updated = packageKey('PS100025', 41)
    const work = first.find(({ spanId }) => spanId === rootSpanIdOf(updated))
    expect(work).toMatchObject({ name: 'RUN package-processing', parentSpanId: '' })
    const tasks = first.filter(({ parentSpanId }) => parentSpanId === work?.spanId).map(({ name }) => name)
    expect(tasks).toEqual(['task snapshot', 'task signature'])
  })

  it('put a redistribution below the first run, in the same trace', () => {
    const run = runKey('PS100021', 3, dp)
    const runs = first.filter(({ name, traceId }) => name === 'RUN content-distribution' && traceId === traceIdOf(run))
    expect(runs.map(({ parentSpanId }) => parentSpanId).sort()).toEqual(['', rootSpanIdOf(run)])
  })

  it('make of an application two traces that link', () => {
    const contents = first.filter(
      ({ name, attributes }) =>
        name === 'task add-to-library' && String(attributes['cm.content.id']).startsWith('Content_'),
    )
    expect(contents.length).toBeGreaterThan(0)
    for (const content of contents) {
      const pointing = first.filter(({ links }) => links.some(({ traceId }) => traceId === content.traceId))
      expect(pointing.map(({ name }) => name)).toContain('task transfer')
    }
  })
})

describe('the same logs read again', () => {
  const known = (): Map<string, object> => new Map(first.map((span) => [key(span), facts(span)]))

  it('from the start make the same spans', async () => {
    const again = await spansOfBoth(join(folder, 'logs'))
    expect(again).toHaveLength(first.length)
    // In which order they are sent is nobody's business.
    expect(new Map(again.map((span) => [key(span), facts(span)]))).toEqual(known())
  })

  it.each([0.25, 0.5, 0.75])('from %f on make no second span', async (share) => {
    const rest = join(folder, `rest-${share}`)
    for (const [host, name] of [
      [site, 'distmgr.log'],
      [site, 'PkgXferMgr.log'],
      [dp, 'smsdpprov.log'],
    ] as const) {
      mkdirSync(join(rest, host), { recursive: true })
      const lines = readFileSync(join(folder, 'logs', host, name), 'latin1').split('\r\n')
      writeFileSync(join(rest, host, name), lines.slice(Math.floor(lines.length * share)).join('\r\n'), 'latin1')
    }
    const spans = known()
    const again = await spansOfBoth(rest)
    expect(again.length).toBeGreaterThan(0)
    for (const span of again) expect(spans.get(key(span))).toEqual(facts(span))
  })
})
