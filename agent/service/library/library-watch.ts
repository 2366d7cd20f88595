// The library of this host, watched: scanned on schedule and when a hint says so, its stored files hashed in between.
// Runs in a thread of its own, so that judging a million entries never holds up a log. Whatever happens to the library
// is a state that is told; only stop ends it.
import type { Allowance } from '../../../engine/library/paced-store.ts'
import type { DriveRoot } from '../../../engine/library/disk-store.ts'
import { contentKey } from '../../../engine/ids.ts'
import { currentContents } from '../../../engine/checks/view.ts'
import type { Crew } from '../../../engine/scan/crew.ts'
import { contentOf, type LibraryIndex } from '../../../engine/scan/library-index.ts'
import { none } from '../../../engine/scan/column.ts'
import type { Clock } from '../../clock.ts'
import { AgentError } from '../../errors.ts'
import { loadIndex } from '../../library/index-file.ts'
import { findPlace, type LibraryPlace } from '../../library/library-place.ts'
import { alarm } from './alarm.ts'
import { changeLedger } from './change-ledger.ts'
import { pacer } from '../../library/pacer.ts'
import { scanRound, type ScanRound } from './scan-round.ts'
import { allVerdicts, recallVerdicts } from './verdict-records.ts'
import { createVerifier } from './verifier.ts'
import type { LibraryState, Tell, WatchOrder, WatchSetup } from './watch-messages.ts'

export type WatchOptions = {
  readonly setup: WatchSetup
  readonly clock: Clock
  readonly tell: Tell
  /** Threads that read this library; stored files within the allowance when there is one. */
  readonly crew: (roots: readonly DriveRoot[], size: number, allowance?: Allowance) => Crew
  readonly threads: number
  /** Calls `hint` when an entry comes or goes in one of the folders. Returns the way to end it. */
  readonly watchFolders: (folders: readonly string[], hint: () => void) => { close(): Promise<void> }
}

export type LibraryWatch = {
  order(order: WatchOrder): void
  /** Resolves after `stop`; rejects when we are wrong. */
  readonly ended: Promise<void>
}

/** The whole library is read again after this time: an edit may put the old time and size back; milliseconds. */
const walkAfter = 24 * 60 * 60 * 1000
/** A change is rarely alone: time between a hint and the scan, and between two scans; milliseconds. */
const settle = 1_000
const leastPause = 2_000
/** Time until something that failed is tried again, and at most between two looks for what is due; milliseconds. */
const retryAfter = 60_000
/** Time between two looks for a library that is not there: they cost next to nothing; milliseconds. */
const lookAfter = 5_000
const hour = 60 * 60 * 1000
/** So many records of verdicts are worth being written anew. */
const mostRecords = 500

export function libraryWatch({ setup, clock, tell, crew, threads, watchFolders }: WatchOptions): LibraryWatch {
  let settings = setup.settings
  let index: LibraryIndex | undefined
  let place: LibraryPlace | undefined
  let packed = setup.memory.verdicts
  let walkedAt = setup.memory.walkedAt
  /** When the times of all INIs were last looked at, by the running clock: too many for each of the scans after a hint. */
  let lookedAt: number | undefined
  let state: LibraryState = 'starting'
  let transferring = false
  let urgentPackages: readonly string[] = []
  let arrivalHashing = false
  /** Verdicts from elsewhere; of some the index may know the stored file only after the next scan. */
  let verdictsOfArrivals: Uint8Array[] = []
  const ledger = changeLedger()
  const seen = new Map(setup.memory.firstSeen)
  const stop = new AbortController()
  const scanBell = alarm(clock)
  const verifyBell = alarm(clock)
  let hints: { close(): Promise<void> } | undefined

  const verifier = createVerifier({
    clock,
    tell,
    pacer: pacer(clock, () => settings.bytesPerSecond),
    settings: () => settings,
    index: () => index,
    crew: (allowance) => crew(place?.roots ?? [], 1, allowance),
    isPaused: () => arrivalHashing || (transferring && settings.pauseWhileTransferring),
    urgent: () => (index === undefined ? new Set() : hashesOf(index, urgentPackages)),
    onDamage: scanBell.ring,
  })

  const setState = (next: LibraryState, reason: string | undefined): void => {
    if (next === state) return
    const level = next === 'ready' ? 'info' : 'warn'
    tell({ kind: 'log', level, text: stateWords[next], facts: reason === undefined ? {} : { reason } })
    state = next
    tell({ kind: 'state', state, reason })
  }

  /** The index of an earlier run, with what is remembered beside it. */
  const recall = (at: LibraryPlace): void => {
    const say = (text: string): void => tell({ kind: 'log', level: 'warn', text, facts: {} })
    index = loadIndex(setup.indexFile, at.roots, (lines) => lines.forEach(say))
    if (index !== undefined) remember(index)
  }
  const remember = (into: LibraryIndex): void => {
    const read = recallVerdicts(into, packed)
    if (packed.length > mostRecords || read > 2 * into.verdicts.size + 10_000) {
      tell({ kind: 'verdictsRewritten', verdicts: allVerdicts(into) })
    }
    packed = []
    for (const [id, time] of seen) into.firstSeen.set(id, Math.min(time, into.firstSeen.get(id) ?? time))
  }

  const scanOnce = async (): Promise<void> => {
    if (place === undefined) {
      place = findPlace({ library: undefined, drives: [] }, settings)
      recall(place)
    }
    const walk = index === undefined || walkedAt === undefined || clock.now() - walkedAt > walkAfter
    const began = clock.elapsed()
    const all = lookedAt === undefined || began - lookedAt >= settings.scanEvery
    const own = crew(place.roots, threads)
    let round: ScanRound
    try {
      round = await scanRound(index, {
        crew: own,
        place,
        settings,
        indexFile: setup.indexFile,
        clock,
        tell,
        signal: stop.signal,
        walk,
        inPlace: all ? 'all' : 'stored',
        seen,
        ledger: setup.isLogged ? ledger : undefined,
        known: verifier.known,
      })
    } finally {
      await own.close()
    }
    if (round.index !== undefined && round.index !== index) {
      index = round.index
      if (packed.length > 0) remember(index)
    }
    if (round.report === undefined) return
    if (round.state === 'ready' && walk) walkedAt = clock.now()
    if (round.state === 'ready' && (walk || all)) lookedAt = began
    if (round.state !== state) {
      // What was watched may have been another folder of the same name.
      await hints?.close()
      hints = round.state === 'ready' ? watchFolders(rootsOf(place, index), scanBell.ring) : undefined
    }
    setState(round.state, round.reason)
    tell({ kind: 'scanned', report: round.report, walkedAt })
    if (round.state !== 'ready') return
    if (index !== undefined) recallVerdicts(index, verdictsOfArrivals)
    verdictsOfArrivals = []
    verifyBell.ring()
  }

  const scanning = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const began = clock.elapsed()
      try {
        await scanOnce()
      } catch (error) {
        // Not there, not a folder, not ours to read: it may come later. Anything else is told, and tried again, too.
        if (error instanceof AgentError) setState('absent', error.message)
        else setState('failed', error instanceof Error ? error.message : String(error))
      }
      const took = clock.elapsed() - began
      const every = Math.min(
        settings.scanEvery,
        state === 'ready' ? Infinity : state === 'failed' ? retryAfter : lookAfter,
      )
      // A library that never rests is not scanned all the time: at most a third of it.
      await clock.sleep(Math.min(every, Math.max(leastPause, 2 * took)), stop.signal)
      await scanBell.wait(Math.max(0, every - (clock.elapsed() - began)))
      await clock.sleep(Math.min(settle, settings.scanEvery), stop.signal)
    }
  }

  const failedPass = (error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error)
    if (!stop.signal.aborted) tell({ kind: 'passFailed', reason })
  }

  const verifying = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await verifyBell.wait(hour)
      if (stop.signal.aborted || state !== 'ready') continue
      try {
        await verifier.pass()
      } catch (error) {
        failedPass(error)
        await clock.sleep(retryAfter, stop.signal)
      }
    }
  }

  const ended = Promise.all([scanning(), verifying()]).then(async () => {
    await hints?.close()
  })

  return {
    order(order) {
      switch (order.kind) {
        case 'settings':
          // Where the library is was decided at the start.
          settings = { ...order.settings, primary: settings.primary, drives: settings.drives }
          return scanBell.ring()
        case 'transferring':
          transferring = order.active
          return
        case 'arrivalHashing':
          arrivalHashing = order.active
          return
        case 'verdicts':
          verdictsOfArrivals.push(order.verdicts)
          if (index !== undefined) recallVerdicts(index, [order.verdicts])
          if (order.mismatches > 0) scanBell.ring()
          return
        case 'spokenOf':
          for (const id of order.packageIds) ledger.spokenOf(id, clock.now())
          return
        case 'urgent':
          urgentPackages = order.packageIds
          return
        case 'stop':
          stop.abort()
          verifier.end()
          scanBell.ring()
          verifyBell.ring()
      }
    },
    ended,
  }
}

const stateWords: Readonly<Record<LibraryState, string>> = {
  starting: 'The content library is looked for',
  ready: 'The content library is read and watched',
  absent: 'The content library is not there; waiting for it',
  unreadable: 'The content library cannot be read',
  failed: 'Reading the content library failed; trying again',
}

/** Folders whose entries come and go with contents and parts: the library folders themselves, and DataLib. */
function rootsOf({ roots }: LibraryPlace, index: LibraryIndex | undefined): readonly string[] {
  const dataLib = index?.survey.drives[0]?.parts.DataLib?.path.split('/').at(-1)
  const [primary] = roots
  const libraries = roots.map(({ library }) => library)
  return primary === undefined || dataLib === undefined ? libraries : [...libraries, `${primary.library}/${dataLib}`]
}

/** Hashes of the stored files that the current contents of these packages need. */
function hashesOf(index: LibraryIndex, packageIds: readonly string[]): ReadonlySet<string> {
  const wanted = new Set(packageIds)
  const hashes = new Set<string>()
  if (wanted.size === 0) return hashes
  const contents = index.survey.packages.filter(({ packageId }) => wanted.has(packageId)).flatMap(currentContents)
  for (const name of new Set(contents.map(contentKey))) {
    const content = contentOf(index, name)
    if (content === undefined) continue
    for (let file = content.firstFile; file < content.firstFile + content.fileCount; file++) {
      const number = index.tables.files.hash.at(file)
      if (number !== none) hashes.add(index.tables.hashes.text(number))
    }
  }
  return hashes
}
