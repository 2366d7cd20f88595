import type { Machine } from './machine.ts'
import type { Saying, Speaker, Subject, Words } from './saying.ts'
import type { World } from './world.ts'

/** One thread that says what it does. */
export type Voice = {
  readonly thread: number
  /** What its next lines are about, until it is told otherwise. */
  serve(about: Words, subject?: Subject): void
  say(what: Saying['what'], more?: Words): void
  /** The thread is gone; its number comes back. */
  end(): void
}

export type Voices = {
  begin(machine: Machine, speaker: Speaker, about?: Words, subject?: Subject): Voice
}

/** smsdpprov.log prints whole seconds (log-formats.md 4). */
const precision: Readonly<Partial<Record<Speaker, number>>> = { 'dp-provider': 1_000 }

/** @param listen  hears every line at once; undefined: nobody reads logs, only the times are kept */
export function createVoices(world: World, listen: ((saying: Saying) => void) | undefined): Voices {
  return {
    begin(machine, speaker, about = nothing, subject) {
      const thread = machine.numbers.begin()
      const step = precision[speaker] ?? 1
      let words = about
      let whose = subject
      return {
        thread,
        serve(nextAbout, nextSubject) {
          words = nextAbout
          whose = nextSubject
        },
        say(what, more) {
          const at = Math.floor(world.now()) + machine.skewMs
          whose?.seenAt(step === 1 ? at : Math.floor(at / step) * step)
          listen?.({ at, machine, speaker, thread, what, about: words, more, subject: whose })
        },
        end: () => machine.numbers.end(thread),
      }
    },
  }
}

const nothing: Words = {}
