import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The logs of all hosts: `<folder>/<host>/<log>`, each made when its first line comes. Whole entries only. */
export type WrittenLogs = {
  write(host: string, file: string, entry: string): void
  /** What was written is on disk. */
  flush(): void
  close(): void
}

/** Characters that may wait for the next write. */
const mostWaiting = 128 * 1_024

type Log = { readonly path: string; handle: number | undefined; bytes: number; waiting: string[]; size: number }

/** @param maxBytes size at which `X.log` becomes `X.lo_` and begins anew (log-formats.md 7) */
export function writtenLogs(folder: string, maxBytes: number): WrittenLogs {
  const hosts = new Map<string, Map<string, Log>>()

  const logOf = (host: string, file: string): Log => {
    let logs = hosts.get(host)
    if (logs === undefined) hosts.set(host, (logs = new Map<string, Log>()))
    let log = logs.get(file)
    if (log === undefined) {
      log = { path: join(folder, host, file), handle: undefined, bytes: 0, waiting: [], size: 0 }
      logs.set(file, log)
    }
    return log
  }
  const all = (): readonly Log[] => [...hosts.values()].flatMap((logs) => [...logs.values()])
  return {
    write(host, file, entry) {
      const log = logOf(host, file)
      const bytes = Buffer.byteLength(entry)
      if (log.bytes > 0 && log.bytes + bytes > maxBytes) rollOver(log)
      log.bytes += bytes
      log.size += entry.length
      log.waiting.push(entry)
      if (log.size > mostWaiting) flush(log)
    },
    flush: () => all().forEach(flush),
    close() {
      for (const log of all()) {
        flush(log)
        shut(log)
      }
      hosts.clear()
    },
  }
}

/** One call for all that waits: a reader sees whole entries. */
function flush(log: Log): void {
  if (log.waiting.length === 0) return
  if (log.handle === undefined) {
    mkdirSync(dirname(log.path), { recursive: true })
    log.handle = openSync(log.path, 'a')
  }
  const bytes = Buffer.from(log.waiting.join(''))
  for (let done = 0; done < bytes.length;) done += writeSync(log.handle, bytes, done)
  log.waiting = []
  log.size = 0
}

function rollOver(log: Log): void {
  flush(log)
  shut(log)
  renameSync(log.path, log.path.replace(/\.log$/i, '.lo_'))
  log.bytes = 0
}

function shut(log: Log): void {
  if (log.handle !== undefined) closeSync(log.handle)
  log.handle = undefined
}
