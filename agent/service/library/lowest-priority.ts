import { constants, setPriority } from 'node:os'

/**
 * The calling thread, and the threads it starts, run only when nobody else wants the processor.
 *
 * On Linux a priority belongs to a thread and is inherited by the threads it makes; elsewhere it belongs to the whole
 * process, whose other half must follow the logs: there the rate (`bytesPerSecond`) and one thread are the limit.
 */
export function takeLowestPriority(): void {
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW)
}
