// The HTTP server of a test: on a free port, with an agent whose answers can be set.
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { systemClock } from '../../agent/clock.ts'
import {
  serveHttp,
  type DistributionView,
  type HttpAgent,
  type HttpOptions,
  type HttpServer,
} from '../../exporters/index.ts'
import { metricsAtHand } from './metrics-at-hand.ts'

export function aDistribution(facts: Partial<DistributionView> = {}): DistributionView {
  return {
    packageId: 'PS100039',
    packageVersion: 2,
    dp: 'PS1DP1.CONTOSO.COM',
    outcome: 'success',
    stage: 'status',
    attempts: 1,
    failures: 0,
    lastTime: '2018-06-14T05:27:55.828Z',
    nextRetry: null,
    nextRetryText: null,
    triesLeft: null,
    givenUpAt: null,
    failure: null,
    ...facts,
  }
}

export type HttpAtHand = HttpServer & {
  /** `http://127.0.0.1:port` of the first address. */
  readonly url: string
  readonly failures: unknown[]
}

export async function httpAtHand(
  agent: Partial<HttpAgent> = {},
  options: Partial<HttpOptions> = {},
): Promise<HttpAtHand> {
  const failures: unknown[] = []
  const server = await serveHttp({
    agent: {
      render: metricsAtHand().render,
      notReady: () => undefined,
      distributions: () => [aDistribution()],
      distribution: () => undefined,
      library: () => undefined,
      reload: () => Promise.resolve(undefined),
      ...agent,
    },
    telemetryPath: '/metrics',
    enableLifecycle: false,
    ownNames: ['PS1SITE.CONTOSO.COM'],
    version: '0.1.0',
    host: 'PS1SITE.CONTOSO.COM',
    listen: ['127.0.0.1:0'],
    clock: systemClock,
    failed: (error) => failures.push(error),
    ...options,
  })
  return { ...server, url: `http://${server.addresses[0] ?? ''}`, failures }
}

/** A connection on which a test writes what no library would; `closed` gives everything that came back. */
export async function rawConnection(
  url: string,
): Promise<{ readonly socket: Socket; readonly closed: Promise<string> }> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let received = ''
  socket.setEncoding('latin1').on('data', (text: string) => (received += text))
  socket.on('error', () => undefined) // the server hanging up is what is waited for
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(received)))
  await new Promise((resolve) => socket.once('connect', resolve))
  return { socket, closed }
}

/** The server of one test. */
export async function serving(agent: Partial<HttpAgent> = {}, options: Partial<HttpOptions> = {}): Promise<HttpAtHand> {
  const server = await httpAtHand(agent, options)
  onTestFinished(() => server.close())
  return server
}

export type Reply = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }

/** fetch sets headers of its own, Host among them: this does not. */
export function ask(url: string, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asking = request(`${url}${path}`, { method, headers, agent: false }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      )
    })
    asking.on('error', reject)
    asking.end()
  })
}
