// The running agent: every part made once, in the order they need each other, and ended in the reverse order.
//
//   state -> what it remembers -> library -> web server -> followers -> the one loop (work.ts)
import { createTracker, type Tracker } from '../../engine/distribution/tracker.ts'
import type { Step } from '../../engine/distribution/run.ts'
import type { Metrics } from '../../exporters/index.ts'
import { entryReader } from '../../parsers/entry-reader.ts'
import { accountOf, distributionObjects, type Account, type VerificationOf } from '../account-objects.ts'
import { createCorrelator } from '../correlate/correlator.ts'
import type { Clock } from '../clock.ts'
import { fingerprintOf } from '../config/load-config.ts'
import type { Config } from '../config/settings.ts'
import { AgentError } from '../errors.ts'
import { entryFlow } from '../flow.ts'
import type { Log } from '../log.ts'
import { entryRecogniser } from '../recognise-entry.ts'
import { openState, type StateStore } from '../state/state-store.ts'
import type { Position } from '../tail/checkpoint.ts'
import { followLog } from '../tail/follow.ts'
import { revision, version } from '../version.ts'
import { watchHints } from '../watch.ts'
import { createDoorbell, type Doorbell } from './doorbell.ts'
import { durable } from './durable.ts'
import { followedLogs, type FollowedLog } from './followed-logs.ts'
import { libraryMemory } from './library/library-memory.ts'
import { linkLibrary, type LibraryAccount, type LibraryLink } from './library/library-link.ts'
import { claimBook } from './arrival/claim-book.ts'
import { verifyStage } from './arrival/verify-stage.ts'
import { publisher } from './publisher.ts'
import { Reading } from './reading.ts'
import { metricsFor, tracesFor } from './numbers-and-spans.ts'
import { retryRules, stallDeadlines, zoneOfLogs } from './settings-for-parts.ts'
import { tellEvent } from './tail-report.ts'
import { countsTeller } from './tracker-counts.ts'
import { distributionNamed, openWeb } from './web.ts'
import { work } from './work.ts'

export type AgentOptions = {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Full name of this machine. */
  readonly host: string
  /** Reads the configuration again; what is wrong with it, or undefined when it is in force. */
  readonly reload?: () => Promise<string | undefined>
  /** Told of everything that happens, beside the metrics and traces. */
  readonly onStep?: (step: Step) => void
}

export type RunningAgent = {
  /** `http://127.0.0.1:9877/metrics` */
  readonly metricsUrl: string
  readonly pageUrl: string
  /** The objects of the data contract, as of now. */
  account(): Account
  /** What is known of the content library; undefined when none is configured. */
  library(): LibraryAccount | undefined
  /** Every log was read to its end once. */
  readonly isLive: boolean
  /** Takes over the settings that need no restart. */
  apply(config: Config): void
  /** A configuration was read that cannot be used. */
  configRefused(): void
  /** Rejects when the agent cannot go on; resolves after `stop`. */
  readonly ended: Promise<void>
  /** Reads what is there, commits, sends, closes. */
  stop(): Promise<void>
}

/** Rejects with AgentError: nothing to follow, state in use or not writable, address taken. */
export async function startAgent(options: AgentOptions): Promise<RunningAgent> {
  const { config, clock, host } = options
  const logs = followedLogs(config, host)
  if (logs.length === 0) throw new AgentError('nothingToFollow', { reason: noLogs })
  const store = await openState(config.state, clock)
  try {
    return await assemble(options, logs, store)
  } catch (error) {
    await store.close()
    throw error
  }
}

/** Milliseconds that stopping waits for a receiver. */
const sendWithin = 3_000

const noLogs =
  'no path is configured (logs.distmgr, logs.pkgXferMgr, logs.smsdpprov), and on this machine none was found by itself'

const setAsideText = 'The state was damaged: it was set aside, and the logs are read from their beginning'

async function assemble(options: AgentOptions, logs: readonly FollowedLog[], store: StateStore): Promise<RunningAgent> {
  const { config, clock, log, host } = options
  if (store.setAside !== undefined) log.error(setAsideText, { path: store.setAside })
  const tracker = createTracker({
    retries: retryRules(config),
    deadlines: stallDeadlines(config),
    followsDistMgr: logs.some(({ name }) => name === 'distmgr'),
  })
  const correlator = createCorrelator()
  const metrics = metricsFor(options, logs, tracker)
  const traces = await tracesFor(options, logs, store, metrics)
  const libraryRecords = libraryMemory()
  const arrivals = claimBook()
  const memory = durable(store, { metrics, trace: traces, tracker, correlator, library: libraryRecords, arrivals })
  const positions = await memory.restore()
  if (store.setAside !== undefined) metrics.agent.commitFailed('damaged')
  metrics.agent.build({ version, revision, nodeVersion: process.version, rulesVersion: version })
  metrics.agent.configLoaded(fingerprintOf(config), clock.now())

  let library: LibraryLink | undefined
  const news = createDoorbell()
  const readings = logs.map((one) => readingOf(one, options, positions.get(one.name), { metrics, tracker, news }))
  const publish = publisher({
    metrics,
    traces,
    clock,
    readingOf: (source) => readings.find((reading) => reading.source === source) as Reading,
    backfill: config['export.otlp.backfillTraces'],
    onStep: (step) => {
      library?.step(step)
      options.onStep?.(step)
    },
  })
  const recognisers = new Map(logs.map(({ source }) => [source, entryRecogniser(source.file)]))
  const flow = entryFlow({
    recognise: (entry, source) => recognisers.get(source)?.recognise(entry),
    correlate: correlator.accept,
    track: (event) => {
      const steps = tracker.apply(event)
      library?.hear(event, steps)
      return steps
    },
    publish,
  })

  const ownDp = (config.distributionPoint ?? host).toUpperCase()
  const verificationOf: VerificationOf = (run) => library?.verificationOf(run)
  const accountNow = (): Account => accountOf(tracker, clock.now(), verificationOf)
  let stopping = false
  const web = await openWeb({
    config,
    clock,
    log,
    host,
    agent: {
      render: metrics.render,
      notReady: () => (stopping ? 'the agent is stopping' : notReady(readings)),
      library: () => library?.account(),
      distributions: () => distributionObjects(tracker, clock.now(), verificationOf),
      distribution: (packageId, packageVersion, dp) =>
        distributionNamed(tracker, clock.now(), { packageId, packageVersion, dp }, verificationOf),
      reload: options.reload ?? (() => Promise.resolve('no configuration file was given')),
    },
  })
  // Its thread would outlive a failure to listen.
  library = linkLibrary({
    config,
    ownDp,
    isLogged: logs.some(({ name }) => name === 'smsdpprov'),
    isSiteLibrary: ownDp === host.toUpperCase() && servesOthers(logs),
    clock,
    log,
    metrics: metrics.library,
    memory: libraryRecords,
    arrivals,
    onJudged: (arrival) => {
      const step = verifyStage(arrival, tracker.named(arrival.claim.packageId, ownDp))
      if (step === undefined) return
      publish.settle()
      publish.step(step)
    },
    present: () => tracker.present(clock.now()),
    distributions: () => tracker.distributions(),
  })
  const watching = watchHints(new Map(logs.map(({ path }, at) => [path, () => readings[at]?.wake()])))

  const tellCounts = countsTeller(tracker, metrics.agent)
  const halt = new AbortController()
  const working = work(
    {
      readings,
      news,
      clock,
      log,
      durable: memory,
      flow,
      tick: (now) => tracker.tick(now).forEach(publish.step),
      committed: (milliseconds) => metrics.agent.committed(milliseconds, clock.now()),
      commitFailed: metrics.agent.commitFailed,
      beforeCommit: () => {
        publish.settle()
        tellCounts()
      },
    },
    halt.signal,
  )
  const ended = Promise.all([working, ...readings.map((reading) => reading.run())]).then(() => undefined)

  return {
    metricsUrl: `http://${web.addresses[0] ?? ''}${config['web.telemetryPath']}`,
    pageUrl: `http://${web.addresses[0] ?? ''}/`,
    account: accountNow,
    library: () => library?.account(),
    get isLive() {
      return readings.every((reading) => reading.isLive || !reading.isUp)
    },
    apply(next) {
      tracker.setDeadlines(stallDeadlines(next))
      library?.apply(next)
      metrics.agent.configLoaded(fingerprintOf(next), clock.now())
    },
    configRefused: metrics.agent.configRefused,
    ended,
    async stop() {
      stopping = true
      await library?.close()
      await watching.close()
      await Promise.all(readings.map((reading) => reading.close()))
      halt.abort()
      await ended
      await traces.close(sendWithin)
      await web.close()
      await store.close()
    },
  }
}

function readingOf(
  { name, path, source }: FollowedLog,
  { config, clock, log }: AgentOptions,
  start: Position | undefined,
  { metrics, tracker, news }: { readonly metrics: Metrics; readonly tracker: Tracker; readonly news: Doorbell },
): Reading {
  const zone = zoneOfLogs(config)
  const follower = followLog({
    path,
    start,
    startAt: config['logs.startAt'],
    clock,
    poll: config['logs.poll'],
  })
  const reading: Reading = new Reading({
    source,
    log: name,
    follower,
    start,
    clock,
    onNews: news.ring,
    newReader: (firstLine) => entryReader({ form: 'framed', zone, firstLine: firstLine ?? 1 }),
    onEvent: (event) => {
      if ('gap' in event && (event.gap?.lostBytes ?? 0) > 0 && name !== 'smsdpprov') tracker.linesLost()
      tellEvent(event, reading, path, metrics.agent, log)
    },
  })
  return reading
}

/** Only a site server has the log of what is sent to others. */
const servesOthers = (logs: readonly FollowedLog[]): boolean => logs.some(({ name }) => name === 'pkgxfermgr')

/** Why the agent cannot be trusted yet: a log was neither opened nor found absent. */
function notReady(readings: readonly Reading[]): string | undefined {
  const waited = readings.filter(({ wasSeen }) => !wasSeen).map(({ log }) => log)
  return waited.length === 0 ? undefined : `not opened yet: ${waited.join(', ')}`
}
