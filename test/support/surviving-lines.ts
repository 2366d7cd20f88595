// Which lines of a world are still in its logs when they have rolled over more than once.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Saying } from '../../engine/site/world/saying.ts'

type Written = { readonly subject: Saying['subject']; readonly bytes: number }

export type LineLedger = {
  wrote(host: string, file: string, saying: Saying, entry: string): void
  /** Looks at what lies below `folder`. */
  lost(folder: string): LostLines
}

export type LostLines = {
  readonly lines: number
  /** Whoever a destroyed line was about. */
  readonly subjects: ReadonlySet<Saying['subject']>
  /** Hosts of which any log lost lines. */
  readonly hosts: ReadonlySet<string>
}

export function lineLedger(): LineLedger {
  const logs = new Map<string, { readonly host: string; readonly file: string; readonly lines: Written[] }>()
  return {
    wrote(host, file, { subject }, entry) {
      const key = `${host}|${file}`
      const log = logs.get(key) ?? { host, file, lines: [] }
      logs.set(key, log)
      log.lines.push({ subject, bytes: Buffer.byteLength(entry) })
    },
    lost(folder) {
      const subjects = new Set<Saying['subject']>()
      const hosts = new Set<string>()
      let count = 0
      for (const { host, file, lines } of logs.values()) {
        const path = join(folder, host, file)
        const kept = bytesIn(path) + bytesIn(path.replace(/\.log$/i, '.lo_'))
        let gone = lines.reduce((sum, { bytes }) => sum + bytes, 0) - kept
        for (const { subject, bytes } of lines) {
          if (gone <= 0) break
          gone -= bytes
          count++
          hosts.add(host)
          if (subject !== undefined) subjects.add(subject)
        }
      }
      return { lines: count, subjects, hosts }
    },
  }
}

const bytesIn = (path: string): number => (existsSync(path) ? statSync(path).size : 0)
