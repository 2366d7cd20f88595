import { appendFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { watchHints, type Watching } from '../../agent/watch.ts'
import { manualClock } from '../support/manual-clock.ts'

function watched() {
  const folder = mkdtempSync(join(tmpdir(), 'cmdp-watch-'))
  const paths = [join(folder, 'distmgr.log'), join(folder, 'smsdpprov.log')]
  const hints: string[] = []
  const clock = manualClock()
  const start = (): Watching => {
    const watch = watchHints(new Map(paths.map((path) => [path, () => hints.push(path)])), clock)
    onTestFinished(async () => {
      await watch.close()
      rmSync(folder, { recursive: true, force: true })
    })
    return watch
  }
  return { folder, paths: paths as [string, string], hints, clock, start }
}

/** What the system tells us comes when it comes; what matters is that it comes. */
const soon = { timeout: 100_000, interval: 20 }
vi.setConfig({ testTimeout: 240_000 })

/**
 * Makes a change until it is hinted at: one that is made before the system watches, or a few milliseconds behind
 * another, may pass unseen, and the poll finds it.
 */
async function isHintedAt(path: string, hints: string[], change: () => void): Promise<void> {
  hints.length = 0
  await vi.waitFor(async () => {
    change()
    await vi.waitFor(() => expect(hints).toContain(path), { timeout: 1_000, interval: 20 })
  }, soon)
}

test('a log that appears, grows, and is rolled over is hinted at', async () => {
  const { paths, hints, start } = watched()
  start()
  await vi.waitFor(() => expect(hints).toEqual(paths), soon)
  await isHintedAt(paths[1], hints, () => appendFileSync(paths[1], 'a\n')) // it watches now
  const appearOrRoll = (): void => {
    if (existsSync(paths[0])) renameSync(paths[0], paths[0].replace('.log', '.lo_'))
    else writeFileSync(paths[0], 'a\n')
  }
  await isHintedAt(paths[0], hints, appearOrRoll)
  await isHintedAt(paths[0], hints, () => appendFileSync(paths[0], 'b\n'))
  await isHintedAt(paths[0], hints, appearOrRoll)
})

test('other files of the folder give no hint', async () => {
  const { folder, paths, hints, start } = watched()
  start()
  await vi.waitFor(() => expect(hints).toEqual(paths), soon)
  await isHintedAt(paths[1], hints, () => appendFileSync(paths[1], 'a\n')) // it watches now
  writeFileSync(join(folder, 'other.log'), 'a\n')
  await isHintedAt(paths[1], hints, () => appendFileSync(paths[1], 'b\n'))
  expect(new Set(hints)).toEqual(new Set([paths[1]]))
})

test('a folder that is missing, appears, is removed and made again is watched again', async () => {
  const { folder, paths, hints, clock, start } = watched()
  rmSync(folder, { recursive: true })
  start()
  await clock.advance(1)
  for (let times = 0; times < 2; times++) {
    mkdirSync(folder)
    hints.length = 0
    await vi.waitFor(async () => {
      await clock.advance(5000)
      expect(hints, 'what is in a new folder may be new').toEqual(expect.arrayContaining(paths))
    }, soon)
    await isHintedAt(paths[0], hints, () => appendFileSync(paths[0], 'a\n'))
    rmSync(folder, { recursive: true })
  }
})

test('after close there is no hint and no timer', async () => {
  const { paths, hints, clock, start } = watched()
  const watch = start()
  await vi.waitFor(() => expect(hints).toEqual(paths), soon)
  await watch.close()
  hints.length = 0
  writeFileSync(paths[0], 'a\n')
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(hints).toEqual([])
  expect(clock.waiting()).toBe(0)
})
