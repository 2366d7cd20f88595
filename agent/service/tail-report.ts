// What following a log tells beside its lines -> counters, and a line in our own log where an operator should know.
import type { AgentMetrics } from '../../exporters/index.ts'
import type { Log } from '../log.ts'
import type { DownReason, TailEvent } from '../tail/tail-event.ts'
import type { Reading } from './reading.ts'

const downWords: Readonly<Record<DownReason, string>> = {
  missing: 'is not there; waiting for it',
  directory: 'is a folder, not a log',
  'not-a-file': 'is not a file',
  permission: 'may not be read by this account',
  busy: 'is locked by another program',
  'too-many-files': 'cannot be opened: too many files are open',
  io: 'cannot be read',
}

export function tellEvent(event: TailEvent, reading: Reading, path: string, agent: AgentMetrics, log: Log): void {
  switch (event.kind) {
    case 'lines':
    case 'idle':
      break
    case 'rotated':
    case 'truncated':
      if (event.kind === 'rotated') agent.rotated(reading.log)
      else agent.truncated(reading.log)
      log.debug(event.kind === 'rotated' ? 'The log rolled over' : 'The log was cut or written anew', { path })
      if (event.gap === undefined) break
      agent.gap(reading.log, event.gap.lostBytes)
      log.warn('Part of the log was gone before it was read', { path, atLeastBytes: event.gap.lostBytes })
      break
    case 'up':
      log.info('Following the log', { path })
      break
    case 'down':
      log.warn(`The log ${downWords[event.reason]}`, { path })
      break
    case 'read-error':
      agent.readFailed(reading.log, event.reason)
  }
  const position = reading.committable // an entry still held back is not read yet
  agent.source(reading.log, {
    up: reading.isUp,
    size: reading.size,
    offset: position?.offset ?? 0,
    generation: position?.ordinal ?? 0,
  })
}
