// The service's end of the library: starts the thread that watches it, tells it what the logs say, and turns what it
// reports into numbers, records and lines of our own log. The thread may die; the logs are followed all the same.
import { basename, dirname, join } from 'node:path'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { DistributionEvent } from '../../../engine/distribution/distribution-event.ts'
import type { Run, Step } from '../../../engine/distribution/run.ts'
import type { LibraryMetrics } from '../../../exporters/index.ts'
import type { Clock } from '../../clock.ts'
import type { Config } from '../../config/settings.ts'
import type { Log } from '../../log.ts'
import type { Verification } from '../../../engine/truth/claim.ts'
import { linkArrivals } from '../arrival/arrival-link.ts'
import { logScan } from '../arrival/log-answer.ts'
import type { Arrival, ClaimBook } from '../arrival/claim-book.ts'
import {
  contradictedByScan,
  countByKind,
  disagreementsNow,
  verificationOf,
  type ScanContradictions,
} from '../arrival/disagreement-list.ts'
import type { Disagreement } from '../../truth/disagreement.ts'
import type { LibraryMemory } from './library-memory.ts'
import type {
  FindingObject,
  LibraryState,
  WatchOrder,
  WatchReport,
  WatchSettings,
  WatchSetup,
} from './watch-messages.ts'

export type LinkOptions = {
  readonly config: Config
  /** Full name in upper case of the distribution point whose library this is. */
  readonly ownDp: string
  /** Is it the library of a site server, from which all others are served? */
  readonly isSiteLibrary: boolean
  /** Is its provider's log followed, which speaks of every change? */
  readonly isLogged: boolean
  readonly clock: Clock
  readonly log: Log
  readonly metrics: LibraryMetrics
  readonly memory: LibraryMemory
  /** What the logs said of this library, and what became of it. */
  readonly arrivals: ClaimBook
  /** A check was decided for the first time. */
  readonly onJudged: (arrival: Arrival) => void
  /** Every distribution known. */
  readonly distributions: () => Iterable<{ readonly run: Run }>
  /** Distributions that failed last, and open ones. */
  readonly present: () => Iterable<{ readonly run: Run; readonly open: boolean }>
}

export type LibraryLink = {
  /** Told of every step of a distribution: content on its way pauses hashing. */
  step(step: Step): void
  /** Told of every event: what it says of this library is checked. */
  hear(event: DistributionEvent, steps: readonly Step[]): void
  apply(config: Config): void
  /** What a look at the library made of a distribution. */
  verificationOf(run: Run): Verification | undefined
  /** What is known now; for the page and the API. */
  account(): LibraryAccount
  close(): Promise<void>
}

export type LibraryAccount = Readonly<Record<string, unknown>> & {
  readonly state: LibraryState
  readonly reason: string | null
  readonly findings: readonly FindingObject[]
  readonly findingCount: number
  readonly disagreements: readonly Disagreement[]
}

/** Hashing waits so long after the last sign of a transfer; milliseconds (content-library, validation levels). */
const transferEcho = 60_000
/** A thread that died is started again after this time; milliseconds. */
const restartAfter = 60_000
/** How often what the logs say is passed on; milliseconds. */
const pulseEvery = 5_000
/** A log that is read from its beginning changes the count with every line; milliseconds. */
const showWithin = 100
/** Milliseconds that the thread is given to end by itself. */
const endWithin = 3_000

export function linkLibrary(options: LinkOptions): LibraryLink | undefined {
  const { clock, log, metrics, memory, ownDp, isSiteLibrary } = options
  const first = watchSettings(options.config)
  if (first === undefined) return undefined
  let settings: WatchSettings = first
  let worker: Worker | undefined
  let state: LibraryState = 'starting'
  let reason: string | undefined
  let lastTransfer = -Infinity
  let told = { transferring: false, urgent: '' }
  const spokenOf = new Set<string>()
  let versions: ReadonlyMap<string, number | undefined> | undefined
  let byScan: ScanContradictions | undefined
  let toldByScan: readonly Disagreement[] = []
  let showing: (() => void) | undefined
  let closing = false
  let callOff: () => void = () => undefined

  const show = (): void => {
    metrics.show(state === 'starting' ? undefined : state === 'ready', memory.lastScan()?.numbers)
  }
  /** Only a library that was read tells what is missing. */
  const compare = (): void => {
    const scannedAt = memory.lastScan()?.numbers.scannedAt
    if (versions === undefined || scannedAt === undefined) return
    const runs = [...options.distributions()].map(({ run }) => run).filter(({ dp }) => dp === ownDp)
    byScan = contradictedByScan(runs, { versions, findings: memory.findings(), scannedAt })
    // What a look after a line has told is told.
    const news = disagreements().filter(({ packageId }) => byScan?.byPackage.has(packageId) === true)
    const only = news.filter(({ packageId }) => !options.arrivals.of(packageId)?.judged?.contradiction)
    logScan(log, toldByScan, only)
    toldByScan = only
    showDisagreements()
  }
  const disagreements = (): readonly Disagreement[] => disagreementsNow(options.arrivals.all(), byScan, ownDp)
  const showDisagreements = (): void => {
    showing = undefined
    metrics.disagree(countByKind(disagreements()))
  }
  const tell = (order: WatchOrder): void => worker?.postMessage(order)

  const heard = (report: WatchReport): void => {
    switch (report.kind) {
      case 'state':
        state = report.state
        reason = report.reason
        return show()
      case 'scanned': {
        const { took, changed, findingCount } = report.report
        memory.scanned(report.report, report.walkedAt)
        versions = new Map(report.report.packages)
        arrivals.learnOrder(report.report.orderIsKnown)
        compare()
        log.debug('The content library was scanned', {
          milliseconds: Math.round(took),
          whole: report.report.walked,
          changed,
          findings: findingCount,
        })
        return show()
      }
      case 'passBegan':
        log.debug('Hashing stored files', { files: report.files, bytes: report.bytes })
        return metrics.passBegan()
      case 'verified':
        if (report.verdicts.length > 0) memory.verified(report.verdicts)
        if (report.mismatches > 0)
          log.warn('Stored files are damaged; the findings of the library name them', { files: report.mismatches })
        return metrics.verified(report)
      case 'passEnded':
        return metrics.passEnded(report.took, report.at)
      case 'passFailed':
        log.warn('Hashing stored files was given up; it begins again later', { reason: report.reason })
        return metrics.passFailed()
      case 'verdictsRewritten':
        return memory.verdictsRewritten(report.verdicts)
      case 'log':
        return log[report.level](report.text, report.facts)
    }
  }

  const start = (): void => {
    const folder = join(options.config.state, 'library')
    mkdirSync(folder, { recursive: true })
    const setup: WatchSetup = {
      settings,
      isLogged: options.isLogged,
      memory: memory.recalled(),
      indexFile: join(folder, 'index'),
    }
    const thread = new Worker(watchProgram(), { workerData: setup })
    worker = thread
    told = { transferring: false, urgent: '' }
    thread.on('message', heard)
    thread.on('error', (error) => {
      log.error('Watching the content library failed; it begins again later, the logs are followed', { error })
      heard({ kind: 'state', state: 'failed', reason: error.message })
    })
    thread.on('exit', () => {
      worker = undefined
      if (!closing) clock.after(restartAfter, () => (closing ? undefined : start()))
    })
  }

  const pulse = (): void => {
    const transferring = clock.now() - lastTransfer < transferEcho
    if (transferring !== told.transferring) tell({ kind: 'transferring', active: transferring })
    const packageIds = [...options.present()]
      .filter(({ run }) => run.dp === ownDp && (run.outcome === 'failure' || run.outcome === 'retrying'))
      .flatMap(({ run }) => run.packageId ?? [])
      .slice(0, 1_000)
    const urgent = packageIds.join(' ')
    if (spokenOf.size > 0) tell({ kind: 'spokenOf', packageIds: [...spokenOf] })
    spokenOf.clear()
    if (urgent !== told.urgent) tell({ kind: 'urgent', packageIds })
    told = { transferring, urgent }
    callOff = clock.after(pulseEvery, pulse)
  }

  const arrivals = linkArrivals({
    settings,
    ownDp,
    clock,
    log,
    book: options.arrivals,
    onChange: (judged) => {
      showing ??= clock.after(showWithin, showDisagreements)
      if (judged !== undefined) options.onJudged(judged)
    },
    onHashed: ({ verdicts, files, bytes, mismatches }) => {
      if (files === 0) return
      memory.verified(verdicts)
      metrics.verified({ files, bytes, mismatches })
      tell({ kind: 'verdicts', verdicts, mismatches })
    },
    onHashing: (active) => tell({ kind: 'arrivalHashing', active }),
  })

  start()
  pulse()
  show()
  showDisagreements()
  return {
    hear: arrivals.hear,
    verificationOf: (run) => verificationOf(run, options.arrivals.of(run.packageId ?? ''), byScan, ownDp),
    step(step) {
      if (!('run' in step)) return
      const { run } = step
      if (run.dp === ownDp && run.packageId !== undefined) spokenOf.add(run.packageId)
      const isHere = run.dp === ownDp || isSiteLibrary
      const moves = isHere && (run.stage === 'transfer' || run.stage === 'add-to-library')
      // What a backlog tells is long over.
      if (moves && step.kind !== 'ended' && clock.now() - (run.lastAt ?? 0) < transferEcho) {
        const wasQuiet = clock.now() - lastTransfer >= transferEcho
        lastTransfer = clock.now()
        if (wasQuiet) tell({ kind: 'transferring', active: (told = { ...told, transferring: true }).transferring })
      }
    },
    apply(config) {
      settings = watchSettings(config) ?? settings
      tell({ kind: 'settings', settings })
      arrivals.apply(settings)
    },
    account: () => ({
      counts: null,
      bytes: null,
      ...memory.lastScan()?.account,
      findings: memory.findings(),
      findingCount: memory.lastScan()?.findingCount ?? 0,
      disagreements: disagreements(),
      state,
      reason: reason ?? null,
    }),
    async close() {
      closing = true
      callOff()
      showing?.()
      await arrivals.close()
      const thread = worker
      if (thread === undefined) return
      const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()))
      tell({ kind: 'stop' })
      await Promise.race([ended, clock.sleep(endWithin)])
      await thread.terminate()
    },
  }
}

/** The bundle of the thread lies beside the main one; a part of the main one lies a folder deeper. */
function watchProgram(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  return join(basename(here) === 'parts' ? dirname(here) : here, 'library-watch.mjs')
}

/** undefined when no library is configured, and none was found on this host. */
function watchSettings(config: Config): WatchSettings | undefined {
  const primary = config['library.primary']
  if (primary === undefined) return undefined
  return {
    primary,
    drives: config['library.drives'] ?? [],
    usableDrives: config['library.usableDrives'],
    reserveMegabytes: config['library.reserveMegabytes'],
    scanEvery: config['library.scan.every'],
    verifyOnArrival: config['library.verify.onArrival'],
    bytesPerSecond: config['library.verify.bytesPerSecond'],
    reverifyAfter: config['library.verify.reverifyAfter'],
    pauseWhileTransferring: config['library.verify.pauseWhileTransferring'],
    expected: config['library.expected'],
    wmi: config['library.wmi'],
  }
}
