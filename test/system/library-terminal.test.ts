// `cmdp library` at a real terminal (a pseudo-terminal of util-linux's script): progress, and Ctrl-C that keeps the work.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, expect, it } from 'vitest'
import { readIndexFile } from '../../agent/library/index-file.ts'
import { buildLibrary } from '../support/library-builder.ts'
import { onDisk, writeLibrary } from '../support/library-on-disk.ts'
import { installed } from '../support/installed.ts'
import { repository } from '../support/sources.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-terminal-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Twenty small stored files and a large one, 44 MB; small files come first. */
const large = 40_000_000
const files = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`part${at}.cab`, randomBytes(200_000)]))
const content = { id: 'ABC00001.1', files: { ...files, 'install.wim': randomBytes(large) } }
writeLibrary(folder, buildLibrary([{ id: 'ABC00001', version: 1, contents: [content] }], ['D:']))

type Ended = { readonly code: number | null; readonly shown: string }

/** Runs `cmdp library …` at a terminal and presses Ctrl-C when what was shown matches; no shell stays between (`exec`). */
function atTerminal(script: string, words: string, interruptAt: RegExp): Promise<Ended> {
  const library = onDisk(folder, 'D:/SCCMContentLib')
  const command = `exec ${process.execPath} ${join(repository, 'agent', 'cmdp.mjs')} library ${words} --library ${library}`
  const child = spawn(script, ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'pipe'] })
  let shown = ''
  let pressed = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += stripVTControlCharacters(text)
    if (pressed || !interruptAt.test(shown)) return
    pressed = true
    child.stdin.write('\u0003')
  })
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, shown })))
}

// One worker has all small files behind it at a tenth of the bytes; how far several are depends on the machine.
it.each([
  ['one worker', ['--workers', '1'], [20]],
  ['several', [], Array.from({ length: 21 }, (_, at) => at)],
] as const)(
  '%s: shows rate and time left, and keeps the verdicts when Ctrl-C comes',
  async (name, workers, possible) => {
    const script = installed('script')
    if (script === undefined) return
    const index = join(folder, `${name}.index`)
    const words = ['verify', '--rate', '2MB', '--index', `'${index}'`, ...workers].join(' ')
    const first = await atTerminal(script, words, /[1-9]\d% \| .* left/)
    expect(first.shown).toMatch(/Hashing ■+ +\d+% \| [\d.]+ MB of [\d.]+ MB, [\d.]+ MB\/s \| (\d+m )?\d+s left/)
    const [, hashed] = /(\d+) of 21 stored files hashed/.exec(first.shown) ?? []
    expect(first.shown).toContain('Ended early: interrupted')
    expect(first.code).toBe(2)
    const kept = readIndexFile(index)
    // Each that was done is kept, the large one is not.
    expect(possible).toContain(Number(hashed))
    expect(kept?.verdicts.size).toBe(Number(hashed))
    expect(kept?.contentNumbers.size).toBe(1)
  },
)

it('ends at its time in the middle of a large file, too', async () => {
  const script = installed('script')
  if (script === undefined) return
  const ended = await atTerminal(script, 'verify --rate 4MB --max-duration 3s', /never/)
  expect(ended.shown).toContain('Ended early: time is up')
  expect(ended.shown).toMatch(/No fault found; \d+ of 21 stored files were hashed/)
  expect(ended.code).toBe(0)
  expect(existsSync(join(folder, 'never'))).toBe(false)
})
