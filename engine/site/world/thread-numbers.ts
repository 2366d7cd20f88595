import type { Chance } from './chance.ts'

/** Hands out thread numbers as Windows does: multiples of 4, and the number of an ended thread comes back soon. */
export type ThreadNumbers = { begin(): number; end(thread: number): void }

/** Few, so that numbers are reused within minutes; a reader that does not end a thread's binding joins wrong lines. */
const fewest = 48

export function threadNumbers(random: Chance): ThreadNumbers {
  const free: number[] = []
  const busy = new Set<number>()
  return {
    begin() {
      while (free.length + busy.size < fewest || free.length === 0) {
        const thread = 4 * random.between(250, 9_999)
        if (!busy.has(thread) && !free.includes(thread)) free.push(thread)
      }
      const [thread = 4] = free.splice(random.between(0, free.length - 1), 1)
      busy.add(thread)
      return thread
    },
    end(thread) {
      if (busy.delete(thread)) free.push(thread)
    },
  }
}
