// The published excerpts as sequences per thread, and the lines of a simulated hierarchy to look for them in.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { namedHashes } from '../../agent/lab/hashes.ts'
import { transcript } from '../../agent/lab/wording/transcript.ts'
import type { HierarchyPlan } from '../../engine/site/model/hierarchy-plan.ts'
import { simulate } from '../../engine/site/simulation.ts'
import { entryReader } from '../../parsers/entry-reader.ts'
import { lineSplitter } from '../../parsers/lines.ts'
import { logOfComponent, logOfFileName, type LogName } from '../../parsers/log-name.ts'
import { recogniser, type Fields } from '../../parsers/recognise.ts'

const corpus = join(import.meta.dirname, '../corpus/docs')
const { recognise } = recogniser()

/** A line as far as it must come again: what it says, and the values that are not names, numbers or times. */
export type Spoken = { readonly signature: string; readonly fields: Readonly<Record<string, string>> }

export type Sequence = {
  readonly file: string
  readonly log: LogName
  /** undefined: the excerpt shows no thread; any thread may have said it. */
  readonly thread: number | undefined
  readonly lines: readonly Spoken[]
}

/** Holes whose values are the product's, not the lab's of the article. */
const fixed: ReadonlySet<string> = new Set([
  ...[
    'action',
    'mask',
    'packageStatus',
    'actionstate',
    'alg',
    'statusMessageId',
    'statsev',
    'state',
    'dlkind',
    'share',
  ],
  ...['class', 'method', 'op', 'table', 'trigger', 'func', 'arch', 'sec'],
])

/** @param story  beginning of the excerpts' file names */
export function sequencesOf(story: string): readonly Sequence[] {
  return readdirSync(corpus)
    .filter((file) => file.startsWith(story) && file.endsWith('.log'))
    .flatMap(sequencesIn)
}

function sequencesIn(file: string): readonly Sequence[] {
  const log = logOfFileName(file)
  if (log === undefined) return []
  const splitter = lineSplitter()
  const reader = entryReader({ form: 'view' })
  const physical = [...splitter.push(readFileSync(join(corpus, file))), ...splitter.end()]
  const entries = [...physical.flatMap((line) => reader.push(line)), ...reader.end()]
  const byThread = new Map<number | undefined, Spoken[]>()
  for (const { message, thread, component } of entries) {
    const event = recognise(message, logOfComponent(component ?? '') ?? log) ?? recognise(message)
    if (event === undefined) continue
    byThread.set(thread, [...(byThread.get(thread) ?? []), spoken(event.signature, event.fields)])
  }
  return [...byThread].map(([thread, lines]) => ({ file, log, thread, lines }))
}

const spoken = (signature: string, fields: Fields): Spoken => ({
  signature,
  fields: Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (fixed.has(name) ? [[name, String(value).toLowerCase()]] : [])),
  ),
})

type LogLines = {
  readonly threads: ReadonlyMap<string, readonly Spoken[]>
  /** The log of one machine, all threads as they come. */
  readonly machines: ReadonlyMap<string, readonly Spoken[]>
}

/** Everything a hierarchy writes, by log, in the order it is written. */
export type Written = ReadonlyMap<LogName, LogLines>

/** @param lasting  virtual milliseconds */
export function linesOf(plan: HierarchyPlan, lasting: number): Written {
  const written = new Map<
    LogName,
    { readonly threads: Map<string, Spoken[]>; readonly machines: Map<string, Spoken[]> }
  >()
  const own = new Set(plan.packages.flatMap(({ id, kind }) => (/^(application|updates)$/.test(kind) ? [id] : [])))
  const { line } = transcript((id) => own.has(id))
  const { world } = simulate(plan, namedHashes, {
    line(saying) {
      const { file, entry } = line(saying)
      const log = logOfFileName(file)
      const text = messageOf(entry)
      const event = log === undefined ? undefined : (recognise(text, log) ?? recognise(text)) // STATMSG rows are of few logs
      if (log === undefined || event === undefined) throw new Error(`Nobody would recognise ${entry}`)
      const { threads, machines } = written.get(log) ?? { threads: new Map(), machines: new Map() }
      written.set(log, { threads, machines })
      const said = spoken(event.signature, event.fields)
      append(threads, `${saying.machine.name} ${String(saying.thread)}`, said)
      append(machines, saying.machine.name, said)
    },
  })
  world.runUntil(plan.start + lasting)
  return written
}

function append(lists: Map<string, Spoken[]>, key: string, line: Spoken): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [line])
  else list.push(line)
}

/** What is left when a message is never written. */
export function without(signature: string, written: Written): Written {
  const rest = (lists: LogLines['threads']) =>
    new Map([...lists].map(([key, lines]) => [key, lines.filter((line) => line.signature !== signature)]))
  return new Map(
    [...written].map(([log, { threads, machines }]) => [log, { threads: rest(threads), machines: rest(machines) }]),
  )
}

/** How often a message is written. */
export const countOf = (signature: string, written: Written): number =>
  [...written.values()]
    .flatMap(({ machines }) => [...machines.values()].flat())
    .filter((line) => line.signature === signature).length

function messageOf(entry: string): string {
  const [, ccm] = /^<!\[LOG\[(.*)\]LOG\]!>/s.exec(entry) ?? []
  const [, bracket] = /^\[[0-9A-F]+\]\[[^\]]*\]:(.*)\r\n$/s.exec(entry) ?? []
  return ccm ?? bracket ?? entry.slice(0, entry.lastIndexOf('$$<')).trimEnd()
}

/**
 * How many lines of the sequence, from its first on, are said in this order: by one thread, or where the excerpt shows
 * none by one machine. All of them when it is there.
 */
export function furthest({ log, thread, lines }: Omit<Sequence, 'file'>, written: Written): number {
  const { threads, machines } = written.get(log) ?? { threads: new Map(), machines: new Map() }
  return Math.max(0, ...[...(thread === undefined ? machines : threads).values()].map((list) => said(lines, list)))
}

function said(wanted: readonly Spoken[], thread: readonly Spoken[]): number {
  let at = 0
  for (const line of thread) {
    const next = wanted[at]
    if (next !== undefined && isAlike(next, line)) at++
  }
  return at
}

function isAlike(one: Spoken, other: Spoken): boolean {
  return (
    one.signature === other.signature &&
    Object.entries(one.fields).every(([name, value]) => name in other.fields && other.fields[name] === value)
  )
}
