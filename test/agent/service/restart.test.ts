// Restarted between any two entries, the agent goes on as if nothing had happened: the same steps, none twice.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createCorrelator } from '../../../agent/correlate/correlator.ts'
import { entryFlow, type Source } from '../../../agent/flow.ts'
import { entryRecogniser } from '../../../agent/recognise-entry.ts'
import { createTracker } from '../../../engine/distribution/tracker.ts'
import type { Step } from '../../../engine/distribution/run.ts'
import { entryReader } from '../../../parsers/entry-reader.ts'
import { lineSplitter } from '../../../parsers/lines.ts'
import type { LogEntry } from '../../../parsers/log-entry.ts'
import { logOfFileName } from '../../../parsers/recognise.ts'
import { parseZone } from '../../../parsers/zone.ts'
import { writeLabLogs } from '../../support/lab-logs.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-restart-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Read = { readonly entry: LogEntry; readonly source: Source }

/** Three hours of the lab's site, all hosts' logs in the order of time. */
function labEntries(): readonly Read[] {
  writeLabLogs(folder, Date.UTC(2026, 0, 5, 8), 3 * 3_600_000)
  const all = readdirSync(folder).flatMap((host) =>
    readdirSync(join(folder, host)).flatMap((name) => entriesOf(join(folder, host, name), host)),
  )
  return all.sort((a, b) => (a.entry.time ?? 0) - (b.entry.time ?? 0))
}

function entriesOf(path: string, host: string): Read[] {
  const reader = entryReader({ form: 'framed', zone: parseZone('0') })
  const entries: LogEntry[] = []
  const splitter = lineSplitter()
  splitter.each(readFileSync(path), (line) => entries.push(...reader.push(line)))
  entries.push(...reader.end())
  const log = logOfFileName(path)
  const source: Source = { host, log, file: basename(path), dp: log === 'smsdpprov' ? host : undefined }
  return entries.map((entry) => ({ entry, source }))
}

type Saved = Map<string, string | undefined>

/** As a store does it: what is not plain JSON does not come back. */
function keep(saved: Saved, changes: Iterable<{ readonly key: string; readonly value: unknown }>): void {
  for (const { key, value } of changes) saved.set(key, value === undefined ? undefined : JSON.stringify(value))
}

const kept = (saved: Saved) =>
  [...saved].flatMap(([key, text]) => (text === undefined ? [] : [{ key, value: JSON.parse(text) as never }]))

/** Steps of the whole story, with a restart before each entry whose number is in `cuts`. */
function steps(story: readonly Read[], cuts: ReadonlySet<number>): readonly Step[] {
  const told: Step[] = []
  const tracked: Saved = new Map()
  const bound: Saved = new Map()
  let tracker = createTracker({ followsDistMgr: true })
  let correlator = createCorrelator()
  const recognisers = new Map<string, ReturnType<typeof entryRecogniser>>()
  const flow = entryFlow({
    recognise: (entry, { file }) => {
      const known = recognisers.get(file) ?? entryRecogniser(file)
      recognisers.set(file, known)
      return known.recognise(entry)
    },
    correlate: (entry, event, source) => correlator.accept(entry, event, source),
    track: (event) => tracker.apply(event),
    publish: { entry: () => undefined, step: (step) => told.push(step) },
  })
  story.forEach(({ entry, source }, number) => {
    if (cuts.has(number)) {
      keep(tracked, tracker.stage())
      keep(bound, correlator.stage())
      tracker = createTracker({ followsDistMgr: true })
      correlator = createCorrelator()
      tracker.restore(kept(tracked))
      correlator.restore(kept(bound))
    }
    flow(entry, source)
  })
  return told
}

it('goes on as if nothing had happened', () => {
  const story = labEntries()
  const whole = steps(story, new Set())
  expect(whole.length).toBeGreaterThan(200)
  expect(new Set(whole.map(({ kind }) => kind))).toContain('attemptFailed')
  for (let number = 3; number < story.length; number += 29) {
    const { entry } = story[number] as Read
    expect(steps(story, new Set([number])), `restart before "${entry.message}"`).toEqual(whole)
  }
  expect(steps(story, new Set(story.keys())), 'a restart before every entry').toEqual(whole)
}, 300_000)
