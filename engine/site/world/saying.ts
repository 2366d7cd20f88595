// What components can say about their work, without a word on how a log would put it.
import type { Deed } from './deeds.ts'
import type { Machine, Words } from './machine.ts'

export type { Words }

export type Speaker =
  | 'notifier'
  | 'dist-mgr'
  | 'transfer-mgr'
  | 'dp-provider'
  | 'scheduler'
  | 'sender'
  | 'despooler'
  | 'site-component-mgr'
  | 'state-system'
  | 'pull-component'

export type Saying = {
  /** As the machine's clock showed it, milliseconds since 1970 UTC. */
  readonly at: number
  readonly machine: Machine
  readonly speaker: Speaker
  readonly thread: number
  /** A deed, or the id of a status message that is raised. */
  readonly what: Deed | number
  /** What the thread works on, and values of this line alone; the latter come first. */
  readonly about: Words
  readonly more: Words | undefined
  /** Whose line it is, by the world's own account; no reader of logs is told. */
  readonly subject: Subject | undefined
}

/** Whoever a line belongs to: told the moment as the machine's clock showed it, milliseconds since 1970 UTC. */
export type Subject = { seenAt(time: number): void }
