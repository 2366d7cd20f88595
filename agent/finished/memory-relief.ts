// Reading a large log makes much garbage and keeps little. V8 on its own lets the garbage grow to several times what lives
// before it collects, and keeps the room it took; on somebody's site server neither a command nor the agent may.
import { memoryUsage } from 'node:process'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const MB = 1024 * 1024

/** Garbage that is let be, and how much more where more lives; bytes. */
const patience = 12 * MB
const growth = 1.3

/** In one pass over finished logs: garbage let be among what is old, and the room of what is new; bytes. */
const oldPatience = 20 * MB
const nursery = 16 * MB

/**
 * @param every  calls from one look to the next
 * @returns to be called after each read: collects when the garbage outgrew what lives
 */
export function memoryRelief(every = 8): () => void {
  return everyNth(
    every,
    collecting(patience, () => memoryUsage().heapUsed),
  )
}

/**
 * For one pass over finished logs, or over the account of them. V8 sweeps what is new by itself, and cheaply; counted as
 * garbage, it would have everything collected over and over. So only what outlived the sweeps counts, and the nursery is
 * kept from taking the room that this gains, until `freeNursery`.
 *
 * @returns to be called after each read
 */
export function passRelief(): () => void {
  const collect = collecting(oldPatience, oldInUse)
  let isHeld = false
  return everyNth(8, () => {
    if (!isHeld && nurserySize() >= nursery) {
      isHeld = true
      growNurseryBy(1)
    }
    collect()
  })
}

/** V8 does as it likes again: before threads begin, whose nurseries would stay as small as they begin. */
export const freeNursery = (): void => growNurseryBy(2)

function everyNth(every: number, act: () => void): () => void {
  let calls = 0
  return () => {
    calls += 1
    if (calls % every === 0) act()
  }
}

function collecting(most: number, inUse: () => number): () => void {
  let collect: (() => void) | undefined
  let alive = 0
  return () => {
    if (inUse() < alive * growth + most) return
    collect ??= collector()
    collect()
    alive = inUse()
  }
}

/** V8's own collector, which only this flag makes callable. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

/** Bytes that outlived V8's sweeps, dead or alive. */
const oldInUse = (): number =>
  getHeapSpaceStatistics().reduce(
    (sum, { space_name, space_used_size }) => (isOld(space_name) ? sum + space_used_size : sum),
    0,
  )

const isOld = (space: string): boolean => space !== 'new_space' && space !== 'read_only_space'

const nurserySize = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0

/** How V8, in all threads of the process, enlarges a nursery in which much is alive; 2 is its own habit. */
function growNurseryBy(factor: 1 | 2): void {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`)
}
