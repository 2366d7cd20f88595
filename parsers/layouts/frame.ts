import type { Severity } from '../log-entry.ts'
import type { Stamp } from '../timestamp.ts'

/** What a layout says about one message. */
export type FrameFacts = {
  readonly form: 'site-server' | 'ccm' | 'bracket' | 'view'
  readonly stamp: Stamp | undefined
  readonly component: string | undefined
  readonly thread: number | undefined
  readonly severity: Severity
  /** The frame contradicts itself (thread decimal and hex, impossible date) or is cut off. */
  readonly damaged: boolean
  /** The bias is written in a way that leaves its sign open; it is then not taken. */
  readonly doubtfulZone: boolean
}

/** A frame found on one physical line; positions are indices into the line's bytes. */
export type Frame = FrameFacts & {
  readonly messageStart: number
  readonly messageEnd: number
  /** Behind the last byte that belongs to the entry. */
  readonly end: number
}
