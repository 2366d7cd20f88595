import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
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
const soon = { timeout: 10_000, interval: 20 }

test('a log that appears, grows, and is rolled over is hinted at', async () => {
  const { paths, hints, start } = watched()
  start()
  await vi.waitFor(() => expect(hints).toEqual(paths), soon)
  for (const change of [
    () => writeFileSync(paths[0], 'a\n'),
    () => appendFileSync(paths[0], 'b\n'),
    () => renameSync(paths[0], paths[0].replace('.log', '.lo_')),
  ]) {
    await new Promise((resolve) => setTimeout(resolve, 150))
    hints.length = 0
    change()
    await vi.waitFor(() => expect(hints).toContain(paths[0]), soon)
  }
})

test('other files of the folder give no hint', async () => {
  const { folder, paths, hints, start } = watched()
  start()
  await vi.waitFor(() => expect(hints).toEqual(paths), soon)
  await new Promise((resolve) => setTimeout(resolve, 150))
  hints.length = 0
  writeFileSync(join(folder, 'other.log'), 'a\n')
  writeFileSync(paths[1], 'a\n')
  await vi.waitFor(() => expect(hints).toContain(paths[1]), soon)
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
    await new Promise((resolve) => setTimeout(resolve, 150))
    hints.length = 0
    writeFileSync(paths[0], 'a\n')
    await vi.waitFor(() => expect(hints).toContain(paths[0]), soon)
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
