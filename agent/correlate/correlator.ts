// Log lines in, distribution events out. A line is first given its thread, then says what it is about, then what happened.
//
//   entry + event -> rule (rules-*.ts) -> thread (threads.ts) -> names -> bindings -> events (translate.ts)
import type { DistributionEvent } from '../../engine/distribution/distribution-event.ts'
import { isFullNameOf, parseDpName, parseSiteCode, type DpName, type SiteCode } from '../../engine/ids.ts'
import type { Evidence } from '../../engine/distribution/run.ts'
import type { LogEntry } from '../../parsers/log-entry.ts'
import type { LogEvent } from '../../parsers/recognise.ts'
import type { Source } from '../flow.ts'
import { bareText, isCutOf } from './bare-text.ts'
import { complaintsOf } from './complaints.ts'
import { contentOwners, type Owner } from './content-owners.ts'
import { worksOnUnannouncedDp } from './distmgr-threads.ts'
import { afterSilence, verdictOn } from './doubted-lines.ts'
import { fullDpNames } from './full-names.ts'
import { nameStatus, readNames, type Named } from './named-things.ts'
import type { Bench, Line, Rule, Rules } from './rule.ts'
import { distMgrRules } from './rules-distmgr.ts'
import { dpRules } from './rules-dp.ts'
import { neighbourRules } from './rules-neighbours.ts'
import { pkgXferMgrRules } from './rules-pkgxfermgr.ts'
import { statusRules } from './rules-status.ts'
import { endsSending, tellEnd } from './sending-threads.ts'
import { threadKeys } from './thread-keys.ts'
import { contradict, merged, nobody, subjectOf, threads, type DoubtedLine, type Role, type Thread } from './threads.ts'
import { translate } from './translate.ts'

/** Every row that means something; the others name nothing, or nothing that matters. */
const rules: Rules = { ...distMgrRules, ...pkgXferMgrRules, ...dpRules, ...neighbourRules }

/** A changed binding, to be kept over a restart; plain JSON, undefined: it is gone. */
export type SavedBinding = { readonly key: string; readonly value: unknown }

export type Correlator = {
  accept(entry: LogEntry, event: LogEvent, source: Source): readonly DistributionEvent[]
  /** No more lines come: what was held back for a line that did not come. */
  finish(): readonly DistributionEvent[]
  /** Bindings that changed since the last commit. */
  stage(): SavedBinding[]
  /** The batch is on disk. */
  committed(): void
  restore(saved: Iterable<SavedBinding>): void
}

const nothing: readonly DistributionEvent[] = []
const noNames: Named = { ...nobody, jobId: undefined, contentId: undefined }
/** Kinds of records beside bindings, whose keys begin with a host; no host is called so. */
const contentPrefix = 'content?'
const sitePrefix = 'site?'
const dpPrefix = 'dp?'
/** A provider's thread does one call after the other; ids repeat over days (log-formats.md 4). Milliseconds. */
const providerPause = 2 * 60_000
/** A DP thread has a short life (distribution-engine.md 2): after half a day its number works for something else. */
const dpThreadPause = 12 * 60 * 60_000

export type CorrelatorOptions = {
  /** Nobody asks for changes: none are collected. */
  readonly silent?: boolean
}

export function createCorrelator({ silent = false }: CorrelatorOptions = {}): Correlator {
  const changed = new Set<string>()
  const change = silent ? () => undefined : (key: string) => void changed.add(key)
  const owners = contentOwners((key) => change(`${contentPrefix}${key}`))
  const complaints = complaintsOf()
  const knownDps = new Set<DpName>()
  const fullNames = fullDpNames()
  const siteOfHost = new Map<string, SiteCode>()
  const bindings = threads(change)
  const bare = bareText(bindings, owners)
  let events: DistributionEvent[] = []

  const emit = (event: DistributionEvent): void => {
    events.push(event)
  }

  const keyOfThread = threadKeys()
  const bench: Bench = {
    threads: bindings,
    owners,
    settle: (thread) => {
      if (thread?.doubted !== undefined) release(thread, afterSilence(thread))
    },
    keyOf: ({ signature, host, evidence, named }, thread, role) => {
      const log = signature.slice(0, 2)
      if (thread !== undefined) return keyOfThread(host, log, thread)
      return bare.keyFor(`${host}|${log}|${evidence.file}`, role, named)
    },
    emit,
  }

  /** Undefined where the text does not tell which thread wrote the line. */
  const threadOf = (entry: LogEntry, event: LogEvent, source: Source, rule: Rule, named: Named): Thread | undefined => {
    const { signature, fields } = event
    const log = signature.slice(0, 2)
    if (entry.thread !== undefined) return bindings.at(keyOfThread(source.host, log, entry.thread))
    const key = bare.keyOf(`${source.host}|${log}|${source.file}`, { entry, fields, rule, named })
    return key === undefined ? undefined : bindings.at(key)
  }

  /** The thread turns to other work where the line shows that it is not what we took it for. */
  const turned = (line: Line, rule: Rule): Thread => {
    const { thread, entry } = line
    const { role } = rule
    if (thread.role === 'unknown' && role !== undefined) thread.role = role
    const isOther = role !== undefined && thread.role !== role && !staysWith(thread.role, role)
    // Written twice, word for word, it speaks of the same try; a further failure has another count or time.
    const isOver = thread.over && rule.trails !== true && entry.message !== thread.endedBy
    if (!isOther && !isOver && !hasPaused(line)) return thread
    if (rule.begins !== true) tellEnd(thread, line, emit)
    return bindings.bind(thread.key, role ?? thread.role, nobody)
  }

  const hasPaused = ({ thread, entry }: Line): boolean => {
    if (thread.role !== 'provider' && thread.role !== 'dp') return false
    const clock = entry.localTime ?? entry.time
    const before = thread.lastClock
    thread.lastClock = clock
    const most = thread.role === 'dp' ? dpThreadPause : providerPause
    return before !== undefined && clock !== undefined && Math.abs(clock - before) > most
  }

  /** What the line names is known of its thread from now on. */
  const learn = (line: Line, rule: Rule): void => {
    const { thread, named } = line
    if (thread.role === 'main' || rule.begins === true) return
    const subject = subjectOf(named)
    if (thread.role === 'package') {
      const { packageId, packageVersion } = named
      const isOther =
        packageId !== undefined && thread.subject.packageId !== undefined && thread.subject.packageId !== packageId
      if (isOther) line.thread = bindings.bind(thread.key, 'package', { ...nobody, packageId, packageVersion })
      else thread.subject = merged({ ...nobody, packageId, packageVersion }, thread.subject)
      if (rule.role === 'dp' && rule.says !== 'seen') worksOnUnannouncedDp(line)
      return
    }
    if (thread.role === 'provider' || thread.role === 'intersite') return
    // One thread works on one DP, by whichever of its names (PX-012 may print the short one, PX-030 the full).
    if (isFullNameOf(subject.dp, thread.subject.dp)) thread.subject = { ...thread.subject, dp: subject.dp }
    if (contradict(thread.subject, subject)) {
      tellEnd(thread, line, emit)
      line.thread = bindings.bind(thread.key, thread.role, subject)
    } else line.thread.subject = merged(subject, thread.subject)
  }

  /** smsdpprov.log and PullDP.log lie on the distribution point itself: its name is the host's. */
  const ownDp = ({ dp, host }: Source): DpName | undefined => {
    const name = dp === undefined ? parseDpName(host) : parseDpName(dp)
    if (name === undefined || dp !== undefined || knownDps.has(name)) return name
    return /\.[A-Z][A-Z0-9-]*[A-Z0-9]$/.test(name) ? name : undefined
  }

  const learnSite = (host: string, text: string | undefined): void => {
    const site = text === undefined ? undefined : parseSiteCode(text)
    if (site === undefined || siteOfHost.get(host) === site) return
    siteOfHost.set(host, site)
    change(`${sitePrefix}${host}`)
    emit({ about: 'site', host, site })
  }

  const rememberDp = ({ dp }: Named): void => {
    if (dp === undefined || knownDps.has(dp) || knownDps.size >= mostDps) return
    knownDps.add(dp)
    fullNames.learn(dp)
    change(`${dpPrefix}${dp}`)
  }

  const take = (entry: LogEntry, event: LogEvent, source: Source, rule: Rule): void => {
    const { signature, fields, shape } = event
    const { host } = source
    const named = rule.names === undefined ? { ...noNames } : readNames(rule.names, fields, shape)
    if (entry.statusMessage !== undefined) {
      nameStatus(named, entry.statusMessage)
      learnSite(host, entry.statusMessage.site)
    }
    let thread = threadOf(entry, event, source, rule, named)
    if (thread === undefined) return
    if (entry.endsFile === true && isCutOf(named.dp, thread.subject.dp)) named.dp = thread.subject.dp
    if (named.dp !== undefined) named.dp = fullNames.of(named.dp)
    rememberDp(named)
    if (thread.role === 'sending') {
      const verdict = verdictOn(thread, { entry, named, rule })
      if (verdict === 'in doubt') return keepBack(thread, { entry, event, source }, rule)
      if (verdict !== undefined) {
        release(thread, verdict)
        thread = bindings.at(thread.key)
      }
    }
    const evidence = evidenceOf(entry, event, source, host)
    const line: Line = { signature, fields, entry, host, named, evidence, thread }
    const stray = thread.role === 'unknown' && rule.trails === true
    line.thread = turned(line, rule)
    if (line.thread.role === 'provider')
      line.thread.subject = merged(line.thread.subject, { ...nobody, dp: ownDp(source) })
    learn(line, rule)
    complaints.before(line, emit)
    rule.does?.(line, bench)
    line.thread.firstAt ??= entry.time
    if (named.jobId !== undefined) line.thread.jobId ??= named.jobId
    translate(line, rule, stray, emit)
    if (stray) bindings.end(line.thread)
    change(line.thread.key)
  }

  const keepBack = (thread: Thread, line: DoubtedLine, { does }: Rule): void => {
    thread.doubted = [...(thread.doubted ?? []), line]
    change(thread.key)
    if (does === endsSending) release(thread, afterSilence(thread))
  }

  /** What was kept back is read now: as lines of the thread that we knew, or of one whose start was lost. */
  const release = (thread: Thread, whose: 'same' | 'another'): void => {
    const { doubted = [] } = thread
    thread.doubted = undefined
    thread.silence = undefined
    const [first] = doubted
    if (first === undefined) return
    if (whose === 'another') {
      tellEnd(thread, { evidence: evidenceOf(first.entry, first.event, first.source, first.source.host) }, emit)
      bindings.bind(thread.key, 'sending', nobody)
    }
    for (const { entry, event, source } of doubted) {
      const rule = ruleOf(entry, event)
      if (rule !== undefined) take(entry, event, source, rule)
    }
  }

  /** A record as it is kept: a binding, the owner of a content, the site of a host, the name of a DP. */
  const valueOf = (key: string): unknown => {
    if (key.startsWith(contentPrefix)) return owners.byKey(key.slice(contentPrefix.length))
    if (key.startsWith(sitePrefix)) return siteOfHost.get(key.slice(sitePrefix.length))
    return key.startsWith(dpPrefix) ? true : bindings.bound(key)
  }

  const restore = (key: string, value: unknown): void => {
    if (key.startsWith(contentPrefix)) owners.restore(key.slice(contentPrefix.length), value as Owner)
    else if (key.startsWith(sitePrefix)) siteOfHost.set(key.slice(sitePrefix.length), value as SiteCode)
    else if (key.startsWith(dpPrefix)) {
      const dp = key.slice(dpPrefix.length) as DpName
      knownDps.add(dp)
      fullNames.learn(dp)
    } else if (typeof value === 'object' && value !== null) bindings.restore(value as Thread)
  }

  return {
    accept: (entry, event, source) => {
      if (entry.fragment) return nothing
      const rule = ruleOf(entry, event)
      if (rule === undefined) return nothing
      take(entry, event, source, rule)
      if (events.length === 0) return nothing
      const made = events
      events = []
      return made
    },
    finish: () => {
      for (const thread of [...bindings.all()]) bench.settle(thread)
      complaints.finish(bindings.all(), emit)
      const made = events
      events = []
      return made
    },
    stage: () => [...changed].map((key) => ({ key, value: valueOf(key) })),
    committed: () => changed.clear(),
    restore: (saved) => {
      for (const { key, value } of saved) restore(key, value)
    },
  }
}

const ruleOf = ({ statusMessage }: LogEntry, { signature }: LogEvent): Rule | undefined =>
  statusMessage === undefined ? rules[signature] : statusRules[statusMessage.id]

/** Names of DPs remembered, to know one when a folder is called so. */
const mostDps = 20_000

/** A package thread may do what DP threads do, and a main thread what its sending threads do. */
const staysWith = (role: Role, line: Role): boolean =>
  (role === 'package' && line === 'dp') || (role === 'main' && line === 'sending')

function evidenceOf(entry: LogEntry, { signature, fields }: LogEvent, { file }: Source, host: string): Evidence {
  return {
    host,
    file,
    offset: entry.offset,
    line: entry.line,
    time: entry.time,
    thread: entry.thread,
    component: entry.component,
    signature,
    fields,
    text: entry.raw,
  }
}
