// Whether a log can be read: told when it changes; a failed attempt is told every time.
import type { UnreadableLog } from './find.ts'
import type { DownReason, TailEvent } from './tail-event.ts'

export type Availability = {
  up(): readonly TailEvent[]
  missing(): readonly TailEvent[]
  /** A failure of `.lo_` leaves the log itself up. */
  failed(failure: UnreadableLog): readonly TailEvent[]
}

export function availability(logPath: string): Availability {
  let state: 'up' | DownReason | undefined
  const down = (reason: DownReason): readonly TailEvent[] => {
    if (state === reason) return []
    state = reason
    return [{ kind: 'down', reason }]
  }
  return {
    up() {
      if (state === 'up') return []
      state = 'up'
      return [{ kind: 'up' }]
    },
    missing: () => down('missing'),
    failed({ reason, path }) {
      const error: TailEvent = { kind: 'read-error', reason, path }
      return path === logPath ? [error, ...down(reason)] : [error]
    },
  }
}
