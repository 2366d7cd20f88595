// Reading logs against a public tool that does the same: mtail, with the same catalogue as a program. The whole run with
// 200 MB is `npm run bench -- logs`; this is the short one that every change passes, with one round of what it costs.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { installed } from '../support/installed.ts'
import { repository } from '../support/sources.ts'

let lines: readonly string[]
beforeAll(async () => {
  lines = (await benchmark('40', '1')).trimEnd().split('\n')
}, 900_000)

/** Not awaiting the child would starve what this process has to answer meanwhile. */
function benchmark(...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(repository, 'test', 'bench', 'logs.mjs'), ...args])
    let [out, problems] = ['', '']
    child.stdout.on('data', (text: Buffer) => (out += text.toString()))
    child.stderr.on('data', (text: Buffer) => (problems += text.toString()))
    child.on('close', () => (out === '' ? reject(new Error(problems)) : resolve(out)))
  })
}

const result = (name: string): string | undefined => lines.find((line) => line.slice(5).startsWith(name))

describe('reading logs', () => {
  it('recognises every line that is known, and no other', () => {
    expect(result('lines recognised')).toMatch(/^ok/)
  })

  // What it costs is for the benchmark to say: a test on a busy machine cannot.
  it('matches what mtail with the same catalogue matches', () => {
    if (!installed('mtail')) return
    expect(result('both match the same lines')).toMatch(/^ok/)
  })

  it('keeps its memory, also with one line of 100 MB', () => {
    const memory = lines.filter((line) => line.slice(5).startsWith('memory'))
    expect(memory).toHaveLength(3)
    expect(memory.filter((line) => !line.startsWith('ok'))).toEqual([])
  })
})
