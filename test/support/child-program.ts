// Programs of ours as processes of their own: bundled from the TypeScript sources, run by plain node.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { hash } from 'node:crypto'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { repository } from './sources.ts'
import type { Received } from './otlp-account.ts'

/** Inside node_modules, so that packages are found. Named after their content: a bundle is written once and stays. */
const bundles = join(repository, 'node_modules', '.cmdp-test')

const built = new Map<string, Promise<string>>()

/** Path of the bundle of a program under test/support, made once. */
export function bundleOf(program: string): Promise<string> {
  const known = built.get(program) ?? bundle(program)
  built.set(program, known)
  return known
}

async function bundle(program: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(repository, 'test', 'support', `${program}.ts`)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  })
  const code = outputFiles[0]?.contents ?? new Uint8Array()
  const path = join(bundles, `${program}-${hash('sha256', code).slice(0, 16)}.mjs`)
  mkdirSync(bundles, { recursive: true })
  writeFileSync(`${path}.${process.pid}`, code)
  renameSync(`${path}.${process.pid}`, path)
  return path
}

/** Starts it with exactly these variables, besides what any program needs. */
export async function startProgram(
  program: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ChildProcessWithoutNullStreams> {
  const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(OTEL_|CMDP_)/.test(name)))
  return spawn(process.execPath, [await bundleOf(program)], {
    env: { ...kept, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

/** Feeds it, and waits for its end. */
export async function runProgram(
  program: string,
  input: unknown,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = await startProgram(program, env)
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  child.stdin.end(JSON.stringify(input))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...said }))
  })
}

export type OtlpReceiver = {
  readonly endpoint: string
  received(): Promise<Received>
  /** How it answers from now on, or so many times. */
  behave(status: number, body?: Buffer, times?: number): Promise<void>
  stop(): Promise<void>
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const child = await startProgram('otlp-receiver')
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()))
    child.stderr.setEncoding('utf8').once('data', (text: string) => reject(new Error(text)))
  })
  const endpoint = `http://127.0.0.1:${port}`
  return {
    endpoint,
    received: async () => (await (await fetch(`${endpoint}/received`)).json()) as Received,
    behave: async (status, body = Buffer.alloc(0), times) => {
      await fetch(`${endpoint}/behaviour`, {
        method: 'PUT',
        body: JSON.stringify({ status, body: body.toString('base64'), times }),
      })
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('close', () => resolve())
        child.kill()
      }),
  }
}
