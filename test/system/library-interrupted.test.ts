// Ctrl-C and SIGTERM while a command changes a library: in the middle of a large file, and while small ones are written.
import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  truncateSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { missing } from '../support/installed.ts'
import { differences, type LibraryModel } from '../support/library-model.ts'
import type { Operation } from '../support/operation-world.ts'
import { modelAfter } from '../support/random-operations.ts'
import { applyAll, commandFor, makeLibrary, readerOf, writeSource } from '../support/real-library.ts'
import { runCmdp } from '../support/run-cmdp.ts'
import { repository } from '../support/sources.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-interrupted-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const held: Operation = { kind: 'add', packageId: 'ABC00001', files: { 'a.txt': 'shared', 'b.txt': 'its own' } }
const many = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`part ${at}.bin`, `bytes of ${at}`]))
const added: Operation = { kind: 'add', packageId: 'ABC00002', files: { 'a.txt': 'shared', ...many } }

type Place = { readonly library: string; readonly source: string; readonly before: LibraryModel }

async function prepared(name: string): Promise<Place> {
  const [library, source] = [join(folder, name), join(folder, `${name}-source`)]
  makeLibrary(library)
  mkdirSync(source)
  await runCmdp(['--version']) // builds what is run here
  return { library, source, before: await applyAll(library, [held]) }
}

type Ended = { readonly code: number | null; readonly told: string; readonly came: boolean }

/** @param isTime  asked until it is, or the command has ended */
async function signalled(
  args: readonly string[],
  signal: NodeJS.Signals,
  isTime: (process: number) => boolean,
): Promise<Ended> {
  const child = spawn(process.execPath, [join(repository, 'dist', 'cmdp.mjs'), ...args])
  let told = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (told += text))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  let came = false
  while (!came && child.exitCode === null && child.signalCode === null) {
    came = isTime(child.pid ?? 0)
    if (!came) await pause(2)
  }
  child.kill(signal)
  return { code: await ended, told, came }
}

/** Has this process read some of the file, which it holds open? */
function isReading(process: number, file: string): boolean {
  const descriptors = `/proc/${process}/fd`
  try {
    return readdirSync(descriptors).some((number) => {
      if (readlinkSync(join(descriptors, number)) !== file) return false
      return Number(/pos:\s*(\d+)/.exec(readFileSync(`/proc/${process}/fdinfo/${number}`, 'utf8'))?.[1]) > 0
    })
  } catch {
    return false // closed, or gone, while we looked
  }
}

/** Takes no room, and as long to read as nobody waits: it is still being read whenever the signal comes. */
const largeBytes = 32 * 1024 ** 3

test.each([
  ['SIGINT', 1],
  ['SIGINT', 2],
  ['SIGTERM', 1],
] as const)(
  '%s in the middle of a large file (threads: %s): nothing is left of it',
  { timeout: 300_000 },
  async (signal, workers) => {
    if (!existsSync('/proc/self/fdinfo')) return void missing('/proc does not tell how far a file was read')
    const { library, source, before } = await prepared(`large-${signal}-${workers}`)
    // Enough small ones for several threads.
    writeSource(source, { ...Object.fromEntries(Object.entries(many).slice(0, 100)), 'z/install.wim': '' })
    const large = join(source, 'z', 'install.wim')
    truncateSync(large, largeBytes)
    const args = commandFor(added, library, source, workers)
    const { code, told, came } = await signalled(args, signal, (process) => isReading(process, large))
    expect([came, code]).toEqual([true, 2])
    expect(told).toContain('Interrupted: reading the source')
    expect(await differences(readerOf(library), before)).toEqual([])
    expect(existsSync(join(library, 'D', 'SCCMContentLib', 'cmdp-operation'))).toBe(false)
  },
)

test.each([1, 2])(
  'SIGTERM while files are written (threads: %s): all of it is there, or nothing',
  { timeout: 300_000 },
  async (workers) => {
    const { library, source, before } = await prepared(`small-${workers}`)
    writeSource(source, 'files' in added ? added.files : {})
    const operation = join(library, 'D', 'SCCMContentLib', 'cmdp-operation')
    const hasBegun = (): boolean => existsSync(join(operation, 'journal'))
    const { code, told } = await signalled(commandFor(added, library, source, workers), 'SIGTERM', hasBegun)
    const after = modelAfter(before, added) ?? before
    process.stdout.write(`SIGTERM after the begin of the journal: exit ${code}\n`)
    expect([0, 1]).toContain(code)
    expect(told).toContain(code === 0 ? 'Done.' : 'it was interrupted')
    expect(await differences(readerOf(library), code === 0 ? after : before)).toEqual([])
    expect(existsSync(operation)).toBe(false)
  },
)
