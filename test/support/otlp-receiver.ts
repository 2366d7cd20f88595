// A program: an OTLP receiver on a free port of 127.0.0.1, which it prints as its first line.
//
//   POST /…            takes protobuf or JSON, gzip too, and answers as it was told (200 at first)
//   GET  /received     everything taken so far, as JSON (otlp-account.ts)
//   PUT  /behaviour    { "status": 503, "body": "…" } for the requests that follow; with "times": 1 only for one, then 200
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { addRequest, type Received } from './otlp-account.ts'
import { readOtlp } from './otlp-wire.ts'

const received: Received = { requests: [], spans: [], logs: [], metrics: [] }
type Behaviour = { readonly status: number; readonly body: string; readonly times?: number }
const usual: Behaviour = { status: 200, body: '' }
let behaviour = usual

const server = createServer((request, response) => {
  void bodyOf(request).then((body) => {
    if (request.method === 'GET') return response.end(JSON.stringify(received))
    if (request.method === 'PUT') {
      behaviour = JSON.parse(body.toString()) as Behaviour
      return response.end()
    }
    const { status, body: answer, times = Infinity } = behaviour
    take(request, body)
    behaviour = times > 1 ? { ...behaviour, times: times - 1 } : usual
    response.writeHead(status, { 'content-type': request.headers['content-type'] ?? '' })
    return response.end(Buffer.from(answer, 'base64'))
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
