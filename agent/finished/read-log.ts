import { entryReader, type EntryCounts, type Wanted } from '../../parsers/entry-reader.ts'
import { surveyText, type TextShape } from '../../parsers/layouts/text-shape.ts'
import { lineSplitter } from '../../parsers/lines.ts'
import type { Form, LogEntry } from '../../parsers/log-entry.ts'
import type { Zone } from '../../parsers/zone.ts'
import type { FinishedLog } from './finished-log.ts'

export type ReadOptions = {
  readonly zone?: Zone | undefined
  readonly codePage?: string | undefined
  /** See EntryReaderOptions. */
  readonly wanted?: Wanted | undefined
  /** Most bytes read at once; less when many logs are read side by side. Default 2 MiB. */
  readonly block?: number | undefined
}

export type LogSummary = {
  /** Form of the first line that has one; `view` for a copy from a log viewer, undefined for a log without text. */
  readonly form: Form | undefined
  readonly firstTime: number | undefined
  readonly lastTime: number | undefined
  readonly counts: Readonly<EntryCounts>
}

export type OpenLog = {
  /** Its entries in file order, some hundred at a time. */
  readonly batches: AsyncGenerator<readonly LogEntry[], void, void>
  /** What was read so far; complete when the batches have ended. */
  summary(): LogSummary
}

/** Text parsed before entries are handed on: a few hundred of them. */
const stride = 64 * 1024

/** Most bytes of what flows once that are kept while no line shows a form. */
const longestPreview = 4 * 1024 * 1024

/** Reads a log once from its beginning to its end. */
export function openLog(log: FinishedLog, options: ReadOptions = {}): OpenLog {
  let summary: () => LogSummary = () => ({
    form: undefined,
    firstTime: undefined,
    lastTime: undefined,
    counts: entryReader({ form: 'view' }).counts,
  })

  async function* batches(): AsyncGenerator<readonly LogEntry[], void, void> {
    const { layout, mark, blocks } = await previewed(log, options.block)
    const reader = entryReader({ ...options, mark, form: layout === undefined ? 'view' : 'framed' })
    const splitter = lineSplitter()
    summary = () => ({
      form: layout ?? (reader.counts.records > 0 ? 'view' : undefined),
      firstTime: reader.firstTime,
      lastTime: reader.lastTime,
      counts: reader.counts,
    })
    for await (const block of blocks) {
      for (let at = 0; at < block.length; at += stride) {
        const entries: LogEntry[] = []
        splitter.each(block.subarray(at, at + stride), (line) => reader.push(line, entries))
        summary() // looks at the last line's time before its bytes are overwritten
        if (entries.length > 0) yield entries
      }
    }
    const rest = splitter.end().flatMap((line) => reader.push(line))
    yield [...rest, ...reader.end()]
  }
  return { batches: batches(), summary: () => summary() }
}

type Previewed = TextShape & { readonly blocks: AsyncIterable<Buffer> }

/**
 * The form decides how the whole log is read: a log without a single framed line is a copy from a viewer. What can be read
 * again is looked through for the first such line; of what flows only once the beginning is kept meanwhile.
 */
async function previewed(log: FinishedLog, most: number | undefined): Promise<Previewed> {
  if (log.rereadable) return { ...(await shapeOf(log.blocks(most))), blocks: log.blocks(most) }
  const kept: Buffer[] = []
  const rest = log.blocks(most)[Symbol.asyncIterator]()
  const shape = await shapeOf(remembering(rest, kept))
  return { ...shape, blocks: chained(kept, rest) }
}

async function shapeOf(blocks: AsyncIterable<Buffer>): Promise<TextShape> {
  const splitter = lineSplitter()
  const survey = surveyText()
  for await (const block of blocks) for (const line of splitter.push(block)) if (survey.note(line)) return survey.shape
  for (const line of splitter.end()) survey.note(line)
  return survey.shape
}

/** Hands on copies of the first blocks and keeps them. */
async function* remembering(blocks: AsyncIterator<Buffer>, kept: Buffer[]): AsyncIterable<Buffer> {
  for (let bytes = 0; bytes < longestPreview;) {
    const { done, value } = await blocks.next()
    if (done === true) return
    kept.push(Buffer.from(value))
    bytes += value.length
    yield value
  }
}

async function* chained(first: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncIterable<Buffer> {
  yield* first
  yield* { [Symbol.asyncIterator]: () => rest }
}
