// An operation on a disk that fails: which call, how, how often. Each case says what was done about it.
import { libraryOn } from '../../engine/library/layout.ts'
import { change, restart, type Operation } from './operation-world.ts'
import { neither, reserveBytes, scenarios, worldFor, type Scenario } from './cut-sweep.ts'
import { differences } from './library-model.ts'
import { failure, troubled, type Call, type Trouble } from './troubled-store.ts'

export type FaultCase = {
  readonly name: string
  readonly scenario: Scenario
  readonly trouble: () => Trouble
  /** It passes by itself: the operation must be done. */
  readonly passes: boolean
}

const chosen = ['add', 'update', 'redistribute', 'remove']
const four = scenarios.filter(({ name }) => chosen.includes(name))

/** Not the lock: that one has tests of its own. */
const concerns = ({ path }: Call): boolean => !/writer-|cmdp-operation$/.test(path)

/** The calls of one kind on one path fail, so many times, beginning with the first path past `skip`. */
function failing(code: string, call: string, times: number, skip: number): () => Trouble {
  return () => {
    let seen = 0
    let left = times
    let path: string | undefined
    return (now) => {
      if (now.call !== call || !concerns(now)) return undefined
      if (path === undefined && seen++ === skip) path = now.path
      if (now.path !== path || left === 0) return undefined
      left--
      throw failure(code, now)
    }
  }
}

const times: Readonly<Record<string, number>> = { once: 1, 'five times': 5, 'for ever': Number.POSITIVE_INFINITY }

function lockedFiles(): readonly FaultCase[] {
  return four.flatMap((scenario) =>
    ['EBUSY', 'EPERM', 'EACCES'].flatMap((code) =>
      ['rename', 'unlink'].flatMap((call) =>
        [0, 2].flatMap((skip) =>
          Object.entries(times).map(([often, count]) => ({
            name: `${scenario.name}: ${code} on ${call} ${skip + 1}, ${often}`,
            scenario,
            trouble: failing(code, call, count, skip),
            passes: count < 10,
          })),
        ),
      ),
    ),
  )
}

function brokenCalls(): readonly FaultCase[] {
  return four.flatMap((scenario) =>
    ['ENOSPC', 'EIO', 'EACCES', 'EROFS'].flatMap((code) =>
      ['create', 'write', 'mkdir', 'flush', 'rename'].flatMap((call) =>
        [0, 3].map((skip) => ({
          name: `${scenario.name}: ${code} on ${call} ${skip + 1} for ever`,
          scenario,
          trouble: failing(code, call, Number.POSITIVE_INFINITY, skip),
          passes: false,
        })),
      ),
    ),
  )
}

function shortWrites(): readonly FaultCase[] {
  return four.flatMap((scenario) =>
    [1, 7].map((most) => ({
      name: `${scenario.name}: every write takes ${most} bytes at most`,
      scenario,
      trouble: (): Trouble => (now) => (now.call === 'write' && concerns(now) ? most : undefined),
      passes: true,
    })),
  )
}

/** A drive that is pulled out: from one call on, everything on it fails. */
function vanishedDrives(): readonly FaultCase[] {
  return four.flatMap((scenario) =>
    ['D:', 'E:'].flatMap((drive) =>
      [8, 20, 33, 47].map((from) => ({
        name: `${scenario.name}: drive ${drive} vanishes at call ${from}`,
        scenario,
        trouble: (): Trouble => (now) => {
          if (now.number >= from && now.path.startsWith(drive)) throw failure('ENODEV', now)
          return undefined
        },
        passes: false,
      })),
    ),
  )
}

export const faultCases = (): readonly FaultCase[] => [
  ...lockedFiles(),
  ...brokenCalls(),
  ...shortWrites(),
  ...vanishedDrives(),
]

export type FaultOutcome = { readonly outcome: string; readonly wrong: readonly string[] }

/** Milliseconds; what one operation may wait in all, and once more for taking it back. */
const mostWaiting = 2 * 60_000

export async function runFault({ name, scenario, trouble, passes }: FaultCase): Promise<FaultOutcome> {
  const world = await worldFor(scenario)
  const wrong: string[] = []
  let waited = 0
  const pause = (ms: number): Promise<void> => {
    waited += ms
    return Promise.resolve()
  }
  const store = troubled(world.disk, trouble())
  const { applied } = await change(store, scenario.operation as Operation, { reserveBytes, pause })
  const outcome = applied?.outcome ?? 'refused'
  if (passes && outcome !== 'applied') wrong.push(`${outcome}: ${applied?.problems.join('; ') ?? ''}`)
  if (waited > mostWaiting) wrong.push(`it waited for ${waited} ms`)
  if (outcome !== 'applied' && !(applied?.problems ?? []).some(isClear))
    wrong.push(`unclear: ${JSON.stringify(applied?.problems)}`)
  if (outcome === 'rolled-back') wrong.push(...(await differences(world.disk, world.before)))
  if (outcome === 'applied') wrong.push(...(await differences(world.disk, world.after)))
  // The disk is well again.
  await restart(world.disk)
  wrong.push(...(await neither(world)))
  if (world.disk.everything().has(`${libraryOn('D:')}/cmdp-operation/`)) wrong.push('it leaves its folder')
  return { outcome, wrong: wrong.map((one) => `${name}: ${one}`) }
}

/** Which file, what was tried, why it failed, and the system's word. */
const isClear = (problem: string): boolean => /^[DE]:\\.+: .+ failed, .+, E[A-Z]+$/m.test(problem)
