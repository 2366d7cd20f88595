// Writes a log in the form of a site server, built from recorded messages with ids, servers, threads and times of its
// own: 60 % of its lines are messages that we know. The same size gives the same bytes.
import { closeSync, openSync, writeSync } from 'node:fs'
import { recorded } from '../support/recorded-logs.ts'
import { seededRandom, type Random } from '../support/random.ts'

type Recorded = { readonly message: string; readonly component: string; readonly thread: number }

/** Lines of one recorded run, and what in them is a name that each run has of its own. */
type Story = {
  readonly entries: readonly Recorded[]
  readonly names: RegExp
  readonly threads: ReadonlyMap<string, number>
}

const onDisk = /^(?<message>.*?) *\$\$<(?<component>[^>]+)><[^>]+><thread=(?<thread>\d+)/
const viewed = /^(?<component>[A-Za-z_ ]+?) +(?<thread>\d+) \(0x[0-9a-f]+\) +(?<message>.*)$/

const hexOf = (value: number): string => value.toString(16).toUpperCase()

/** Each is the story of one package on its way to one DP, as lines of several threads. */
const stories: readonly Story[] = [
  'raw/reconstructed/distmgr-standard-dp.log',
  'raw/reconstructed/pkgxfermgr-standard-dp.log',
  'raw/reconstructed/distmgr-update.log',
  'raw/pkgxfermgr-01.log',
].map((name) => storyOf(recordedLines(name, onDisk)))

/** Real messages of other components, which no signature of the three logs knows. */
const unknown: readonly Recorded[] = [
  'docs/dp-installation-upgrade-configuration.01-install.SMSProv.log',
  'docs/dp-installation-upgrade-configuration.01-install.hman.log',
  'docs/understand-package-actions.04-distribute-pull-dp.PullDP.log',
]
  .flatMap((name) => recordedLines(name, viewed))
  .filter(({ message }) => !/^SQL>>>|^STATMSG/.test(message))

const share = 0.6
const bias = -60

/** A site of middle size: these and no more take part. */
const packages = 150
const distributionPoints = 60

/** @returns lines written, and how many of them are messages that we know */
export function generateLog(path: string, bytes: number): { readonly lines: number; readonly known: number } {
  const file = openSync(path, 'w')
  const random = seededRandom(20160516)
  const running: (() => Recorded | undefined)[] = []
  let time = Date.UTC(2026, 0, 5, 8)
  let [written, lines, known] = [0, 0, 0]
  let block: string[] = []
  while (written < bytes) {
    while (running.length < 6) running.push(newRun(random.pick(stories), random))
    time += random.below(40)
    if (known >= share * lines) {
      const { message, thread } = random.pick(unknown)
      const varied = message.replace(/\d{3,}/, () => String(random.below(1e6)))
      block.push(lineOf({ message: varied, component: 'SMS_DISTRIBUTION_MANAGER', thread }, time))
    } else {
      const run = random.pick(running)
      const entry = run()
      if (entry === undefined) {
        running.splice(running.indexOf(run), 1)
        continue
      }
      block.push(lineOf(entry, time))
      known++
    }
    lines++
    if (block.length < 5000) continue
    written += writeSync(file, block.join(''), undefined, 'latin1')
    block = []
  }
  writeSync(file, block.join(''), undefined, 'latin1')
  closeSync(file)
  return { lines, known }
}

/** One run of a story with a package, server, job and threads of its own; each call gives the next entry. */
function newRun({ entries, names, threads }: Story, random: Random): () => Recorded | undefined {
  const number = random.below
  const packageId = `PS1${hexOf(0x10 + number(packages)).padStart(5, '0')}`
  const server = `PS1DP${number(distributionPoints)}.CONTOSO.COM`
  const job = String(100 + number(90_000))
  const hash = Array.from({ length: 8 }, () => hexOf(number(2 ** 32)).padStart(8, '0')).join('')
  const shift = 4 * number(4000)
  const own = (name: string): string => {
    const thread = threads.get(name)
    if (thread !== undefined) return name.startsWith('0x') ? `0x${hexOf(thread + shift)}` : String(thread + shift)
    if (name.startsWith('PS1DP')) return server
    if (name.startsWith('PS1')) return packageId
    return name.length === 64 ? hash : job
  }
  let at = 0
  return () => {
    const entry = entries[at++]
    return entry && { ...entry, message: entry.message.replace(names, own), thread: entry.thread + shift }
  }
}

function storyOf(entries: readonly Recorded[]): Story {
  const threads = new Map<string, number>()
  for (const { thread } of entries) threads.set(String(thread), thread).set(`0x${hexOf(thread)}`, thread)
  const fixed = ['PS10003[89]', 'PS1DP[12]\\.CONTOSO\\.COM', '[0-9A-F]{64}', '(?<=ID: |Job: )\\d+']
  const names = new RegExp([...fixed, ...[...threads.keys()].map((name) => `\\b${name}\\b`)].join('|'), 'g')
  return { entries, names, threads }
}

const two = (value: number): string => String(value).padStart(2, '0')
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function lineOf({ message, component, thread }: Recorded, time: number): string {
  const utc = new Date(time)
  const local = new Date(time - bias * 60_000)
  const clock = (date: Date): string => date.toISOString().slice(11, 23)
  const day = `${weekdays[utc.getUTCDay()] ?? ''} ${months[utc.getUTCMonth()] ?? ''} ${two(utc.getUTCDate())}`
  const gmt = `GMTDATE=${day} ${clock(utc)} ${utc.getUTCFullYear()}`
  const text = message.replace(/GMTDATE=\S+ \S+ \d\d \S+ \d{4}/, gmt)
  const date = `${two(local.getUTCMonth() + 1)}-${two(local.getUTCDate())}-${local.getUTCFullYear()}`
  return `${text}  $$<${component}><${date} ${clock(local)}${bias}><thread=${thread} (0x${hexOf(thread)})>\r\n`
}

function recordedLines(name: string, form: RegExp): Recorded[] {
  return recorded(name)
    .toString('latin1')
    .split(/\r?\n/)
    .flatMap((line) => {
      const { message, component, thread } = form.exec(line)?.groups ?? {}
      return message === undefined || component === undefined ? [] : [{ message, component, thread: Number(thread) }]
    })
}
