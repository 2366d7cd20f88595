import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { repository } from './sources.ts'

export type Ended = {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export type CmdpOptions = {
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
  /** Working folder; the repository by default. */
  readonly folder?: string
  /** Root may read everything: take that right away, so that what is forbidden is forbidden. */
  readonly withoutRights?: boolean
  /** Close our end of its output after so many bytes, as `head` does. */
  readonly hangUpAfter?: number
}

/** Runs the real command, built from the sources as they are, to its end. */
export function runCmdp(args: readonly string[], options: CmdpOptions = {}): Promise<Ended> {
  const { input = '', env = {}, folder = repository, withoutRights = false, hangUpAfter = Infinity } = options
  return new Promise((resolve, reject) => {
    const asOrdinary =
      withoutRights && process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : []
    const line = [...asOrdinary, process.execPath, join(repository, 'agent', 'cmdp.mjs'), ...args]
    const child = spawn(line[0] ?? '', line.slice(1), {
      cwd: folder,
      env: { ...withoutOurSettings(process.env), ...env },
    })
    const said = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.stdout += text
      if (said.stdout.length >= hangUpAfter) child.stdout.destroy()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
    child.stdin.on('error', () => undefined) // it may end without reading
    child.stdin.end(input)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...said }))
  })
}

/** Nothing that the person who runs the tests has set may change what they see. */
const withoutOurSettings = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(CMDP_|OTEL_|NO_COLOR$|FORCE_COLOR$)/.test(name)))
