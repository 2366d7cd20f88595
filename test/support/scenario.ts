// A story as a support engineer writes it: log lines, and under `----` what the agent makes of them.
//
//   # a remark
//   log PkgXferMgr 16:00:00 [4844]  Sending thread starting for Job: 577, …     the number is the thread
//   log smsdpprov@PS1DP1.CONTOSO.COM 16:40:02 [1304]  Content …                 on another host than the site server
//   wait until 17:00:00                                                         nothing is written
//   account                                                                     what `cmdp analyze` would say now
//   ----
//   PX-012  PS100039 v1 on PS1DP1  new -> sending
//
// The lines are put into the form the component writes, and go through the whole flow. All is at 16 May 2016 in Eastern
// Daylight Time (bias +240), the day and zone of the published excerpts.
import { accountOf } from '../../agent/account-objects.ts'
import { createCorrelator } from '../../agent/correlate/correlator.ts'
import { entryFlow, type Source } from '../../agent/flow.ts'
import { renderEntry, type WrittenForm } from '../../agent/lab/forms.ts'
import { entryRecogniser } from '../../agent/recognise-entry.ts'
import type { Distribution } from '../../engine/distribution/distribution.ts'
import type { Step } from '../../engine/distribution/run.ts'
import type { State } from '../../engine/distribution/states.ts'
import { createTracker } from '../../engine/distribution/tracker.ts'
import { entryReader } from '../../parsers/entry-reader.ts'
import { lineSplitter } from '../../parsers/lines.ts'
import { logOfFileName } from '../../parsers/recognise.ts'
import { parseZone } from '../../parsers/zone.ts'

const bias = 240
const midnight = Date.UTC(2016, 4, 16) + bias * 60_000
const siteServer = 'PS1SITE.CONTOSO.COM'

/** Which component writes into a log, and how. */
const writers: Readonly<Record<string, readonly [component: string, form: WrittenForm]>> = {
  distmgr: ['SMS_DISTRIBUTION_MANAGER', 'site-server'],
  PkgXferMgr: ['SMS_PACKAGE_TRANSFER_MANAGER', 'site-server'],
  despool: ['SMS_DESPOOLER', 'site-server'],
  smsdpprov: ['', 'bracket'],
  PullDP: ['PullDP', 'ccm'],
}

/** The story again, with what really comes out under each `----`. Throws for a line it does not understand. */
export function replay(story: string): string {
  const agent = agentOf()
  return `${story
    .trimEnd()
    .split(/\n\s*\n/)
    .map((block) => {
      const [written = '', expected] = block.split(/^----\n?/m)
      if (expected === undefined) return block
      const told = written.split('\n').flatMap((line) => (line === '' || line.startsWith('#') ? [] : agent.take(line)))
      return [`${written}----`, ...told].join('\n')
    })
    .join('\n\n')}\n`
}

type Seen = { readonly state: State; readonly name: string }

function agentOf() {
  const tracker = createTracker()
  const correlator = createCorrelator()
  let steps: Step[] = []
  let signature = ''
  let now = midnight
  const flow = entryFlow({
    recognise: (entry, { log = '' }) => entryRecogniser(`${log}.log`).recognise(entry),
    correlate: correlator.accept,
    track: tracker.apply,
    publish: {
      entry: (_entry, event) => void (signature = event?.signature ?? 'no known line'),
      step: (step) => void steps.push(step),
    },
  })

  const distributions = (): ReadonlyMap<string, Seen> =>
    new Map(
      tracker.stage().flatMap(({ key, value }): [string, Seen][] => {
        if (!key.startsWith('d') || value === undefined) return []
        const one = value as Distribution
        return [[key, { state: one.state, name: nameOf(one) }]]
      }),
    )

  const packages = (): ReadonlyMap<string, string> =>
    new Map(
      accountOf(tracker, now).packages.map(({ packageId, outcome, failure }) => [
        packageId ?? '?',
        [outcome, ...(failure === null ? [] : [`(${failure.class})`])].join(' '),
      ]),
    )

  /** What changed, in words. */
  const changes = (because: string, act: () => void): readonly string[] => {
    const before = { distributions: distributions(), packages: packages() }
    steps = []
    act()
    const lines: string[] = []
    for (const [key, { state, name }] of distributions()) {
      const was = before.distributions.get(key)
      if (was?.state === state && was.name === name) continue
      lines.push(`${because}  ${name}  ${was === undefined ? 'new' : was.state} -> ${state}`)
    }
    for (const [packageId, outcome] of packages()) {
      const was = before.packages.get(packageId)
      if (was !== outcome) lines.push(`${because}  ${packageId} as a whole  ${was ?? 'new'} -> ${outcome}`)
    }
    return [...lines, ...steps.flatMap(stepInWords)]
  }

  const log = (line: string): readonly string[] => {
    const [, file = '', host = siteServer, clock = '', thread = '', message = ''] =
      /^log (\w+)(?:@(\S+))? (\d\d:\d\d:\d\d) \[(\d+)\] +(.*)$/.exec(line) ?? []
    const writer = writers[file]
    if (writer === undefined) throw new Error(`not understood: ${line}`)
    now = timeOf(clock)
    const [component, form] = writer
    const written = { at: now, biasMinutes: bias, component, thread: Number(thread), message }
    const source: Source = { host, log: logOfFileName(`${file}.log`), file: `${file}.log` }
    return changes('', () => {
      for (const entry of entriesOf(renderEntry[form](written))) flow(entry, source)
    }).map((told) => told.replace(/^ {2}/, `${signature}  `))
  }

  const wait = (clock: string): readonly string[] => {
    now = timeOf(clock)
    return changes('silence', () => void steps.push(...tracker.tick(now)))
  }

  const take = (line: string): readonly string[] => {
    if (line.startsWith('log ')) return log(line)
    const clock = /^wait until ((?:\d+d )?\d\d:\d\d:\d\d)$/.exec(line)?.[1]
    if (clock !== undefined) return wait(clock)
    if (line === 'account') return accountOf(tracker, now).distributions.map(inOneLine).sort()
    throw new Error(`not understood: ${line}`)
  }
  return { take }
}

function entriesOf(text: string) {
  const lines = lineSplitter()
  const reader = entryReader({ form: 'framed', zone: parseZone(String(bias)) })
  const physical = [...lines.push(Buffer.from(text)), ...lines.end()]
  return [...physical.flatMap((line) => reader.push(line)), ...reader.end()]
}

/** `16:34:10`, or `3d 16:34:10` for three days later, as milliseconds since 1970 UTC. */
function timeOf(clock: string): number {
  const [, days = '0', hours, minutes, seconds] = /^(?:(\d+)d )?(\d+):(\d+):(\d+)$/.exec(clock) ?? []
  return midnight + (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000
}

const clockOf = (at: number): string => new Date(at - bias * 60_000).toISOString().slice(11, 19)

type Name = Readonly<Record<'packageId' | 'dp', string | null | undefined>> & {
  readonly packageVersion: number | null | undefined
}
const nameOf = ({ packageId, packageVersion, dp }: Name): string =>
  `${packageId ?? '?'} v${packageVersion ?? '?'} on ${dp?.split('.')[0] ?? '?'}`

/** The steps that metrics and traces are made from; `began` stands in the change of state already. */
function stepInWords(step: Step): readonly string[] {
  switch (step.kind) {
    case 'stageEnded':
    case 'packageStageEnded': {
      const { stage, startedAt, endedAt, result, code, subject } = step.stage
      const words = [`${(endedAt - startedAt) / 1_000} s`, result, ...(code === undefined ? [] : [code])]
      return [`  stage ${stage}${subject === '' ? '' : ` ${subject}`}: ${words.join(', ')}`]
    }
    case 'attemptFailed':
      return [`  try failed in ${step.stage}${step.code === undefined ? '' : `: ${step.code}`}`]
    case 'retryScheduled': {
      const { nextRetry, triesLeft, failures } = step.run
      const at = nextRetry === undefined ? 'unknown' : clockOf(nextRetry)
      return [`  next try ${at}, ${failures} failed, ${triesLeft ?? '?'} left`]
    }
    case 'ended': {
      const { outcome, attempts, action, startedAt, endedAt } = step.run
      const seconds = startedAt === undefined || endedAt === undefined ? '?' : (endedAt - startedAt) / 1_000
      return [`  ${action} ended: ${outcome}, ${seconds} s, tries ${attempts}${step.timedOut ? ', timed out' : ''}`]
    }
    case 'packageEnded':
      return [`  package work ended: ${step.work.outcome}`]
    case 'anomaly':
      return [`  does not fit: ${step.reason}`]
    default:
      return []
  }
}

type Told = ReturnType<typeof accountOf>['distributions'][number]

function inOneLine(told: Told): string {
  const { outcome, jobIds, attempts, failures, failure } = told
  const cause = failure === null ? [] : [[failure.class, failure.code].filter((word) => word !== null).join(' ')]
  const jobs = jobIds.length === 0 ? [] : [`job ${jobIds.join(' ')}`]
  return [`${nameOf(told)}: ${outcome}`, ...cause, ...jobs, `tries ${attempts}`, `failures ${failures}`].join(', ')
}
