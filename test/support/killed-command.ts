// The real command, killed (SIGKILL) at the begin of one call that changes something on disk, or flushes it. Between two
// such calls a kill leaves the same files, so these are all the states there are.
import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './sources.ts'

/** Node makes its files with these; strace counts each for itself. */
export const changingCalls = ['mkdir', 'pwrite64', 'rename', 'unlink', 'rmdir', 'fsync'] as const

export type Kill = { readonly call: (typeof changingCalls)[number] | 'openat'; readonly at: number }

/**
 * Which `openat` of the main thread make a file below this place, or open a folder of it for flushing. Hundreds before
 * them belong to the start of Node, so that they are not counted through but looked up.
 */
export async function openingsOf(strace: string, args: readonly string[], place: string): Promise<readonly number[]> {
  const trace = `${place}.trace`
  const line = ['-f', '-qq', '-s', '4096', '-o', trace, '-e', 'trace=openat']
  await new Promise((resolve) => execFile(strace, [...line, ...commandLine(args)], resolve))
  const calls = readFileSync(trace, 'utf8').split('\n')
  rmSync(trace)
  const main = calls[0]?.split(' ')[0] ?? ''
  const own = calls.filter((call) => call.startsWith(`${main} `) && call.includes('openat('))
  return own.flatMap((call, at) => (call.includes(place) && /O_CREAT|O_DIRECTORY/.test(call) ? [at + 1] : []))
}

const commandLine = (args: readonly string[]): readonly string[] => [
  process.execPath,
  join(repository, 'dist', 'cmdp.mjs'),
  ...args,
]

/** Killed at the begin of its `at`-th call of that name. @returns false when it ended before */
export function killedAt(strace: string, args: readonly string[], { call, at }: Kill): Promise<boolean> {
  const line = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:signal=SIGKILL:when=${at}`]
  return new Promise((resolve) => {
    execFile(strace, [...line, ...commandLine(args)], (error) => {
      resolve(error?.signal === 'SIGKILL' || error?.code === 137)
    })
  })
}
