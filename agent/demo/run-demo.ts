// The demo from beginning to end: a site in a temporary folder, the real agent on its logs, and a picture of both.
import { systemClock } from '../clock.ts'
import type { Asked } from '../config/config-sources.ts'
import { requireConfig } from '../config/config-sources.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import type { Config } from '../config/settings.ts'
import { AgentError } from '../errors.ts'
import { createLog } from '../log.ts'
import { startAgent, type RunningAgent } from '../service/start-agent.ts'
import { coloursFor } from '../terminal/colours.ts'
import { print, printJson, tell } from '../terminal/output.ts'
import { lineDisplay, screenDisplay, type Display } from './demo-display.ts'
import { distributionPointCount, openDemoSite, speed, type DemoSite } from './demo-site.ts'
import { shownLibrary, type ShownLibrary } from './demo-library-view.ts'
import { rowsOf, type Row } from './demo-view.ts'

export type DemoOptions = {
  /** Milliseconds; undefined: until it is interrupted. */
  readonly lasting: number | undefined
  /** undefined: the usual one, or any when that is taken. */
  readonly port: number | undefined
  readonly seed: number
  readonly json: boolean
  readonly color: boolean | undefined
  /** What file, flags and environment say: exports, log level. Where logs, state and port are, the demo decides. */
  readonly asked: Asked
}

const usualPort = 9877
/** How often the picture is drawn, milliseconds. */
const drawEvery = 250

/** Rejects with AgentError when it cannot start; the temporary folder is gone in every case. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const loaded = await requireConfig(options.asked)
  const site = await openDemoSite(options.seed, systemClock)
  try {
    await follow(site, loaded, options)
  } finally {
    await site.remove()
  }
}

async function follow(site: DemoSite, loaded: LoadedConfig, options: DemoOptions): Promise<void> {
  const agent = await startOnFreePort(site, loaded, options)
  const stop = new AbortController()
  const endings = endOn(stop, options.lasting)
  const began = systemClock.elapsed()
  const rows = (): readonly Row[] => {
    const { distributions, packages } = agent.account()
    return rowsOf(distributions, packages, site.packageNames, systemClock.now())
  }
  const library = (): ShownLibrary | undefined => shownLibrary(site.ownDp, agent.library())
  const display = options.json ? undefined : displayFor(agent, site, options)
  try {
    const writing = site.live(stop.signal)
    await Promise.race([draw(display, rows, library, began, stop.signal), writing, agent.ended])
    stop.abort()
    await writing
  } finally {
    endings()
    await agent.stop()
    display?.end(rows(), library())
  }
  if (options.json) await printJson({ metrics: agent.metricsUrl, ...agent.account(), library: agent.library() ?? null })
}

async function draw(
  display: Display | undefined,
  rows: () => readonly Row[],
  library: () => ShownLibrary | undefined,
  began: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    display?.show(rows(), (systemClock.elapsed() - began) / 1_000, library())
    await systemClock.sleep(drawEvery, signal)
  }
}

/** Ctrl-C, a stop by the system, or the time given. Returns the way to take all of it back. */
function endOn(stop: AbortController, lasting: number | undefined): () => void {
  const end = (): void => stop.abort()
  const callOff = lasting === undefined ? undefined : systemClock.after(lasting, end)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const name of signals) process.once(name, end)
  return () => {
    callOff?.()
    for (const name of signals) process.removeListener(name, end)
  }
}

async function startOnFreePort(site: DemoSite, loaded: LoadedConfig, options: DemoOptions): Promise<RunningAgent> {
  const start = (port: number): Promise<RunningAgent> => startOn(port, site, loaded)
  if (options.port !== undefined) return start(options.port).catch(askForOtherPort)
  try {
    return await start(usualPort)
  } catch (error) {
    if (!(error instanceof AgentError) || error.code !== 'addressInUse') throw error
    tell([`Port ${String(usualPort)} is in use by another program; taking a free one (choose with --port)`])
    return start(0)
  }
}

/** The demo's option has a name of its own. */
function askForOtherPort(error: unknown): never {
  if (!(error instanceof AgentError) || error.code !== 'addressInUse') throw error
  throw new AgentError('addressInUse', { address: error.data['address'] ?? '', option: '--port' }, { cause: error })
}

function startOn(port: number, site: DemoSite, { config, origins }: LoadedConfig): Promise<RunningAgent> {
  const quiet = origins['log.level'].kind === 'default'
  const settings: Config = {
    ...config,
    ...site.settings,
    'web.listen': [`127.0.0.1:${String(port)}`],
    'log.level': quiet ? 'error' : config['log.level'],
  }
  const log = createLog({ level: settings['log.level'], format: settings['log.format'], file: settings['log.file'] })
  return startAgent({ config: settings, clock: systemClock, log, environment: process.env, host: site.agentHost })
}

function displayFor(agent: RunningAgent, site: DemoSite, options: DemoOptions): Display {
  const colours = coloursFor(process.stdout, options.color)
  const terminal = {
    get columns() {
      return process.stdout.columns || 100
    },
    get rows() {
      return process.stdout.rows || 40
    },
    write: (text: string) => void print(text),
  }
  const heading = headingLines(agent, site, options.lasting)
  if (!process.stdout.isTTY) return lineDisplay(terminal, colours, heading)
  const display = screenDisplay(terminal, colours, heading)
  // A fault of ours must be told on the terminal's own screen, not on the one that vanishes.
  for (const end of ['uncaughtExceptionMonitor', 'exit'] as const) process.once(end, display.leave)
  return display
}

function headingLines(agent: RunningAgent, site: DemoSite, lasting: number | undefined): readonly string[] {
  const halfHour = (30 * 60) / speed
  const ends = lasting === undefined ? 'Ctrl-C ends it' : `Ends after ${String(Math.round(lasting / 1_000))} s`
  return [
    `cmdp demo   site PS1, ${String(distributionPointCount)} distribution points; 30 minutes there pass in ${String(halfHour)} s`,
    `Metrics ${agent.metricsUrl}   Page ${agent.pageUrl}`,
    `Logs    ${site.logs}   ${ends} and tells what to do`,
  ]
}
