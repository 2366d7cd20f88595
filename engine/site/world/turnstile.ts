import type { Condition, World } from './world.ts'

/** So many may be inside at once; the others wait in the order they came. */
export type Turnstile = {
  readonly busy: number
  readonly limit: number
  /** Holds when there is room; whoever waits for it is inside then. */
  readonly entered: Condition
  leave(): void
}

export function turnstile(world: World, limit: number): Turnstile {
  const waiting: (() => void)[] = []
  let busy = 0
  return {
    get busy() {
      return busy
    },
    limit,
    entered: {
      join(resume) {
        if (busy === limit) return void waiting.push(resume)
        busy++
        world.at(world.now(), resume)
      },
    },
    leave() {
      const next = waiting.shift()
      if (next === undefined) busy--
      else world.at(world.now(), next)
    },
  }
}

/** Holds when all that was begun has ended. */
export type Barrier = { begin(): void; end(): void; readonly ended: Condition }

export function barrier(world: World): Barrier {
  let open = 0
  let waiting: (() => void)[] = []
  return {
    begin: () => void open++,
    end() {
      if (--open > 0) return
      for (const resume of waiting) world.at(world.now(), resume)
      waiting = []
    },
    ended: {
      join(resume) {
        if (open > 0) waiting.push(resume)
        else world.at(world.now(), resume)
      },
    },
  }
}

/** Things that wait for one reader, in order. */
export type Mailbox<Item> = {
  put(item: Item): void
  take(): Item | undefined
  readonly size: number
  /** Holds when something lies there. One reader only. */
  readonly filled: Condition
}

export function mailbox<Item>(world: World): Mailbox<Item> {
  let items: Item[] = []
  let first = 0
  let reader: (() => void) | undefined
  const size = (): number => items.length - first
  return {
    put(item) {
      items.push(item)
      if (reader === undefined) return
      world.at(world.now(), reader)
      reader = undefined
    },
    take() {
      if (size() === 0) return undefined
      const item = items[first++]
      if (first > 1_000 && first * 2 > items.length) {
        items = items.slice(first)
        first = 0
      }
      return item
    },
    get size() {
      return size()
    },
    filled: {
      join(resume) {
        if (size() > 0) world.at(world.now(), resume)
        else reader = resume
      },
    },
  }
}
