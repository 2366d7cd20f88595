// Writes a log in the form of a site server, built from recorded messages with ids, servers, threads and times of its
// own: about 60 % of its lines are messages that we know. The same size gives the same bytes.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const hexOf = (value) => value.toString(16).toUpperCase()

const corpus = join(dirname(fileURLToPath(import.meta.url)), '..', 'corpus')

/** Recorded runs: each is the story of one package on its way to one DP, as lines of several threads. */
const stories = [
  'raw/reconstructed/distmgr-standard-dp.log',
  'raw/reconstructed/pkgxfermgr-standard-dp.log',
  'raw/reconstructed/distmgr-update.log',
  'raw/pkgxfermgr-01.log',
].map((name) =>
  storyOf(recordedLines(name, /^(?<message>.*?) *\$\$<(?<component>[^>]+)><[^>]+><thread=(?<thread>\d+)/)),
)

/** Real messages of other components, which no signature of the three logs knows. */
const unknown = [
  'docs/dp-installation-upgrade-configuration.01-install.SMSProv.log',
  'docs/dp-installation-upgrade-configuration.01-install.hman.log',
  'docs/understand-package-actions.04-distribute-pull-dp.PullDP.log',
]
  .flatMap((name) =>
    recordedLines(name, /^(?<component>[A-Za-z_ ]+?) +(?<thread>\d+) \(0x[0-9a-f]+\) +(?<message>.*)$/),
  )
  .filter(({ message }) => !/^SQL>>>|^STATMSG/.test(message))

const share = 0.6
const bias = -60

/**
 * @param {string} path   file to write
 * @param {number} bytes  at least so many
 * @returns {number} lines written
 */
export function generateLog(path, bytes) {
  const file = openSync(path, 'w')
  const random = randomNumbers(20160516)
  const pick = (list) => list[Math.floor(random() * list.length)]
  const running = []
  let time = Date.UTC(2026, 0, 5, 8)
  let [written, lines, known] = [0, 0, 0]
  let block = []
  while (written < bytes) {
    while (running.length < 6) running.push(newRun(pick(stories), random))
    time += Math.floor(random() * 40)
    if (known >= share * lines) {
      const { message, thread } = pick(unknown)
      const varied = message.replace(/\d{3,}/, () => String(Math.floor(random() * 1e6)))
      block.push(lineOf({ message: varied, component: 'SMS_DISTRIBUTION_MANAGER', thread }, time))
    } else {
      const run = pick(running)
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
  closeSync(file)
  return lines
}

/** One run of a story with a package, server, job and threads of its own; each call gives the next entry. */
function newRun({ entries, names, threads }, random) {
  const number = (most) => Math.floor(random() * most)
  const hex = (most, width) => hexOf(number(most)).padStart(width, '0')
  const packageId = `PS1${hex(0x100000, 5)}`
  const server = `PS1DP${number(300)}.CONTOSO.COM`
  const job = String(100 + number(90_000))
  const hash = Array.from({ length: 8 }, () => hex(2 ** 32, 8)).join('')
  const shift = 4 * number(4000)
  const own = (name) => {
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

/** Lines with the names in them that a run replaces by its own. */
function storyOf(entries) {
  const threads = new Map()
  for (const { thread } of entries) threads.set(String(thread), thread).set(`0x${hexOf(thread)}`, thread)
  const fixed = ['PS10003[89]', 'PS1DP[12]\\.CONTOSO\\.COM', '[0-9A-F]{64}', '(?<=ID: |Job: )\\d+']
  const names = new RegExp([...fixed, ...[...threads.keys()].map((name) => `\\b${name}\\b`)].join('|'), 'g')
  return { entries, names, threads }
}

const two = (value) => String(value).padStart(2, '0')
const three = (value) => String(value).padStart(3, '0')
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const clockOf = (date) =>
  `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}.${three(date.getUTCMilliseconds())}`

function lineOf({ message, component, thread }, time) {
  const local = new Date(time - bias * 60_000)
  const utc = new Date(time)
  const gmt = `${weekdays[utc.getUTCDay()]} ${months[utc.getUTCMonth()]} ${two(utc.getUTCDate())} ${clockOf(utc)} ${utc.getUTCFullYear()}`
  const text = message.replace(/GMTDATE=\S+ \S+ \d\d \S+ \d{4}/, `GMTDATE=${gmt}`)
  const date = `${two(local.getUTCMonth() + 1)}-${two(local.getUTCDate())}-${local.getUTCFullYear()}`
  const threadText = `${thread} (0x${hexOf(thread)})`
  return `${text}  $$<${component}><${date} ${clockOf(local)}${bias}><thread=${threadText}>\r\n`
}

function recordedLines(name, form) {
  return readFileSync(join(corpus, name), 'latin1')
    .split(/\r?\n/)
    .map((line) => form.exec(line)?.groups)
    .filter((groups) => groups !== undefined)
    .map(({ message, component, thread }) => ({ message, component, thread: Number(thread) }))
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function randomNumbers(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
