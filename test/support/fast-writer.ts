// A process of its own that writes one log as fast as a busy site server at its worst: numbered lines in bursts, a
// rollover every some hundred lines, by renaming with the file kept open or by copying and truncating. Now and then it
// waits for a line on standard input: its reader has come as far. Ends by itself.
// CMDP_TEST_LOG: the log; CMDP_TEST_ROLL: renaming or copying; CMDP_TEST_WAITS: after which lines it waits, as JSON.
import { once } from 'node:events'
import { closeSync, copyFileSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs'
import { systemClock } from '../../agent/clock.ts'
import { rolledName } from '../../agent/tail/find.ts'

const log = process.env['CMDP_TEST_LOG'] ?? ''
const renames = process.env['CMDP_TEST_ROLL'] === 'renaming'
const waits = JSON.parse(process.env['CMDP_TEST_WAITS'] ?? '[]') as readonly number[]
const lines = 12_000
const linesOfGeneration = 600

let file = openSync(log, 'a')
for (let line = 1; line <= lines;) {
  const burst = Math.min(lines + 1, line + 5 + (line % 40))
  for (; line < burst; line++) {
    writeSync(file, `${line}  $$<SMS_DISTRIBUTION_MANAGER><01-05-2026 08:00:00.123+000><thread=1 (0x1)>\r\n`)
    if (line % linesOfGeneration === 0) roll()
    if (waits.includes(line)) await once(process.stdin, 'data')
  }
  await systemClock.sleep(1)
}
closeSync(file)
process.stdin.destroy()

function roll(): void {
  if (renames) {
    renameSync(log, rolledName(log))
    writeSync(file, 'written after the rename\r\n')
    closeSync(file)
    file = openSync(log, 'a')
  } else {
    copyFileSync(log, rolledName(log))
    ftruncateSync(file, 0)
  }
}
