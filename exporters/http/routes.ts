// What each address of the server answers. Pure apart from asking the agent; server.ts does the sending.
import { formatFor } from '../metrics/negotiation.ts'
import { isOwnHost, isSameOrigin } from './host-check.ts'
import { landingPage, pagePolicy, type DistributionView } from './landing-page.ts'
import type { LibraryView } from './library-section.ts'

/** What the server asks of the agent. */
export type HttpAgent = {
  render(accept: string | undefined): Promise<{ readonly contentType: string; readonly body: string }>
  /** Why the agent is not ready (state not loaded, a log not yet opened, shutting down); undefined when it is. */
  notReady(): string | undefined
  /** Objects of the data contract, in any order. Read while it is sent, so it may be long. */
  distributions(): Iterable<DistributionView>
  /** One distribution; undefined when there is none. */
  distribution(packageId: string, packageVersion: number, dp: string): DistributionView | undefined
  /** What is known of the content library; undefined when none is configured. */
  library(): LibraryView | undefined
  /** Loads the configuration again; resolves to the problems when the old one stays in force. */
  reload(): Promise<string | undefined>
}

export type RouteOptions = {
  readonly agent: HttpAgent
  /** Starts with `/`. */
  readonly telemetryPath: string
  /** Is `/-/reload` on? */
  readonly enableLifecycle: boolean
  /** Names of this machine under which the page may be asked for, any case. */
  readonly ownNames: readonly string[]
  readonly version: string
  readonly host: string
}

export type Asked = {
  readonly method: string
  readonly path: string
  readonly accept: string | undefined
  readonly host: string | undefined
  readonly origin: string | undefined
}

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Whole, or in pieces that are made while they are sent. */
  readonly body: string | Iterable<string>
}

type Route = {
  readonly methods: readonly string[]
  /** Answer only under our own names? */
  readonly guarded: boolean
  answer(asked: Asked): Answer | Promise<Answer>
}

/** The route of a path and what it answers, faults included; never rejects for anything a client sent. */
export async function answer(asked: Asked, options: RouteOptions): Promise<Answer> {
  const route = routeOf(asked.path, options)
  if (route === undefined) return text(404, 'Not found\n')
  if (!route.methods.includes(asked.method)) {
    return text(405, 'Method not allowed\n', { allow: route.methods.join(', ') })
  }
  if (route.guarded && !isOwnHost(asked.host, options.ownNames)) {
    return text(421, 'This server does not answer under that name; ask for it by its address or its own name\n')
  }
  return route.answer(asked)
}

const readOnly = ['GET', 'HEAD']

function routeOf(path: string, options: RouteOptions): Route | undefined {
  const { agent, telemetryPath } = options
  if (path === telemetryPath)
    return { methods: readOnly, guarded: false, answer: ({ accept }) => metrics(agent, accept) }
  const exact = exactRoutes(options)[path]
  if (exact !== undefined) return exact
  const [, packageId, version, dp] = /^\/api\/v1\/distributions\/([^/]+)\/(\d{1,9})\/([^/]+)$/.exec(path) ?? []
  if (packageId === undefined || dp === undefined) return undefined
  return { methods: readOnly, guarded: true, answer: () => distribution(agent, packageId, Number(version), dp) }
}

function exactRoutes(options: RouteOptions): Readonly<Record<string, Route | undefined>> {
  const { agent } = options
  return {
    __proto__: null as never, // a path is no property of Object
    '/-/healthy': { methods: readOnly, guarded: false, answer: () => text(200, 'cmdp-agent is healthy\n') },
    '/-/ready': { methods: readOnly, guarded: false, answer: () => ready(agent) },
    '/-/reload': { methods: ['POST', 'PUT'], guarded: true, answer: (asked) => reload(asked, options) },
    '/api/v1/distributions': { methods: readOnly, guarded: true, answer: () => json(distributions(agent)) },
    '/api/v1/library': { methods: readOnly, guarded: true, answer: () => library(agent) },
    '/api/v1/findings': { methods: readOnly, guarded: true, answer: () => findings(agent) },
    '/': { methods: readOnly, guarded: true, answer: () => page(options) },
  }
}

async function metrics(agent: HttpAgent, accept: string | undefined): Promise<Answer> {
  const { contentType, body } = await agent.render(accept)
  return { status: 200, headers: { 'content-type': contentType, vary: 'accept, accept-encoding' }, body }
}

/** Requests for the same exposition at the same time share one snapshot: see server.ts. */
export function sharedRender(render: HttpAgent['render']): HttpAgent['render'] {
  const running = new Map<string, ReturnType<HttpAgent['render']>>()
  return (accept) => {
    const format = formatFor(accept)
    const shared = running.get(format) ?? render(accept).finally(() => running.delete(format))
    running.set(format, shared)
    return shared
  }
}

function ready(agent: HttpAgent): Answer {
  const reason = agent.notReady()
  return reason === undefined ? text(200, 'cmdp-agent is ready\n') : text(503, `Not ready: ${reason}\n`)
}

async function reload({ origin, host }: Asked, { agent, enableLifecycle }: RouteOptions): Promise<Answer> {
  if (!enableLifecycle) return text(403, 'Reloading by HTTP is off; --web.enable-lifecycle turns it on\n')
  if (!isSameOrigin(origin, host)) return text(403, 'Not from another page\n')
  const problems = await agent.reload()
  if (problems === undefined) return text(200, 'Configuration loaded\n')
  return text(400, `The old configuration stays in force.\n${problems}\n`)
}

function page({ agent, version, host, telemetryPath }: RouteOptions): Answer {
  const facts = {
    version,
    host,
    telemetryPath,
    notReady: agent.notReady(),
    distributions: agent.distributions(),
    library: agent.library(),
  }
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': pagePolicy },
    body: landingPage(facts),
  }
}

function* distributions(agent: HttpAgent): Iterable<string> {
  let separator = '{"distributions":['
  for (const one of agent.distributions()) {
    yield separator + JSON.stringify(one)
    separator = ','
  }
  yield separator === ',' ? ']}\n' : '{"distributions":[]}\n'
}

function distribution(agent: HttpAgent, packageId: string, packageVersion: number, dp: string): Answer {
  const found = agent.distribution(packageId.toUpperCase(), packageVersion, dp.toUpperCase())
  return found === undefined ? json('{"error":"no such distribution"}\n', 404) : json(`${JSON.stringify(found)}\n`)
}

function library(agent: HttpAgent): Answer {
  const known = agent.library()
  return known === undefined ? noLibrary() : json(`${JSON.stringify(known)}\n`)
}

function findings(agent: HttpAgent): Answer {
  const known = agent.library()
  if (known === undefined) return noLibrary()
  const { findings: all, findingCount } = known
  return json(`${JSON.stringify({ findings: all, findingCount })}\n`)
}

const noLibrary = (): Answer => json('{"error":"no content library is configured"}\n', 404)

function json(body: Answer['body'], status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body }
}

export function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body }
}
