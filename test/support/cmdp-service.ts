// `cmdp run` as a process of its own, with a configuration of the test, until it is stopped.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readExposition, valueOf, type ReadFamily } from './exposition-parser.ts'
import { repository } from './sources.ts'

export type CmdpService = {
  /** `http://127.0.0.1:port` */
  readonly url: string
  scrape(): Promise<Map<string, ReadFamily>>
  /** Resolves when every log it follows is read and committed to its end. */
  caughtUp(logs: readonly string[]): Promise<void>
  /** Resolves when time has closed what is too old to go on: no distribution is open. For logs of last winter. */
  atRest(): Promise<void>
  /** Ends it as a service manager does, and waits; what it said on its way. */
  stop(): Promise<{ readonly code: number | null; readonly said: string }>
  /** Ends it at once, as a power failure does, and waits. */
  kill(): Promise<void>
}

/**
 * @param config YAML; the address and, unless it names one, the state folder are the test's
 * @param under  a program that runs it, such as strace
 */
export async function startCmdpService(
  config: string,
  env: Readonly<Record<string, string>> = {},
  under: readonly string[] = [],
): Promise<CmdpService> {
  const folder = mkdtempSync(join(tmpdir(), 'cmdp-service-'))
  const file = join(folder, 'cmdp.yaml')
  const state = /^state:/m.test(config) ? '' : `state: '${join(folder, 'state')}'\n`
  writeFileSync(file, `${config}${state}log: { format: json }\nweb: { listen: ['127.0.0.1:0'] }\n`)
  const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(OTEL_|CMDP_)/.test(name)))
  const program = [...under, process.execPath, join(repository, 'agent', 'cmdp.mjs'), 'run', '--config.file', file]
  const child = spawn(program[0] ?? '', program.slice(1), {
    env: { ...kept, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  const address = new Promise<string>((resolve, reject) => {
    const listen = (text: string): void => {
      said += text
      const [, port] = /http:\/\/(127\.0\.0\.1:\d+)\//.exec(said) ?? []
      if (port !== undefined) resolve(port)
    }
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', listen)
    void closed.then(() => reject(new Error(`cmdp run ended: ${said}`)))
  })
  const url = `http://${await address}`
  const scrape = async (): Promise<Map<string, ReadFamily>> => {
    const answer = await fetch(`${url}/metrics`).catch(() => undefined)
    if (answer === undefined) throw new Error(`cmdp run ended with ${String(await closed)}: ${said}`)
    return readExposition(await answer.text(), 'text')
  }

  return {
    url,
    scrape,
    async caughtUp(logs) {
      const isSo = async (): Promise<boolean> => {
        const read = await scrape()
        const of = (name: string, log: string): number | undefined => valueOf(read, name, { log })
        return logs.every((log) => {
          const size = of('cmdp_agent_source_size_bytes', log)
          return size !== undefined && size > 0 && of('cmdp_agent_source_offset_bytes', log) === size
        })
      }
      while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 100))
    },
    async atRest() {
      const isOpen = async (): Promise<boolean> => {
        const answer = await fetch(`${url}/api/v1/distributions`)
        const { distributions } = (await answer.json()) as { distributions: readonly { readonly outcome: string }[] }
        return distributions.some(({ outcome }) => ['retrying', 'in-progress', 'waiting'].includes(outcome))
      }
      while (await isOpen()) await new Promise((resolve) => setTimeout(resolve, 100))
    },
    async kill() {
      child.kill('SIGKILL')
      await closed
      rmSync(folder, { recursive: true, force: true })
    },
    async stop() {
      child.kill('SIGTERM')
      const code = await closed
      rmSync(folder, { recursive: true, force: true })
      return { code, said }
    },
  }
}
