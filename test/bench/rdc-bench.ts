// Signature, delta and patch against rdiff, whole commands on the same files in the same run (performance targets D1-D3).
import { spawnSync } from 'node:child_process'
import { randomFillSync } from 'node:crypto'
import { closeSync, copyFileSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { plainSigner } from '../../engine/rdc/plain-signer.ts'
import { fileParameters } from '../../engine/rdc/parameters.ts'
import { signatureOf } from '../../engine/rdc/sign.ts'
import { seededRandom } from '../support/random.ts'
import { compare, seconds, type Line } from './compare.ts'
import { costOf } from './process-cost.ts'

const MB = 1024 * 1024

export type RdcBenchOptions = {
  /** Folder for the files; a fresh one. */
  readonly folder: string
  /** Bundle of `agent/cmdp.mjs`. */
  readonly cmdp: string
  /** Of the file that is signed; the one that is rebuilt has four times as many. */
  readonly bytes: number
  readonly rounds: number
}

export async function rdcBench({ folder, cmdp, bytes, rounds }: RdcBenchOptions): Promise<Line[]> {
  const at = (name: string): string => join(folder, name)
  if (spawnSync('which', ['rdiff']).status !== 0) return [absent()]
  makePair(at('old'), at('new'), bytes)
  const ours = (...args: string[]): void => run(process.execPath, [cmdp, 'rdc', ...args])
  /** rdiff never overwrites. */
  const theirs = (out: string, ...args: string[]): void => {
    rmSync(at(out), { force: true })
    run('rdiff', args)
  }
  const theirSignature = (): void => theirs('r.sig', '-H', 'md4', '-b', '2048', 'signature', at('old'), at('r.sig'))
  const ourSignature = (): void => ours('signature', at('old'), '--out', at('c.sig'))
  const theirDelta = (): void => theirs('r.delta', 'delta', at('r.sig'), at('new'), at('r.delta'))
  const ourDelta = (): void => ours('delta', at('old'), at('new'), '--out', at('c.delta'))
  const theirPatch = (): void => theirs('r.out', 'patch', at('old'), at('r.delta'), at('r.out'))
  const ourPatch = (): void => {
    rmSync(at('c.out'), { force: true })
    ours('patch', at('old'), at('c.delta'), '--out', at('c.out'))
  }

  theirSignature() // one round that is not measured warms the cache
  ourSignature()
  const lines = [await compare(`signature of ${bytes / MB} MB`, 0.4, rounds, theirSignature, ourSignature)]
  theirDelta()
  ourDelta()
  lines.push(sizes(at), memory(at, cmdp))

  // A start of Node counts in every run of ours: the work must be long beside it.
  const large = bytes * 4
  makePair(at('old'), at('new'), large)
  theirSignature()
  theirDelta()
  ourDelta()
  theirPatch()
  ourPatch()
  lines.push(
    await compare(
      `patch of ${large / MB} MB, with the SHA-256 that rdiff does not make`,
      0.5,
      rounds,
      theirPatch,
      ourPatch,
    ),
  )
  const same = spawnSync('cmp', [at('new'), at('c.out')]).status === 0
  lines.push({ name: 'rebuilt', value: Number(same), target: undefined, good: same, detail: 'byte for byte' })
  return [...lines, plainAndWasm()]
}

/** A file of random bytes, and the same with 1 % of them changed in 2,000 places. */
function makePair(before: string, after: string, bytes: number): void {
  const file = openSync(before, 'w')
  const block = Buffer.allocUnsafe(MB)
  for (let at = 0; at < bytes; at += MB) writeSync(file, randomFillSync(block), 0, Math.min(MB, bytes - at))
  closeSync(file)
  copyFileSync(before, after)
  const random = seededRandom(5)
  const edit = Buffer.allocUnsafe(Math.floor(bytes / 100 / 2000))
  const edited = openSync(after, 'r+')
  for (let count = 0; count < 2000; count++) {
    writeSync(edited, randomFillSync(edit), 0, edit.length, random.below(bytes - edit.length))
  }
  closeSync(edited)
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${String(error ?? stderr)}`)
}

/** What travels: the signature one way, the delta the other. */
function sizes(at: (name: string) => string): Line {
  const bytes = (name: string): number => statSync(at(name)).size
  const [own, other] = [bytes('c.sig') + bytes('c.delta'), bytes('r.sig') + bytes('r.delta')]
  const value = own / other
  const detail = `${(own / MB).toFixed(2)} MB against ${(other / MB).toFixed(2)} MB of signature and delta; less is better`
  return { name: 'bytes that travel', value, target: 1.6, good: value <= 1.6, detail }
}

const mostMemory = 150 * MB

function memory(at: (name: string) => string, cmdp: string): Line {
  const { peak } = costOf(
    process.execPath,
    [cmdp, 'rdc', 'delta', at('old'), at('new'), '--out', at('c.delta')],
    at('said'),
  )
  return {
    name: 'memory of rdc delta',
    value: peak / mostMemory,
    target: undefined,
    good: peak > 0 && peak < mostMemory,
    detail: `${(peak / MB).toFixed(0)} MB of ${mostMemory / MB} MB at most`,
  }
}

/** WebAssembly against the plain version, for information. */
function plainAndWasm(): Line {
  const bytes = randomFillSync(Buffer.allocUnsafe(32 * MB))
  const time = (work: () => unknown): number => {
    const began = performance.now()
    work()
    return seconds(began)
  }
  const wasm = Math.min(...[1, 2, 3].map(() => time(() => signatureOf(bytes))))
  const plain = time(() => {
    const signer = plainSigner(fileParameters)
    for (let at = 0; at < bytes.length; at += MB) signer.update(bytes.subarray(at, at + MB))
    signer.digest()
  })
  const detail = `${(32 / wasm).toFixed(0)} MB/s against ${(32 / plain).toFixed(0)} MB/s`
  return { name: 'WebAssembly against the plain version', value: plain / wasm, target: undefined, good: true, detail }
}

const absent = (): Line => ({
  name: 'against rdiff',
  value: 0,
  target: undefined,
  good: process.env['CI'] !== 'true',
  detail: 'not run: rdiff is not installed',
})
