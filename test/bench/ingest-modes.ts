// One pass over a log, in one of three ways; run as a process of its own so that its cost can be told.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { FinishedLog } from '../../agent/finished/finished-log.ts'
import { fileBlocks } from '../../agent/finished/file-blocks.ts'
import { openLog } from '../../agent/finished/read-log.ts'
import { entryRecogniser } from '../../agent/recognise-entry.ts'
import { rowExpressions } from './mtail-program.ts'

/** @returns messages recognised, by row */
export type Ingest = (path: string) => Promise<ReadonlyMap<string, number>>

const logAt = (place: string): FinishedLog => ({
  path: 'x.log',
  file: 'x.log',
  host: '',
  place,
  blocks: (most) => fileBlocks(place, most),
  rereadable: true,
})

/** Split, parse, recognise: what every log goes through. */
export const full: Ingest = async (path) => {
  const found = new Map<string, number>()
  const { recognise, mayMatch } = entryRecogniser('x.log')
  for await (const entries of openLog(logAt(path), { wanted: mayMatch }).batches) {
    for (const entry of entries) count(found, recognise(entry)?.signature)
  }
  return found
}

/** Split and parse every line. */
export const parseOnly: Ingest = async (path) => {
  const found = new Map<string, number>()
  for await (const entries of openLog(logAt(path)).batches) for (const entry of entries) count(found, entry.component)
  return found
}

/** How one would begin: lines as strings, an expression for the frame, then every row's expression in turn. */
export const naive: Ingest = async (path) => {
  const found = new Map<string, number>()
  const frame = /^(.*?)\s*\$\$<([^>]+)><(\d+)-(\d+)-(\d+) (\d+):(\d+):(\d+)\.(\d+)([+-]\d+)><thread=(\d+) \(0x\w+\)>$/
  const rows = [...rowExpressions()].map(([id, source]) => [id, new RegExp(`^[~ ]*${source}[~ ]*$`)] as const)
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const match = frame.exec(line)
    if (match === null) continue
    const time = new Date(`${match[5]}-${match[3]}-${match[4]}T${match[6]}:${match[7]}:${match[8]}.${match[9]}Z`)
    time.setMinutes(time.getMinutes() + Number(match[10]))
    count(found, rows.find(([, row]) => row.test(match[1] ?? ''))?.[0])
  }
  return found
}

function count(found: Map<string, number>, name: string | undefined): void {
  if (name !== undefined) found.set(name, (found.get(name) ?? 0) + 1)
}
