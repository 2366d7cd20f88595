// A program: an OTLP receiver on a free port of 127.0.0.1, which it prints as its first line.
//
//   POST /…            takes protobuf or JSON, gzip too, and answers as it was told (200 at first)
//   GET  /received     everything taken so far, as JSON (otlp-account.ts)
//   PUT  /behaviour    { "status": 503, "body": "…" } for the requests that follow
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { addRequest, type Received } from './otlp-account.ts'
import { readOtlp } from './otlp-wire.ts'

const received: Received = { requests: [], spans: [], logs: [], metrics: [] }
let behaviour: { status: number; body: string } = { status: 200, body: '' }

const server = createServer((request, response) => {
  void bodyOf(request).then((body) => {
    if (request.method === 'GET') return response.end(JSON.stringify(received))
    if (request.method === 'PUT') {
      behaviour = JSON.parse(body.toString()) as typeof behaviour
      return response.end()
    }
    take(request, body)
    response.writeHead(behaviour.status, { 'content-type': request.headers['content-type'] ?? '' })
    return response.end(Buffer.from(behaviour.body, 'base64'))
  })
})

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const whole = Buffer.concat(parts)
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(whole) : whole
}

function take(request: IncomingMessage, body: Buffer): void {
  const path = request.url ?? ''
  const contentType = request.headers['content-type'] ?? ''
  const headers = request.headers as Record<string, string>
  received.requests.push({ path, contentType, headers, answered: behaviour.status })
  if (behaviour.status !== 200) return
  const signal = path.replace(/^.*(?=\/v1\/(traces|logs|metrics)$)/, '')
  const known = /^\/v1\//.test(signal) ? signal : '/v1/traces'
  addRequest(received, contentType === 'application/json' ? JSON.parse(body.toString()) : readOtlp(known, body))
}

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
