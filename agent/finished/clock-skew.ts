// How far the clocks of two hosts are apart, from pairs of lines: a sending thread adds the files of a content, the DP says
// that the content is there, and the thread goes on. So the DP's line was written between two lines of the site server's
// clock. Pure; takes every event once.
import type { AboutDistribution, DistributionEvent, Happening } from '../../engine/distribution/distribution-event.ts'

export type ClockSkew = {
  /** Host whose clock is compared, and the one it is compared with; FQDN in upper case. */
  readonly host: string
  readonly reference: string
  /** Milliseconds its clock is ahead; negative: behind. */
  readonly ahead: number
  /** The true value lies within so many milliseconds of it. */
  readonly within: number
  readonly pairs: number
}

export type ClockWatch = {
  take(event: DistributionEvent): void
  /** By host. */
  skews(): readonly ClockSkew[]
}

type Window = { readonly host: string; readonly from: number; readonly to: number }
type Open = { readonly key: string; readonly host: string; from: number; to: number | undefined }

/** Contents that are remembered; a site tells of more, and these are enough. */
const mostContents = 2_000
const mostThreads = 1_000
/** smsdpprov.log prints whole seconds (log-formats.md 4). */
const second = 1_000

export function clockWatch(): ClockWatch {
  const open = new Map<string, Open>()
  const windows = new Map<string, Window[]>()
  const words = new Map<string, number[]>()

  const sends = (event: AboutDistribution, token: string, at: number): void => {
    const { evidence, subject, happening } = event
    const before = open.get(token)
    const key = evidence.signature === fileAdded ? keyOf(subject.dp, evidence.fields['contentId']) : undefined
    if (before !== undefined && key === before.key) {
      // One file more: only after the last one the DP adds the content.
      before.from = at
      before.to = undefined
      return
    }
    if (before !== undefined) {
      before.to ??= at
      if (key === undefined && !endsSending.has(happening)) return
      put(windows, before.key, { host: before.host, from: before.from, to: before.to })
      open.delete(token)
    }
    if (key !== undefined && open.size < mostThreads)
      open.set(token, { key, host: evidence.host, from: at, to: undefined })
  }

  return {
    take(event) {
      if (event.about !== 'distribution') return
      const { by, at, token, evidence } = event
      if (at === undefined) return
      if (by === 'sending-thread' && token !== undefined) return sends(event, token, at)
      if (by !== 'dp' || evidence.signature !== contentAdded) return
      const key = keyOf(evidence.host, evidence.fields['contentId'])
      if (key !== undefined) put(words, key, at)
    },
    skews() {
      const bounds = new Map<string, Bounds[]>()
      for (const [key, times] of words) {
        const asked = windows.get(key) ?? []
        // Told as often as it was sent: the first belongs to the first. Else nobody knows which is missing.
        if (asked.length !== times.length) continue
        asked.forEach(({ host, from, to }, index) => {
          const at = times[index] ?? 0
          const unsure = at % second === 0 ? second - 1 : 0
          put(bounds, `${key.split('|', 1)[0] ?? ''}|${host}`, { least: at - to, most: at + unsure - from })
        })
      }
      return [...bounds].sort(([one], [other]) => (one < other ? -1 : 1)).map(([hosts, some]) => skewOf(hosts, some))
    },
  }
}

/** "Adding {file} file in {contentId}" of PkgXferMgr, "Content … was added" of the DP (log-signatures.md). */
const fileAdded = 'PX-023'
const contentAdded = 'DP-001'

/** The thread goes on to its status. */
const endsSending: ReadonlySet<Happening> = new Set<Happening>([
  'copied',
  'attemptEnded',
  'statusSent',
  'retryScheduled',
])

type Bounds = { readonly least: number; readonly most: number }

/** All pairs together; where they contradict each other the clock was set in between, and the middle of them is told. */
function skewOf(hosts: string, bounds: readonly Bounds[]): ClockSkew {
  const [host = '', reference = ''] = hosts.split('|')
  const least = Math.max(...bounds.map((one) => one.least))
  const most = Math.min(...bounds.map((one) => one.most))
  const ahead = Math.round((least + most) / 2)
  const within = Math.ceil(Math.abs(most - least) / 2)
  return { host, reference, ahead, within, pairs: bounds.length }
}

const keyOf = (dp: string | undefined, contentId: string | number | undefined): string | undefined =>
  dp === undefined || dp === '' || contentId === undefined ? undefined : `${dp}|${String(contentId).toUpperCase()}`

function put<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const known = lists.get(key)
  if (known !== undefined) known.push(value)
  else if (lists.size < mostContents) lists.set(key, [value])
}

/** Less than this is told to programs only: clocks of a domain are kept within five minutes, and lines take a moment. */
const worthTelling = 5 * second
const quarterHour = 15 * 60 * second

/** `The clock of PS1DP1.CONTOSO.COM is 7 min 0 s behind that of PS1SITE.CONTOSO.COM`; nothing where they agree. */
export function clockWords(skews: readonly ClockSkew[]): readonly string[] {
  return skews
    .filter(({ ahead, within }) => Math.abs(ahead) > Math.max(within, worthTelling))
    .map(({ host, reference, ahead, within, pairs }) => {
      const size = Math.round(Math.abs(ahead) / second)
      const words = [Math.floor(size / 3_600), Math.floor(size / 60) % 60, size % 60]
      const told = ['h', 'min', 's'].flatMap((unit, index) => (words[index] === 0 ? [] : [`${words[index]} ${unit}`]))
      const off = Math.abs(ahead % quarterHour)
      const isZone = Math.abs(ahead) > quarterHour - within && Math.min(off, quarterHour - off) <= within + 60 * second
      const hint = isZone ? '; that looks like another time zone: give it with --zone' : ''
      return (
        `The clock of ${host} is ${told.join(' ')} ${ahead < 0 ? 'behind' : 'ahead of'} that of ${reference} ` +
        `(within ${Math.ceil(within / second)} s, ${pairs} ${pairs === 1 ? 'pair' : 'pairs'} of lines)${hint}`
      )
    })
}
