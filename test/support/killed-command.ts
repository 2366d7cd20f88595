// The real command, killed (SIGKILL) at the begin of one call that changes something on disk. Between two such calls a
// kill leaves the same files, so these are all the states there are; calls that only read or flush are left out.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { repository } from './sources.ts'

/** Node makes its files with these; strace counts each for itself. */
export const changingCalls = ['mkdir', 'pwrite64', 'rename', 'unlink', 'rmdir'] as const

export type Kill = { readonly call: (typeof changingCalls)[number]; readonly at: number }

/** Killed at the begin of its `at`-th call of that name. @returns false when it ended before */
export function killedAt(strace: string, args: readonly string[], { call, at }: Kill): Promise<boolean> {
  const line = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:signal=SIGKILL:when=${at}`]
  return new Promise((resolve) => {
    execFile(strace, [...line, process.execPath, join(repository, 'dist', 'cmdp.mjs'), ...args], (error) => {
      resolve(error?.signal === 'SIGKILL' || error?.code === 137)
    })
  })
}
