// The real thing: another process writes and rolls over at full speed, the follower lives on hints and its poll.
import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { systemClock } from '../../../agent/clock.ts'
import { followLog } from '../../../agent/tail/follow.ts'
import { watchHints } from '../../../agent/watch.ts'
import { startProgram } from '../../support/child-program.ts'
import { LogFolder } from '../../support/log-folder.ts'

const lines = 12_000
/** The writer waits here until it is read: once a line is known, a loss can be seen; then after every fourth generation. */
const waits = [5, 2_400, 4_800, 7_200, 9_600]
/** What is whole at such a moment, and what is in the log at the end. */
const leastTold = 5 * 600

test.each([
  ['keep', 'renaming'],
  ['release', 'renaming'],
  ['keep', 'copying'],
  ['release', 'copying'],
] as const)(
  'handles: %s, rolled over by %s',
  async (handles, rolls) => {
    const logs = new LogFolder()
    const follower = followLog({
      path: logs.log,
      start: undefined,
      startAt: 'beginning',
      handles,
      poll: 100,
      clock: systemClock,
    })
    const watching = watchHints(new Map([[logs.log, () => follower.wake()]]))
    const writer = await startProgram('fast-writer', {
      CMDP_TEST_LOG: logs.log,
      CMDP_TEST_ROLL: rolls,
      CMDP_TEST_WAITS: JSON.stringify(waits),
    })
    let isWriting = true
    writer.once('close', () => (isWriting = false))

    let told = 0
    let last = 0
    let gapSince = false
    const wrong: string[] = []
    for await (const event of follower) {
      if ((event.kind === 'rotated' || event.kind === 'truncated') && event.gap !== undefined) gapSince = true
      if (event.kind === 'idle' && !isWriting && last === lines) break
      if (event.kind !== 'lines') continue
      for (const line of event.lines) {
        const number = Number.parseInt(line.bytes.toString('latin1', line.start, line.start + 10))
        if (Number.isNaN(number)) continue // Written after the rename.
        if (number !== last + 1 && !(gapSince && number > last)) wrong.push(`${number} after ${last}`)
        last = number
        told++
        gapSince = false
        if (waits.includes(number)) writer.stdin.write('\n')
      }
    }
    await watching.close()
    await follower.close()
    rmSync(logs.log)
    expect(wrong).toEqual([])
    expect(told, 'a follower that mostly counts gaps follows nothing').toBeGreaterThanOrEqual(leastTold)
  },
  240_000,
)
