import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { LogReader } from './log-reader.ts'
import type { TailOptions } from '../../agent/tail/log-tail.ts'

/** A folder of its own with the paths of one log in it, gone when the test has finished. */
export class LogFolder {
  readonly folder = mkdtempSync(join(tmpdir(), 'cmdp-log-'))
  readonly log = join(this.folder, 'PkgXferMgr.log')
  readonly rolled = join(this.folder, 'PkgXferMgr.lo_')

  constructor() {
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }))
  }

  append(text: string | Buffer): void {
    appendFileSync(this.log, text)
  }

  /** Rollover as the documentation says it: renamed, an older one overwritten, begun anew. */
  roll(begin: string | Buffer = ''): void {
    renameSync(this.log, this.rolled)
    writeFileSync(this.log, begin)
  }

  reader(options: Partial<TailOptions> = {}): LogReader {
    const reader = new LogReader({ path: this.log, startAt: 'beginning', ...options })
    onTestFinished(() => reader.close())
    return reader
  }
}
