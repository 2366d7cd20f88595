import type { LogName } from '../../parsers/log-name.ts'
import type { Fields, Shape } from '../../parsers/recognise.ts'

/**
 * One sentence of one component on one machine: all that a world has to hand over to have its logs written. Whatever
 * makes them (the stories here, a whole simulated site) need not know what a log looks like.
 */
export type Utterance = {
  /** True time, milliseconds since 1970 UTC; what the log prints is the clock of the host. */
  readonly at: number
  /** FQDN of the machine. */
  readonly host: string
  readonly log: LogName
  readonly thread: number
  readonly words: Words
}

export type Words =
  | { readonly signature: string; readonly fields: Fields; readonly shape?: Shape | undefined }
  | { readonly statusMessage: SpokenStatusMessage }

/** A status message to be raised; what belongs to machine and thread is added by the scribe. */
export type SpokenStatusMessage = {
  readonly id: number
  readonly severity: 'I' | 'W' | 'E'
  /** ISTR0 …, at most ten. */
  readonly strings: readonly string[]
  /** Attribute id -> value, in this order: 400 package id, 404 NAL path, 410 package version. */
  readonly attributes: readonly (readonly [id: number, value: string])[]
}

/** A machine, as far as its logs show it. */
export type Host = {
  readonly name: string
  readonly site: string
  /** Minutes to add to its local time to get UTC. */
  readonly biasMinutes: number
  /** How far its clock is ahead of the truth, milliseconds. */
  readonly skewMs: number
  /** Of SMS_EXECUTIVE, as STATMSG lines print it. */
  readonly processId: number
}
