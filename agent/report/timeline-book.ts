// What happened to each distribution, kept while the logs are read, for the report. What went well is only kept for a
// few, and of each so many entries: a site has hundreds of thousands, and a report shows those that need somebody.
import type { Run, Step } from '../../engine/distribution/run.ts'
import { shortTime } from '../../exporters/http/escape-html.ts'
import type { Timeline, TimelineEntry } from '../../exporters/report/analysis-view.ts'

/** Whose it is, as the account names it. */
export type TimelineKey = {
  readonly packageId: string | null | undefined
  readonly packageVersion: number | null | undefined
  readonly dp: string | null | undefined
}

export type TimelineBook = { take(step: Step): void; of(key: TimelineKey): Timeline | undefined }

/** Distributions that went well and keep theirs, and distributions in all. */
const mostSuccesses = 1_000
const mostTimelines = 10_000
/** Entries of one: the first, and the last ones. */
const firstEntries = 20
const lastEntries = 40

type Book = { readonly first: TimelineEntry[]; last: TimelineEntry[]; more: number }

export function timelineBook(): TimelineBook {
  const books = new Map<string, Book>()
  let successes = 0

  const bookOf = (key: string): Book | undefined => {
    const known = books.get(key)
    if (known !== undefined || books.size >= mostTimelines) return known
    const book = { first: [], last: [], more: 0 }
    books.set(key, book)
    return book
  }
  return {
    take(step) {
      const entry = entryOf(step)
      if (entry === undefined || !('run' in step)) return
      const key = keyOf(step.run)
      const book = bookOf(key)
      if (book === undefined) return
      if (step.kind === 'stageEnded') takeBack(book, entry)
      keep(book, entry)
      if (step.kind === 'ended' && step.run.outcome === 'success' && ++successes > mostSuccesses) books.delete(key)
    },
    of(key) {
      const book = books.get(keyOf(key))
      if (book === undefined) return undefined
      const entries = [...book.first, ...book.last]
      // A stage is told when it ends, and belongs where it began.
      return { entries: entries.sort((one, other) => one.at - other.at), more: book.more }
    },
  }
}

/** That the try failed was told just before the stage that failed with it. */
function takeBack({ first, last }: Book, { what, result }: TimelineEntry): void {
  const kept = last.length > 0 ? last : first
  const at = kept.findLastIndex((one) => one.what === what && one.result === result && one.endedAt === undefined)
  if (at >= kept.length - 2 && at >= 0) kept.splice(at, 1)
}

function keep(book: Book, entry: TimelineEntry): void {
  if (book.first.length < firstEntries) return void book.first.push(entry)
  book.last.push(entry)
  if (book.last.length <= 2 * lastEntries) return
  book.more += book.last.length - lastEntries
  book.last = book.last.slice(-lastEntries)
}

const keyOf = ({ packageId, packageVersion, dp }: TimelineKey): string =>
  `${packageId ?? ''} ${String(packageVersion ?? '')} ${dp ?? ''}`

/** undefined: nothing that a reader needs, or nobody knows when. */
function entryOf(step: Step): TimelineEntry | undefined {
  switch (step.kind) {
    case 'began':
      return instant(step.run.startedAt, step.run.action, '', 'begun')
    case 'stageEnded': {
      const { stage, subject, startedAt, endedAt, result, code, evidence } = step.stage
      const [line] = evidence
      const place = line === undefined ? '' : `${line.file}, line ${String(line.line)}`
      const told = code === undefined ? result : `${result} ${code}`
      return { at: startedAt, endedAt, what: stage, detail: subject, result: told, place }
    }
    case 'attemptFailed': {
      const { run, stage, code } = step
      return instant(run.lastAt, stage, '', code === undefined ? 'failure' : `failure ${code}`)
    }
    case 'retryScheduled':
      return instant(step.run.lastAt, 'next try', nextOf(step.run), '')
    case 'ended':
      return instant(step.run.endedAt, step.run.action, '', step.timedOut ? 'timeout' : step.run.outcome)
    default:
      return undefined
  }
}

const instant = (at: number | undefined, what: string, detail: string, result: string): TimelineEntry | undefined =>
  at === undefined ? undefined : { at, endedAt: undefined, what, detail, result, place: '' }

function nextOf({ nextRetry, nextRetryText, failures }: Run): string {
  const when = nextRetry === undefined ? (nextRetryText ?? '') : shortTime(new Date(nextRetry).toISOString())
  return `at ${when} after ${String(failures)} failed`
}
