import type { Chance } from './chance.ts'
import { threadNumbers, type ThreadNumbers } from './thread-numbers.ts'

/** Names and values; a line takes those it has room for. */
export type Words = Readonly<Record<string, string | number>>

/** A computer with its clock and the thread numbers of its processes. */
export type Machine = {
  /** FQDN in upper case. */
  readonly name: string
  readonly site: string
  /** Minutes to add to its local time to get UTC. */
  readonly biasMinutes: number
  /** How far its clock is ahead, milliseconds. */
  readonly skewMs: number
  /** Of SMS_EXECUTIVE. */
  readonly processId: number
  readonly numbers: ThreadNumbers
  /** What every line of this machine can name. */
  readonly words: Words
}

export function createMachine(
  plan: { readonly name: string; readonly site: string; readonly bias: number; readonly skew: number },
  random: Chance,
  words: Words,
): Machine {
  const { name, site, bias, skew } = plan
  const own = random.fork(name)
  const processId = 4 * own.between(400, 4_000)
  return { name, site, biasMinutes: bias, skewMs: skew, processId, numbers: threadNumbers(own), words }
}
