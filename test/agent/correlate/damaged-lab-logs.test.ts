// Logs of the lab whose lines are dropped, doubled and out of order: nothing is made of them that is not there.
import fc from 'fast-check'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from '../../../agent/account-objects.ts'
import { writeLabLogs } from '../../support/lab-logs.ts'
import { seededRandom } from '../../support/random.ts'
import { linesIn, readInOrder, type ReadLine } from '../../support/read-lines.ts'

const start = Date.UTC(2026, 0, 5, 8)
const minute = 60_000

describe('lab logs with lines dropped, doubled and out of order', () => {
  let folder: string
  let lines: readonly ReadLine[]
  let truth: Facts

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cmdp-threads-'))
    writeLabLogs(folder, start, 60 * minute)
    lines = readdirSync(folder)
      .flatMap((host) =>
        readdirSync(join(folder, host)).flatMap((file) =>
          linesIn(readFileSync(join(folder, host, file), 'utf8'), file, host),
        ),
      )
      .sort((a, b) => (a.entry.time ?? 0) - (b.entry.time ?? 0))
    truth = factsOf(readInOrder(lines).account)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** One in so many lines, each: lost, written twice, moved by up to `far` places. */
  type Damage = {
    readonly seed: number
    readonly drop: number
    readonly double: number
    readonly move: number
    readonly far: number
  }

  const oneIn = fc.constantFrom(Infinity, 200, 50, 10, 3)
  const damage: fc.Arbitrary<Damage> = fc.record({
    ...{ seed: fc.integer({ min: 1 }), drop: oneIn, double: oneIn, move: oneIn },
    far: fc.integer({ min: 1, max: 50 }),
  })

  function damaged({ seed, drop, double, move, far }: Damage): readonly ReadLine[] {
    const random = seededRandom(seed)
    return lines
      .flatMap((line, index) => {
        if (random.chance(1 / drop)) return []
        const place = random.chance(1 / move) ? index + random.below(2 * far) - far : index
        return random.chance(1 / double)
          ? [
              { line, place },
              { line, place },
            ]
          : [{ line, place }]
      })
      .sort((a, b) => a.place - b.place)
      .map(({ line }) => line)
  }

  it('there is something to damage', () => {
    expect(lines.length).toBeGreaterThan(500)
    expect(truth.pairs.size).toBeGreaterThan(10)
  })

  it('never throw, and give the same steps when read again', () => {
    fc.assert(
      fc.property(damage, (how) => {
        const read = damaged(how)
        const first = readInOrder(read, start + 100 * 60 * minute)
        const again = readInOrder(read, start + 100 * 60 * minute)
        expect(JSON.stringify(again)).toBe(JSON.stringify(first))
      }),
      { numRuns: 25 },
    )
  })

  it('never put a package on a DP, or a job to a package, that it was not meant for', () => {
    // Lines of one thread never change places in a log: such damage proves nothing here.
    const inOrder = damage.map((how) => ({ ...how, drop: Math.max(how.drop, 10), move: Infinity }))
    fc.assert(
      fc.property(inOrder, (how) => {
        const { pairs, jobs } = factsOf(readInOrder(damaged(how)).account)
        expect([...pairs].filter((pair) => !truth.pairs.has(pair))).toEqual([])
        expect([...jobs].filter((job) => !truth.jobs.has(job))).toEqual([])
      }),
      { numRuns: 25, seed: 7 },
    )
  })

  it('a line written twice in a row makes no success of a failure, and no failure of a success', () => {
    const twice = factsOf(readInOrder(lines.flatMap((line) => [line, line])).account)
    expect({ pairs: twice.pairs, jobs: twice.jobs }).toEqual({ pairs: truth.pairs, jobs: truth.jobs })
    const successes = ({ outcomes }: Facts): readonly string[] => outcomes.filter((told) => told.includes(' success '))
    expect(successes(twice)).toEqual(successes(truth))
    expect(successes(truth).length).toBeGreaterThan(5)
  })
})

type Facts = {
  readonly pairs: ReadonlySet<string>
  readonly jobs: ReadonlySet<string>
  readonly outcomes: readonly string[]
}

/** Who goes where, with which job, and how that ended. */
function factsOf({ distributions }: Account): Facts {
  const whole = distributions.filter(({ packageId, dp }) => packageId !== null && dp !== null)
  const name = ({ packageId, dp }: (typeof whole)[number]): string => `${packageId ?? ''} ${dp ?? ''}`
  return {
    pairs: new Set(whole.map(name)),
    jobs: new Set(whole.flatMap((told) => told.jobIds.map((job) => `${job} ${name(told)}`))),
    outcomes: whole.map((told) => `${name(told)} ${told.packageVersion ?? ''} ${told.outcome} ${told.failures}`).sort(),
  }
}
