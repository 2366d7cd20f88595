// What a log on Windows does to its reader, and a reader to its log: run by the Windows build of Node, prints one JSON
// object with what was seen in each case. A file with FILE_SHARE flags of 0 is what a program opens that wants it for
// itself; everything Node opens otherwise shares reading, writing and deleting (libuv).
import {
  appendFileSync,
  closeSync,
  constants,
  copyFileSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../agent/clock.ts'
import { openState } from '../../agent/state/state-store.ts'
import { followLog } from '../../agent/tail/follow.ts'
import type { TailOptions } from '../../agent/tail/log-tail.ts'
import { watchHints } from '../../agent/watch.ts'
import { LogReader } from './log-reader.ts'

/** UV_FS_O_EXLOCK of libuv: shares nothing. */
const alone = 0x10000000

type Logs = { readonly folder: string; readonly log: string; readonly rolled: string }

function logs(): Logs {
  const folder = mkdtempSync(join(tmpdir(), 'cmdp-'))
  return { folder, log: join(folder, 'PkgXferMgr.log'), rolled: join(folder, 'PkgXferMgr.lo_') }
}

const readerOf = ({ log }: Logs, options: Partial<TailOptions> = {}): LogReader =>
  new LogReader({ path: log, startAt: 'beginning', ...options })

/** The error code of an act of the writer, or 'done'. */
function attempt(act: () => void): string {
  try {
    act()
    return 'done'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}

/** Twelve rollovers by renaming, each onto the .lo_ before, with a poll between. @returns what became of each */
async function rollOften(): Promise<unknown> {
  const { log, rolled, ...rest } = logs()
  const reader = readerOf({ log, rolled, ...rest })
  const became: string[] = []
  for (let times = 0; times < 12; times++) {
    appendFileSync(log, `line ${times}\r\n`)
    await reader.poll()
    appendFileSync(log, `late ${times}\r\n`)
    became.push(attempt(() => renameSync(log, rolled)))
  }
  appendFileSync(log, 'the end\r\n')
  await reader.poll()
  await reader.close()
  return { became: [...new Set(became)], lines: reader.lines.length, gaps: reader.gaps }
}

/** Two rollovers between two looks. @returns what became of the second */
async function rollTwice(options: Partial<TailOptions>): Promise<string> {
  const { log, rolled, ...rest } = logs()
  const reader = readerOf({ log, rolled, ...rest }, options)
  writeFileSync(log, 'line 1\r\n')
  await reader.poll()
  renameSync(log, rolled)
  writeFileSync(log, 'line 2\r\n')
  const second = attempt(() => renameSync(log, rolled))
  await reader.close()
  return second
}

const cases: Readonly<Record<string, () => Promise<unknown>>> = {
  async keptOpenByItsWriter() {
    const { log, rolled, ...rest } = logs()
    const reader = readerOf({ log, rolled, ...rest })
    const writer = openSync(log, 'a')
    writeSync(writer, 'line 1\r\n')
    await reader.poll()
    writeSync(writer, 'line 2\r\n')
    renameSync(log, rolled)
    writeSync(writer, 'line 3\r\n')
    const next = openSync(log, 'a')
    closeSync(writer)
    writeSync(next, 'line 4\r\n')
    await reader.poll()
    closeSync(next)
    return { lines: reader.lines, gaps: reader.gaps }
  },

  rolledOver: rollOften,
  rolledOverTwice: () => rollTwice({}),
  rolledOverTwiceWithAHandleKept: () => rollTwice({ handles: 'keep' }),

  async openedByItsWriterAlone() {
    const { log, rolled, ...rest } = logs()
    const reader = readerOf({ log, rolled, ...rest })
    writeFileSync(log, 'line 1\r\n')
    await reader.poll()
    const owner = openSync(log, constants.O_RDWR | constants.O_APPEND | alone)
    writeSync(owner, 'line 2\r\n')
    await reader.poll()
    const during = [...reader.troubles]
    closeSync(owner)
    await reader.poll()
    return { during, lines: reader.lines, gaps: reader.gaps, seen: reader.seen }
  },

  async rolledFileOpenedAlone() {
    const { log, rolled, ...rest } = logs()
    const reader = readerOf({ log, rolled, ...rest })
    writeFileSync(log, 'line 1\r\n')
    await reader.poll()
    appendFileSync(log, 'line 2\r\n')
    renameSync(log, rolled)
    writeFileSync(log, 'line 3\r\n')
    const owner = openSync(rolled, constants.O_RDWR | alone)
    await reader.poll()
    const during = { lines: [...reader.lines], troubles: [...reader.troubles] }
    closeSync(owner)
    await reader.poll()
    return { during, lines: reader.lines, gaps: reader.gaps }
  },

  async copiedAndTruncated() {
    const { log, rolled, ...rest } = logs()
    const reader = readerOf({ log, rolled, ...rest })
    writeFileSync(log, 'line 1\r\n')
    await reader.poll()
    appendFileSync(log, 'line 2\r\n')
    copyFileSync(log, rolled)
    truncateSync(log, 0)
    appendFileSync(log, 'line 3\r\n')
    await reader.poll()
    return { lines: reader.lines, gaps: reader.gaps }
  },

  async restarted() {
    const { log, rolled, ...rest } = logs()
    const reader = readerOf({ log, rolled, ...rest })
    writeFileSync(log, 'line 1\r\n')
    await reader.poll()
    reader.commit()
    appendFileSync(log, 'line 2\r\n')
    renameSync(log, rolled)
    writeFileSync(log, 'line 3\r\n')
    await reader.restart()
    await reader.poll()
    return { lines: reader.lines, gaps: reader.gaps }
  },

  async deletedAndMadeAgain() {
    const { log, rolled, ...rest } = logs()
    const reader = readerOf({ log, rolled, ...rest })
    writeFileSync(log, 'line 1\r\n')
    await reader.poll()
    const removed = attempt(() => rmSync(log))
    writeFileSync(log, 'line 2\r\n')
    await reader.poll()
    return { removed, lines: reader.lines, gaps: reader.gaps }
  },

  async folderInItsPlace() {
    const { folder } = logs()
    const reader = new LogReader({ path: folder, startAt: 'beginning' })
    await reader.poll()
    return reader.troubles
  },

  async followedLive() {
    const { log, rolled } = logs()
    const follower = followLog({
      path: log.toUpperCase(),
      start: undefined,
      startAt: 'beginning',
      poll: 200,
      clock: systemClock,
    })
    const watching = watchHints(new Map([[log, () => follower.wake()]]))
    let lines = 0
    const writing = (async () => {
      let rollovers = 0
      for (let line = 1; line <= 300; line++) {
        appendFileSync(log, `line ${line}\r\n`)
        await systemClock.sleep(5)
        if (line % 60 !== 0) continue
        // What is in .lo_ would be lost unread: one rollover between two looks is what a log gives its readers.
        while (lines < line - 60) await systemClock.sleep(5)
        // As a writer does: when its old .lo_ is being read at this moment, it rolls over a little later.
        while (attempt(() => renameSync(log, rolled)) !== 'done') await systemClock.sleep(5)
        rollovers++
      }
      return rollovers
    })()
    for await (const event of follower) {
      if (event.kind === 'lines') lines += event.lines.length
      if (lines >= 300) break
    }
    await watching.close()
    await follower.close()
    return { lines, rollovers: await writing }
  },

  async state() {
    const folder = join(logs().folder, 'state')
    const store = await openState(folder, systemClock)
    await store.commit([{ part: 'position', key: 'distmgr', value: { offset: 7 } }])
    const second = await openState(folder, systemClock).then(
      () => 'opened twice',
      (error: unknown) => (error as { code: string }).code,
    )
    await store.close()
    const again = await openState(folder, systemClock)
    const read = await again.read('position')
    await again.close()
    writeFileSync(join(folder, 'data', 'CURRENT'), 'nonsense')
    const damaged = await openState(folder, systemClock)
    const wasSetAside = damaged.setAside !== undefined && statSync(damaged.setAside).isDirectory()
    await damaged.commit([{ part: 'position', key: 'distmgr', value: 1 }])
    await damaged.close()
    return { second, read, wasSetAside }
  },
}

const results: Record<string, unknown> = {}
for (const [name, run] of Object.entries(cases)) {
  results[name] = await run().catch(
    (error: unknown) => `failed: ${error instanceof Error ? error.stack : String(error)}`,
  )
}
process.stdout.write(JSON.stringify({ platform: process.platform, ...results }))
