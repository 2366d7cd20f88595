// When a process started, in the words of its system: with the number it tells one process from a later one that was
// given the same number.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { hostname, uptime } from 'node:os'
import type { LockTools, Writer } from '../../../engine/write/writer-lock.ts'

/** Empty when the system does not tell, or there is no such process. */
export function processStart(process_: number): string {
  try {
    return readers[process.platform]?.(process_) ?? ''
  } catch {
    return ''
  }
}

const readers: Partial<Record<NodeJS.Platform, (number: number) => string>> = {
  // Ticks since boot, field 22; the name in field 2 may hold anything, also brackets.
  linux(number) {
    const status = readFileSync(`/proc/${number}/stat`, 'utf8')
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ')
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19] ?? ''}`
  },
  darwin: (number) => command('ps', ['-o', 'lstart=', '-p', String(number)]),
  win32: (number) =>
    command('powershell.exe', [
      '-NoProfile',
      '-NonInteractive',
      '-Command',
      `(Get-Process -Id ${number}).StartTime.ToFileTimeUtc()`,
    ]),
}

const command = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 20_000 }).trim()

/** This process as a writer of a library. @param now  milliseconds since 1970 UTC */
export const thisWriter = (now: number): Writer => ({
  host: hostname(),
  process: process.pid,
  started: processStart(process.pid),
  since: new Date(now).toISOString(),
})

/** Does the process that said so still run? undefined when it runs on another host. */
export function writerLives({ host, process: number, started }: Writer): boolean | undefined {
  if (host.toLowerCase() !== hostname().toLowerCase()) return undefined
  if (!isRunning(number)) return false
  const found = processStart(number)
  return started === '' || found === '' || found === started
}

function isRunning(number: number): boolean {
  try {
    process.kill(number, 0)
    return true
  } catch (error) {
    // Somebody else's process: it runs.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Far longer than a write of 200 bytes can take to arrive, also on a share. Milliseconds. */
const arrives = 10 * 60 * 1000
/** The time since the start of the system is not to the millisecond. */
const margin = 60 * 1000

/** What a lock of a library is judged by. @param now  milliseconds since 1970 UTC */
export const lockJudge = (now: number): Pick<LockTools, 'lives' | 'isLeftOver'> => ({
  lives: writerLives,
  isLeftOver: (modified) => modified < now - arrives || modified < now - uptime() * 1000 - margin,
})
