import { describe, expect, it } from 'vitest'
import { chance } from '../../../../engine/site/world/chance.ts'
import { eventQueue } from '../../../../engine/site/world/event-queue.ts'
import { sharedLine } from '../../../../engine/site/world/shared-line.ts'
import { barrier, mailbox, turnstile } from '../../../../engine/site/world/turnstile.ts'
import { createWorld, type Process, type World } from '../../../../engine/site/world/world.ts'

describe('the event queue', () => {
  it('gives back everything in the order of time, and of equals in the order it was put', () => {
    const random = chance(4)
    const queue = eventQueue<number>()
    const times = Array.from({ length: 2_000 }, () => random.between(0, 50))
    times.forEach((time, item) => queue.put(time, item))
    const taken: number[] = []
    for (let item = queue.take(); item !== undefined; item = queue.take()) taken.push(item)
    const expected = times.map((_, item) => item).sort((a, b) => times[a]! - times[b]! || a - b)
    expect(taken).toEqual(expected)
    expect(queue.size).toBe(0)
  })
})

/** What processes note, with the time. */
function notes(world: World) {
  const list: string[] = []
  return { list, note: (text: string) => void list.push(`${world.now()} ${text}`) }
}

describe('the world', () => {
  it('lets processes wait, and never goes back in time', () => {
    const world = createWorld(100)
    const { list, note } = notes(world)
    function* work(name: string, wait: number): Process {
      note(`${name} begins`)
      yield wait
      note(`${name} goes on`)
    }
    world.start(work('a', 20))
    world.start(work('b', 10))
    world.at(0, () => note('late is now'))
    world.runUntil(115)
    expect(list).toEqual(['100 a begins', '100 b begins', '100 late is now', '110 b goes on'])
    expect(world.now()).toBe(115)
    expect(world.waiting()).toBe(1)
    while (world.step());
    expect(list.at(-1)).toBe('120 a goes on')
  })

  it('lets so many through a turnstile, the others in their order', () => {
    const world = createWorld(0)
    const { list, note } = notes(world)
    const room = turnstile(world, 2)
    const all = barrier(world)
    function* work(name: string): Process {
      yield room.entered
      note(`${name} in`)
      yield 10
      room.leave()
      all.end()
    }
    for (const name of ['a', 'b', 'c', 'd']) {
      all.begin()
      world.start(work(name))
    }
    function* end(): Process {
      yield all.ended
      note('all done')
    }
    world.start(end())
    while (world.step());
    expect(list).toEqual(['0 a in', '0 b in', '10 c in', '10 d in', '20 all done'])
    expect(room.busy).toBe(0)
  })

  it('wakes the reader of a mailbox once there is something', () => {
    const world = createWorld(0)
    const { list, note } = notes(world)
    const box = mailbox<string>(world)
    function* read(): Process {
      for (;;) {
        yield box.filled
        note(String(box.take()))
      }
    }
    world.start(read())
    world.at(5, () => box.put('one'))
    world.at(5, () => box.put('two'))
    while (world.step());
    expect(list).toEqual(['5 one', '5 two'])
  })
})

describe('a shared line', () => {
  /** When each transfer ends: [begins at, bytes] over 1,000 bytes a second. */
  function ends(transfers: readonly (readonly [at: number, bytes: number])[]): readonly number[] {
    const world = createWorld(0)
    const line = sharedLine(world, 1_000)
    const times: number[] = []
    transfers.forEach(([at, bytes], index) => {
      function* send(): Process {
        yield line.carry(bytes)
        times[index] = Math.round(world.now())
      }
      world.at(at, () => world.start(send()))
    })
    while (world.step());
    expect(line.busy).toBe(0)
    return times
  }

  it('gives everything to one, and the half to each of two', () => {
    expect(ends([[0, 1_000]])).toEqual([1_000])
    // Alone for a second, then both share until the shorter one is through.
    expect(
      ends([
        [0, 3_000],
        [1_000, 1_000],
      ]),
    ).toEqual([4_000, 3_000])
  })

  it('carries as many bytes as it can, however many share it', () => {
    const random = chance(9)
    const transfers = Array.from({ length: 300 }, () => [random.between(0, 20_000), random.between(1, 5_000)] as const)
    const bytes = transfers.reduce((sum, [, size]) => sum + size, 0)
    const last = Math.max(...ends(transfers))
    // It is never idle: more comes than it carries.
    const begin = Math.min(...transfers.map(([at]) => at))
    expect(Math.abs(last - begin - bytes)).toBeLessThan(50)
  })

  it('takes no time where nothing limits it', () => {
    const world = createWorld(7)
    const line = sharedLine(world, Infinity)
    let ended = false
    function* send(): Process {
      yield line.carry(1e12)
      ended = true
    }
    world.start(send())
    while (world.step());
    expect([ended, world.now()]).toEqual([true, 7])
  })
})
