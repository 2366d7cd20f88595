// Reading a large log makes much garbage and keeps little. V8 on its own lets the garbage grow to several times what lives
// before it collects, and keeps the room it took; on somebody's site server neither a command nor the agent may.
import { memoryUsage } from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Garbage that is let be, and how much more where more lives; bytes. */
const patience = 12 * 1024 * 1024
const growth = 1.3
/**
 * @param every  calls from one look to the next
 * @returns to be called after each read: collects when the garbage outgrew what lives
 */
export function memoryRelief(every = 8): () => void {
  let collect: (() => void) | undefined
  let alive = 0
  let calls = 0
  return () => {
    calls += 1
    if (calls % every !== 0 || memoryUsage().heapUsed < alive * growth + patience) return
    collect ??= collector()
    collect()
    alive = memoryUsage().heapUsed
  }
}

/** V8's own collector, which only this flag makes callable. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
