// The HTTP surface on node:http. Nothing a client does may hold up the reading of logs or take more than its share:
// slow senders, readers that never read, floods of connections and bodies nobody asked for are all ended by limits.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGzip, gzip } from 'node:zlib'
import { acceptsGzip } from '../metrics/negotiation.ts'
import { parseListenAddress, printListenAddress, type ListenAddress } from './listen-address.ts'
import { answer, sharedRender, text, type Answer, type Asked, type RouteOptions } from './routes.ts'

export type HttpOptions = RouteOptions & {
  /** `127.0.0.1:9877`, `[::1]:9877`, `:9877`; port 0 takes a free one. */
  readonly listen: readonly string[]
  readonly clock: {
    /** Runs `action` once after `ms` milliseconds; returns the way to call it off. */
    after(ms: number, action: () => void): () => void
  }
  /** A fault of ours while answering; the client got 500. */
  failed(error: unknown): void
}

export type HttpServer = {
  /** Where it really listens, ports filled in: `127.0.0.1:9877`. */
  readonly addresses: readonly string[]
  /** Stops taking connections, lets answers finish for a moment, then closes all. */
  close(): Promise<void>
}

/** Why an address cannot be listened on. `code` is that of the system (EADDRINUSE, EACCES …) or `EINVAL`. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
  readonly address: string
  readonly code: string

  constructor(address: string, code: string, options?: ErrorOptions) {
    super(`Cannot listen on ${address}: ${reasons[code] ?? code}`, options)
    this.address = address
    this.code = code
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use by another program',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'not allowed; ports below 1024 need a privileged account',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name cannot be looked up now',
  EINVAL: 'an address looks like 127.0.0.1:9877, [::1]:9877 or :9877',
}

/** Milliseconds, except `connections`, `headerBytes` and `gzipBytes`. */
const limits = {
  /** From the first byte of a request to its last header; to its end. */
  headers: 10_000,
  request: 15_000,
  /** Without any byte moving in either direction; while an answer waits to be read, `answer` cuts first or Node waits twice. */
  idle: 30_000,
  /** Between two requests of one connection; scrapes come every 15 to 60 s. */
  keepAlive: 65_000,
  /** From the first byte of an answer to its last, however steadily it is read. */
  answer: 60_000,
  /** After `close`, until connections are cut. */
  closing: 2_000,
  connections: 128,
  headerBytes: 16_384,
  /** Answers below this are not worth packing. */
  gzipBytes: 1_024,
}

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

/** Rejects with ListenError when one of the addresses cannot be had; none is then left open. */
export async function serveHttp(options: HttpOptions): Promise<HttpServer> {
  const shared = { ...options, agent: { ...options.agent, render: sharedRender(options.agent.render) } }
  const servers: Server[] = []
  try {
    for (const address of options.listen) servers.push(await listen(address, shared))
  } catch (error) {
    await Promise.all(servers.map((server) => closeServer(server, options.clock)))
    throw error
  }
  return {
    addresses: servers.map(printAddress),
    close: async () => {
      await Promise.all(servers.map((server) => closeServer(server, options.clock)))
    },
  }
}

async function listen(written: string, options: HttpOptions): Promise<Server> {
  const address = parseListenAddress(written)
  if (address === undefined) throw new ListenError(written, 'EINVAL')
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      keepAliveTimeout: limits.keepAlive,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => void respond(request, response, options),
  )
  server.timeout = limits.idle
  server.maxConnections = limits.connections
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new ListenError(written, error.code ?? error.message, { cause: error }))
    })
    server.listen(listenOptions(address), resolve)
  })
  server.on('error', options.failed)
  server.on('drop', () => server.closeIdleConnections()) // a flood of idle ones must not keep a scraper away
  return server
}

function listenOptions({ host, port }: ListenAddress): { host?: string; port: number } {
  return host === undefined ? { port } : { host, port }
}

function printAddress(server: Server): string {
  const { address, port } = server.address() as AddressInfo
  return printListenAddress({ host: address, port })
}

type Clock = HttpOptions['clock']

async function closeServer(server: Server, clock: Clock): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const callOff = clock.after(limits.closing, () => server.closeAllConnections())
  await closed
  callOff()
}

async function respond(request: IncomingMessage, response: ServerResponse, options: HttpOptions): Promise<void> {
  response.once(
    'close',
    options.clock.after(limits.answer, () => response.destroy()),
  )
  try {
    const asked = askedOf(request)
    const result = asked === undefined ? text(400, 'Bad request\n') : await answer(asked, options)
    await send(result, request, response, options.clock)
  } catch (error) {
    if (response.destroyed) return // the client left while it was answered
    options.failed(error)
    if (response.headersSent) response.destroy()
    else await send(text(500, 'Internal error\n'), request, response, options.clock)
  }
}

/** undefined: an address that no client of good will sends. */
function askedOf(request: IncomingMessage): Asked | undefined {
  const { accept, host, origin } = request.headers
  const [raw = ''] = (request.url ?? '').split('?', 1)
  if (!raw.startsWith('/')) return undefined
  try {
    return { method: request.method ?? '', path: decodeURIComponent(raw), accept, host, origin }
  } catch {
    return undefined // a lone % or bytes that are no UTF-8
  }
}

const gzipped = promisify(gzip)

async function send(result: Answer, request: IncomingMessage, response: ServerResponse, clock: Clock): Promise<void> {
  // No route reads a body: a connection on which one is coming is of no more use.
  const uninvited = request.headers['content-length'] ?? request.headers['transfer-encoding']
  if (uninvited !== undefined && uninvited !== '0') response.setHeader('connection', 'close')
  for (const [name, value] of Object.entries({ ...securityHeaders, ...result.headers })) response.setHeader(name, value)
  response.statusCode = result.status
  const pack = acceptsGzip(String(request.headers['accept-encoding'] ?? ''))
  if (request.method === 'HEAD') response.end()
  else if (typeof result.body === 'string') await sendWhole(result.body, pack, response)
  else await sendPieces(chunks(result.body, clock), pack, response)
}

async function sendWhole(body: string, pack: boolean, response: ServerResponse): Promise<void> {
  const packed = pack && body.length >= limits.gzipBytes
  const bytes = packed ? await gzipped(body) : Buffer.from(body)
  if (packed) response.setHeader('content-encoding', 'gzip')
  response.setHeader('content-length', bytes.length)
  response.end(bytes)
}

async function sendPieces(pieces: AsyncIterable<Buffer>, pack: boolean, response: ServerResponse): Promise<void> {
  if (!pack) return pipeline(Readable.from(pieces, { objectMode: false }), response)
  response.setHeader('content-encoding', 'gzip')
  return pipeline(Readable.from(pieces, { objectMode: false }), createGzip(), response)
}

/** Pieces joined to some 64 KiB; between two of them other work gets its turn. */
async function* chunks(pieces: Iterable<string>, clock: Clock): AsyncIterable<Buffer> {
  let text = ''
  for (const piece of pieces) {
    text += piece
    if (text.length < 65_536) continue
    yield Buffer.from(text)
    text = ''
    await new Promise<void>((resolve) => void clock.after(0, resolve))
  }
  yield Buffer.from(text)
}
